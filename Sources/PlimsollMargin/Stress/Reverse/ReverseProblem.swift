import PlimsollMarket
import PlimsollNumerics

/// The question of a reverse stress: the shortest vector of independent standard shocks z at which
/// the room an account has left is gone.
///
/// Room is room(z) = headroom + Σ fᵢ(xᵢ) at the log returns x = mean + L z; zero is the target.
///
/// - Verified by: ReverseStressTests.
struct ReverseProblem: Sendable {
  /// The account's payoffs on the factors that may move, in their order.
  let payoff: AccountPayoff
  /// The law of those factors.
  let law: Plausibility
  /// What may be lost before the target is reached, less what given moves have lost already.
  let headroom: Double

  var count: Int { payoff.payoffs.count }

  /// The room, by full revaluation.
  func room(at shocks: [Double]) -> Double {
    zip(payoff.payoffs, law.moves(of: shocks)).reduce(headroom) { $0 + $1.0.gain($1.1) }
  }

  /// The room and its gradient by the shocks, from the tables.
  func tabulatedRoom(at shocks: [Double]) -> (room: Double, gradient: [Double]) {
    var room = headroom
    var slopes = [Double](repeating: 0, count: count)
    for (i, move) in law.moves(of: shocks).enumerated() {
      let found = payoff.tables[i].look(move)
      room += found.gain
      slopes[i] = found.slope
    }
    return (room, pulledBack(slopes))
  }

  /// The room with its gradient by the shocks, and the second derivatives by the log returns, which
  /// form a diagonal matrix, by full revaluation.
  func expansion(at shocks: [Double]) -> (room: Double, gradient: [Double], curvatures: [Double]) {
    let slopes = zip(payoff.payoffs, law.moves(of: shocks)).map { $0.slopes($1) }
    return (
      slopes.reduce(headroom) { $0 + $1.gain }, pulledBack(slopes.map(\.first)),
      slopes.map(\.second)
    )
  }

  /// Lᵀ v: derivatives by the shocks from those by the log returns.
  func pulledBack(_ slopes: [Double]) -> [Double] {
    let lower = law.cholesky.lower
    return slopes.indices.map { j in
      (j..<slopes.count).reduce(0) { $0 + lower[$1, j] * slopes[$1] }
    }
  }

  /// Lᵀ diag(d) L: second derivatives by the shocks from those by the log returns.
  func pulledBack(diagonal: [Double]) -> Matrix {
    let lower = law.cholesky.lower
    var scaled = lower
    for i in diagonal.indices { for j in 0...i { scaled[i, j] *= diagonal[i] } }
    var product = lower.transposed.multiplied(by: scaled)
    // Rounding may leave the halves a bit apart.
    for i in diagonal.indices { for j in 0..<i { product[j, i] = product[i, j] } }
    return product
  }

  /// The shocks of the linear answer: z = −c b/|b|², for room c at the mean and its gradient b there;
  /// nil when nothing moves the account.
  ///
  /// In log returns r = −k Σw/s with s² = wᵀΣw and k = c/s.
  func linearAnswer() -> [Double]? {
    let (room, gradient, _) = expansion(at: [Double](repeating: 0, count: count))
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    // With no factor left to move, or no need to, nothing has to move.
    guard square > 0 else { return room <= 0 ? gradient.map { _ in 0 } : nil }
    return gradient.map { -max(0, room) * $0 / square }
  }

  /// The shocks of the quadratic answer, with second derivatives too; nil when the expansion cannot
  /// lose so much.
  func quadraticAnswer() -> [Double]? {
    let (room, gradient, curvatures) = expansion(at: [Double](repeating: 0, count: count))
    return NearestQuadricPoint.find(
      constant: room, linear: gradient, quadratic: pulledBack(diagonal: curvatures))
  }

  /// The least room any moves within reach leave, each factor at its own worst, and those moves.
  func leastRoom() -> (room: Double, moves: [Double]) {
    var room = headroom
    var worst: [Double] = []
    for (payoff, table) in zip(payoff.payoffs, payoff.tables) {
      let node = table.gains.indices.reduce(PayoffTable.middle) {
        table.gains[$1] < table.gains[$0] ? $1 : $0
      }
      let nodes = PayoffTable.nodes
      var (move, gain) = (nodes[node], payoff.gain(nodes[node]))
      if node > 0, node < nodes.count - 1 {
        let found = BrentMinimiser().minimise(in: nodes[node - 1]...nodes[node + 1]) {
          payoff.gain($0)
        }
        if found.value < gain { (move, gain) = (found.argument, found.value) }
      }
      room += gain
      worst.append(move)
    }
    return (room, worst)
  }

  /// Whether the moves of these shocks are within reach.
  func isWithinReach(_ shocks: [Double]) -> Bool {
    law.moves(of: shocks).allSatisfy { $0.magnitude <= PayoffTable.reach }
  }
}
