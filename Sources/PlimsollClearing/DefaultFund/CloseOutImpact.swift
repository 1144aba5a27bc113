public import PlimsollMargin
public import PlimsollMarket

/// The first round of price impact: what the defaulters hold is sold, or bought back, and nothing
/// follows from it.
///
/// log move of an underlying = −sign(Q) Y σ √(|Q| / ADV), with Q the net exposure closed out in USD
/// (options by their delta), σ the volatility of a day and ADV the average daily volume. Both Q and ADV
/// are taken at the prices before the scenario, so that their ratio is one of coins.
///
/// - Source: METHODS (impact, Y of 0.5 to 1); Tóth and others (2011), "Anomalous price impact and the
///   critical nature of liquidity in financial markets", for the square root.
/// - Verified by: CloseOutImpactTests.
public struct CloseOutImpact: EndogenousMoves {
  /// Y.
  public let coefficient: Double
  private let valuation: Valuation
  private let markets: [RiskFactor: LiquidityTable.Market]
  private let dailyVolatility: [RiskFactor: Double]

  /// Impact in the markets of a table; an underlying without a market or a volatility stands still.
  public init(
    coefficient: Double, valuation: Valuation, liquidity: LiquidityTable,
    dailyVolatility: [RiskFactor: Double]
  ) {
    precondition(coefficient >= 0, "a coefficient of \(coefficient)")
    self.coefficient = coefficient
    self.valuation = valuation
    markets = liquidity.markets
    self.dailyVolatility = dailyVolatility
  }

  /// For the report.
  public var method: String {
    "Closing out the defaulters moves each underlying by Y × daily volatility × √(net exposure / "
      + "average daily volume), Y = \(coefficient), against what they hold; one round, nothing "
      + "recovers, implied volatility stays."
  }

  /// The scenario's moves and the impact, in log returns.
  public func shock(after shock: MarketShock, closing accounts: [Account]) -> MarketShock {
    var net: [RiskFactor: Double] = [:]
    for account in accounts {
      for (underlying, exposure) in valuation.netExposures(of: account) {
        net[underlying, default: 0] += exposure
      }
    }
    var moved = shock
    for (underlying, exposure) in net where exposure != 0 {
      guard let market = markets[underlying], let volatility = dailyVolatility[underlying] else {
        continue
      }
      let size = (abs(exposure) / market.averageDailyVolume).squareRoot()
      let move = coefficient * volatility * size
      moved.logMoves[underlying, default: 0] += exposure > 0 ? -move : move
    }
    return moved
  }
}
