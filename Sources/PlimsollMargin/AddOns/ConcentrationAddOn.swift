public import PlimsollMarket

/// What size against the market adds: slope × the net notional above a share of average daily
/// volume, underlying by underlying.
///
/// Zero up to the threshold and rising in a straight line beyond, so a larger net position never
/// pays less.
///
/// - Source: the project's own form; venues' tiered maintenance margins are its stepwise relatives.
/// - Verified by: AddOnTests.
public struct ConcentrationAddOn: Sendable, Equatable {
  /// The share of average daily volume that is free.
  public var threshold: Double
  /// USD charged per USD above it.
  public var slope: Double
  /// What happens to a book without liquidity.csv.
  public var missing: MissingLiquidity

  /// An add-on beyond `threshold` times average daily volume.
  public init(threshold: Double, slope: Double, missing: MissingLiquidity = .refuse) {
    precondition(threshold >= 0 && slope >= 0, "a threshold and a slope of zero or more")
    self.threshold = threshold
    self.slope = slope
    self.missing = missing
  }

  /// The charge on `net` notional in a market.
  public func amount(_ net: Double, in market: LiquidityTable.Market) -> Double {
    slope * max(0, abs(net) - threshold * market.averageDailyVolume)
  }

  /// Reads the `concentration` of a rule.
  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["threshold_adv", "slope", "missing"])
    guard let threshold = keys["threshold_adv"], let slope = keys["slope"] else {
      throw node.error(
        "threshold_adv or slope is missing", remedy: "Write {threshold_adv: 0.1, slope: 0.05}.")
    }
    self.init(
      threshold: try threshold.number("of zero or more") { $0 >= 0 },
      slope: try slope.number("from 0 to 1") { $0 >= 0 && $0 <= 1 },
      missing: try keys["missing"]?.choice(MissingLiquidity.self) ?? .refuse)
  }
}
