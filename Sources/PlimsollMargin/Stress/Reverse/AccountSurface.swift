internal import Glibc
import PlimsollMarket
import PlimsollNumerics

/// The liquidation surface of one account along lines.
struct AccountSurface {
  private let requirement: MarginRequirement
  private let payoff: AccountPayoff
  private let stressed: StressedBook
  /// Collateral value above maintenance margin; nil when no margin is required.
  private let headroom: Double?

  init(_ index: Int, of stressed: StressedBook) {
    self.stressed = stressed
    requirement = stressed.requirements[index]
    payoff = stressed.payoff(ofAccount: index, haircut: stressed.haircut)
    headroom =
      requirement.maintenance > 0
      ? requirement.standing.collateralValue - requirement.maintenance : nil
  }

  func account(_ nearest: ReverseStress.Account) throws(InputError) -> LiquidationSurface.Account {
    var account = LiquidationSurface.Account(
      account: requirement.account, marginLevel: requirement.marginLevel, nearest: nearest,
      crossings: try crossings(), multiples: multiples())
    switch single() {
    case .price(let factor, let move): (account.singleFactor, account.singleMove) = (factor, move)
    case .none(let reason): account.reason = reason
    }
    return account
  }

  // MARK: Along factors

  private func crossings() throws(InputError) -> [LiquidationSurface.Crossing] {
    let law = try stressed.plausibility.marginal(
      of: payoff.factors.filter { stressed.plausibility.place(of: $0) != nil })
    return payoff.payoffs.indices.flatMap { place in
      let factor = payoff.payoffs[place].factor
      let alone = headroom.map { self.alone(place, $0) }
      let followed = headroom.flatMap { headroom in
        law.following(factor).map { self.followed($0, of: law.factors, headroom) }
      }
      return LiquidationSurface.Direction.allCases.map { direction in
        LiquidationSurface.Crossing(
          factor: factor, direction: direction, alone: alone.flatMap { first(direction, $0) },
          followed: followed.flatMap { first(direction, $0) })
      }
    }
  }

  /// The room along a line of moves.
  private struct Line {
    /// By revaluation.
    var room: (Double) -> Double
    /// At a node of the tables, by the tables, with its slope; nil beyond reach.
    var node: (Int) -> (room: Double, slope: Double)?
    /// Every so many nodes are looked at.
    var stride = 1
  }

  private func alone(_ place: Int, _ headroom: Double) -> Line {
    let (payoff, table) = (payoff.payoffs[place], payoff.tables[place])
    return Line(
      room: { headroom + payoff.gain($0) },
      node: { node in
        table.gains.indices.contains(node)
          ? (headroom + table.gains[node], table.slopes[node]) : nil
      })
  }

  /// - Parameter rates: log returns of `factors` for one of the line's own.
  private func followed(_ rates: [Double], of factors: [RiskFactor], _ headroom: Double) -> Line {
    let byFactor = Dictionary(uniqueKeysWithValues: zip(factors, rates))
    let own = payoff.payoffs.map { byFactor[$0.factor] ?? 0 }
    let fastest = own.reduce(1) { max($0, abs($1)) }
    let payoff = payoff
    return Line(
      room: { move in
        zip(payoff.payoffs, own).reduce(headroom) { $0 + $1.0.gain($1.1 * move) }
      },
      node: { node in
        guard PayoffTable.nodes.indices.contains(node),
          fastest * abs(PayoffTable.nodes[node]) <= PayoffTable.reach * (1 + 1e-12)
        else { return nil }
        var (room, slope) = (headroom, 0.0)
        for i in own.indices {
          let found = payoff.tables[i].look(own[i] * PayoffTable.nodes[node])
          room += found.gain
          slope += found.slope * own[i]
        }
        return (room, slope)
      }, stride: 2)
  }

  /// The first move of a line, one way, that leaves no room; zero when there is none now.
  ///
  /// Steps from node to node; where the room dips between two nodes, its least value there is looked
  /// at, so that a line which only just touches is not passed over.
  private func first(_ direction: LiquidationSurface.Direction, _ line: Line) -> Double? {
    let nodes = PayoffTable.nodes
    let sign = direction == .up ? 1.0 : -1
    let step = line.stride * Int(sign)
    var node = PayoffTable.middle
    guard var here = line.node(node), here.room > 0 else { return 0 }
    while let next = line.node(node + step) {
      var end = nodes[node + step]
      var isReached = next.room <= 0
      if !isReached, here.slope * sign < 0, next.slope * sign > 0 {
        let dip = BrentMinimiser().minimise(
          in: min(nodes[node], end)...max(nodes[node], end), line.room)
        if dip.value <= 0 { (end, isReached) = (dip.argument, true) }
      }
      if isReached {
        let between = min(nodes[node], end)...max(nodes[node], end)
        return BrentRootFinder(tolerance: 0).root(in: between, line.room) ?? end
      }
      (node, here) = (node + step, next)
    }
    return nil
  }

  // MARK: Along scenarios

  private static let multipleStep = 0.1

  private func multiples() -> [LiquidationSurface.Multiple] {
    stressed.scenarios.map { scenario in
      LiquidationSurface.Multiple(
        scenario: scenario.name, multiple: multiple(of: scenario.shock))
    }
  }

  private func multiple(of shock: MarketShock) -> Double? {
    guard let headroom else { return nil }
    let moved = payoff.payoffs.map { payoff in
      (
        payoff: payoff, move: shock.logMoves[payoff.factor] ?? 0,
        volatility: shock.volatility[payoff.factor] ?? 0
      )
    }.filter { $0.move != 0 || $0.volatility != 0 }
    func room(_ multiple: Double) -> Double {
      moved.reduce(headroom) {
        $0 + $1.payoff.gain($1.move * multiple, volatilityChange: $1.volatility * multiple)
      }
    }
    guard headroom > 0 else { return 0 }
    guard !moved.isEmpty else { return nil }
    var near = 0.0
    for step in 1...Int((LiquidationSurface.mostMultiple / Self.multipleStep).rounded()) {
      let far = Double(step) * Self.multipleStep
      if room(far) <= 0 {
        return BrentRootFinder(tolerance: 0).root(in: near...far, room) ?? far
      }
      near = far
    }
    return nil
  }

  // MARK: A single price

  private enum Single {
    case price(RiskFactor, Double)
    case none(String)
  }

  private func single() -> Single {
    guard let headroom else { return .none("no margin is required of it") }
    guard headroom > 0 else { return .none("it is under water already") }
    guard let factor = payoff.factors.first else { return .none("nothing it holds can lose") }
    guard payoff.payoffs.count == 1 else {
      return .none(
        "it rests on \(payoff.payoffs.count) factors: the price of one that liquidates depends on "
          + "where the others are")
    }
    let line = alone(0, headroom)
    let found = LiquidationSurface.Direction.allCases.compactMap { first($0, line) }
    let signs = PayoffTable.nodes.indices.compactMap { line.node($0).map { $0.room > 0 } }
    let changes = zip(signs, signs.dropFirst()).count { $0 != $1 }
    switch found.count {
    case 0: return .none("no price of \(factor) within reach liquidates it")
    case 1 where changes <= 1: return .price(factor, found[0])
    case 1: return .none("\(factor) liquidates it in a range of prices, not from one price on")
    default: return .none("\(factor) liquidates it both by falling and by rising")
    }
  }
}
