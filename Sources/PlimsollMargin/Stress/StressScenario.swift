internal import Glibc
public import PlimsollMarket

/// One scenario of a library made definite for a book.
public struct StressScenario: Sendable, Equatable {
  /// What results call it.
  public var name: String
  /// Where it comes from; may be empty.
  public var source: String
  /// What moves.
  public var shock: MarketShock
  /// What else is unusual; of no concern to P&L at a moment.
  public var conditions: MarketConditions

  /// A scenario.
  public init(
    name: String, source: String = "", shock: MarketShock, conditions: MarketConditions = .usual
  ) {
    self.name = name
    self.source = source
    self.shock = shock
    self.conditions = conditions
  }
}

extension StressLibrary {
  /// The instantaneous scenarios for the factors of `book`: crises, then grids, then depegs of the
  /// stablecoins it holds. Correlation breaks are not among them.
  ///
  /// - Throws: an `InputError` when the library names a factor the price file does not have, unless
  ///   it is optional.
  public func scenarios(for book: Book) throws(InputError) -> [StressScenario] {
    try requireFactors(of: book.prices)
    let factors = book.factors
    let coins = factors.filter { !allStablecoins.contains($0) }
    var found = crises.map { scenario(of: $0, factors: factors) }
    for grid in grids {
      for spot in grid.spot {
        for volatility in grid.volatility {
          let scenario = Self.gridPoint(spot: spot, volatility: volatility, coins: coins)
          if !found.contains(where: { $0.name == scenario.name }) { found.append(scenario) }
        }
      }
    }
    for asset in depeg?.assets ?? [] where factors.contains(asset) {
      let move = FactorShock.relative(depeg?.relative ?? 0).logMove(in: [:])
      found.append(
        StressScenario(
          name: Self.depegName(asset), source: "depeg",
          shock: MarketShock(logMoves: [asset: move])))
    }
    for jump in jumps {
      for asset in jump.assets where factors.contains(asset) {
        found.append(
          StressScenario(
            name: "\(asset) jumps to default", source: "jump",
            shock: MarketShock(
              logMoves: [asset: FactorShock.relative(jump.relative).logMove(in: [:])])))
      }
    }
    return found
  }

  private var allStablecoins: Set<RiskFactor> { stablecoins.union(depeg?.assets ?? []) }

  static func depegName(_ asset: RiskFactor) -> String { "depeg \(asset)" }

  private func scenario(of crisis: Crisis, factors: [RiskFactor]) -> StressScenario {
    var shock = MarketShock()
    for factor in factors {
      let isStable = allStablecoins.contains(factor)
      if let move = crisis.shocks[factor] ?? (isStable ? nil : crisis.defaultShock) {
        shock.logMoves[factor] = move.logMove(in: crisis.shocks)
      }
      shock.volatility[factor] =
        crisis.volatility[factor] ?? (isStable ? nil : crisis.defaultVolatility)
    }
    return StressScenario(
      name: crisis.name, source: crisis.source, shock: shock, conditions: crisis.conditions)
  }

  static func gridPoint(spot: Double, volatility: Double, coins: [RiskFactor])
    -> StressScenario
  {
    let move = FactorShock.relative(spot).logMove(in: [:])
    return StressScenario(
      name: "grid spot \(percent(spot)) volatility \(percent(volatility))", source: "grid",
      shock: MarketShock(
        logMoves: Dictionary(uniqueKeysWithValues: coins.map { ($0, move) }),
        volatility: Dictionary(uniqueKeysWithValues: coins.map { ($0, volatility) })))
  }

  /// `+15%`, `-7.5%`: at most two decimals.
  static func percent(_ fraction: Double) -> String {
    let hundredths = (fraction * 10_000).rounded() / 100
    let digits = hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
    return (hundredths > 0 ? "+" : "") + digits + "%"
  }

  private func requireFactors(of prices: PriceHistory) throws(InputError) {
    guard !isOptional else { return }
    for mention in mentions where !prices.contains(mention.factor) {
      throw InputError(
        .data, at: mention.place, "\(mention.factor) is not a column of \(prices.digest.file)",
        remedy: InputError.suggestion(
          for: mention.factor.name, among: prices.factors.map(\.name))
          + " Or write `optional: true` to leave out what a book lacks.")
    }
  }
}

extension StressLibrary.FactorShock {
  /// The log return, given the named shocks of the same scenario.
  func logMove(in shocks: [RiskFactor: Self]) -> Double {
    switch self {
    case .log(let move): move
    case .relative(let move): log1p(move)
    case .beta(let beta, let factor):
      switch shocks[factor] {
      case .log(let move): beta * move
      case .relative(let move): beta * log1p(move)
      case .beta, nil: 0
      }
    }
  }
}
