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
      LiquidationSurface.Direction.allCases.map { direction in
        let factor = payoff.payoffs[place].factor
        guard let headroom else {
          return LiquidationSurface.Crossing(factor: factor, direction: direction)
        }
        return LiquidationSurface.Crossing(
          factor: factor, direction: direction,
          alone: first(direction, alone(place, headroom)),
          followed: law.following(factor).flatMap {
            first(direction, followed($0, of: law.factors, headroom))
          })
      }
    }
  }

  /// The room along a line of moves, by tables at the nodes and by revaluation between them.
  private struct Line {
    /// At the nodes of tables; nil beyond reach.
    var rooms: [Double?]
    /// The slope at the nodes, by the move of the line.
    var slopes: [Double]
    var room: (Double) -> Double
  }

  private func alone(_ place: Int, _ headroom: Double) -> Line {
    let table = payoff.tables[place]
    return Line(
      rooms: table.gains.map { headroom + $0 }, slopes: table.slopes,
      room: { headroom + payoff.payoffs[place].gain($0) })
  }

  /// - Parameter rates: log returns of `factors` for one of the line's own.
  private func followed(_ rates: [Double], of factors: [RiskFactor], _ headroom: Double) -> Line {
    let byFactor = Dictionary(uniqueKeysWithValues: zip(factors, rates))
    let own = payoff.payoffs.map { byFactor[$0.factor] ?? 0 }
    var line = Line(rooms: [], slopes: []) { move in
      zip(payoff.payoffs, own).reduce(headroom) { $0 + $1.0.gain($1.1 * move) }
    }
    for node in PayoffTable.nodes {
      var (room, slope) = (headroom, 0.0)
      for (table, rate) in zip(payoff.tables, own) {
        let found = table.look(rate * node)
        room += found.gain
        slope += found.slope * rate
      }
      let isWithin = own.allSatisfy { abs($0 * node) <= PayoffTable.reach * (1 + 1e-12) }
      line.rooms.append(isWithin ? room : nil)
      line.slopes.append(slope)
    }
    return line
  }

  /// The first move of a line, one way, that leaves no room; zero when there is none now.
  ///
  /// Steps from node to node; where the room dips between two nodes, its least value there is looked
  /// at, so that a line which only just touches is not passed over.
  private func first(_ direction: LiquidationSurface.Direction, _ line: Line) -> Double? {
    let nodes = PayoffTable.nodes
    let step = direction == .up ? 1 : -1
    var node = PayoffTable.middle
    guard let now = line.rooms[node], now > 0 else { return 0 }
    while nodes.indices.contains(node + step), let next = line.rooms[node + step] {
      let range = step > 0 ? nodes[node]...nodes[node + 1] : nodes[node - 1]...nodes[node]
      var end = nodes[node + step]
      let falls = line.slopes[node] * Double(step) < 0
      if next > 0, falls, line.slopes[node + step] * Double(step) > 0 {
        let dip = BrentMinimiser().minimise(in: range, line.room)
        if dip.value <= 0 { end = dip.argument }
      }
      if next <= 0 || end != nodes[node + step] {
        let between = min(nodes[node], end)...max(nodes[node], end)
        return BrentRootFinder(tolerance: 0).root(in: between, line.room) ?? end
      }
      node += step
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
    func room(_ multiple: Double) -> Double {
      headroom
        + payoff.gain(
          MarketShock(
            logMoves: shock.logMoves.mapValues { $0 * multiple },
            volatility: shock.volatility.mapValues { $0 * multiple }))
    }
    guard headroom > 0 else { return 0 }
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
    let changes = zip(line.rooms, line.rooms.dropFirst()).count {
      (($0 ?? 1) > 0) != (($1 ?? 1) > 0)
    }
    switch found.count {
    case 0: return .none("no price of \(factor) within reach liquidates it")
    case 1 where changes <= 1: return .price(factor, found[0])
    case 1: return .none("\(factor) liquidates it in a range of prices, not from one price on")
    default: return .none("\(factor) liquidates it both by falling and by rising")
    }
  }
}
