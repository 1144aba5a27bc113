public import PlimsollMarket

/// What closing out slower than the margin period of risk adds, underlying by underlying.
///
/// Days to close = |net notional| / (participation × average daily volume). Beyond the margin period
/// of risk T the position's risk is that of the longer time, by the square root of time:
/// measure × (√(days / T) − 1), with the measure of the account's positions in that underlying
/// alone. The whole position is taken to be held to the last day, which is on the safe side of
/// selling it evenly. Crossing half the spread on every holding comes on top.
///
/// - Source: the liquidity horizons of Basel's market risk standard (MAR33) for the scaling, with
///   the horizon set by the position's own days to close; half the spread as in Bangia, Diebold,
///   Schuermann and Stroughair (1999), "Modeling liquidity risk".
/// - Verified by: AddOnTests.
public struct LiquidityAddOn: Sendable, Equatable {
  /// The share of a day's volume that may be traded, above 0 and at most 1.
  public var participation: Double
  /// What happens to a book without liquidity.csv.
  public var missing: MissingLiquidity

  /// The share of volume that reports assume when no rule names one.
  public static let usualParticipation = 0.1

  /// An add-on at a participation rate.
  public init(participation: Double, missing: MissingLiquidity = .refuse) {
    precondition(participation > 0 && participation <= 1, "a participation of \(participation)")
    self.participation = participation
    self.missing = missing
  }

  /// Days to close `net` notional of a market.
  public func daysToClose(_ net: Double, in market: LiquidityTable.Market) -> Double {
    abs(net) / (participation * market.averageDailyVolume)
  }

  /// √(days / margin period of risk) − 1, zero for what closes within it.
  public func horizonFactor(days: Double, marginPeriodOfRisk: TimeSpan) -> Double {
    max(0, (days / marginPeriodOfRisk.days).squareRoot() - 1)
  }

  /// Half the spread on `gross` notional.
  public func spreadCost(_ gross: Double, in market: LiquidityTable.Market) -> Double {
    gross * market.spreadBasisPoints / 20_000
  }

  /// Reads the `liquidity` of a rule.
  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["participation", "missing"])
    guard let participation = keys["participation"] else {
      throw node.error(
        "the key `participation` is missing", remedy: "Write {participation: 0.1}.")
    }
    self.init(
      participation: try participation.number("above 0 and at most 1") { $0 > 0 && $0 <= 1 },
      missing: try keys["missing"]?.choice(MissingLiquidity.self) ?? .refuse)
  }
}

/// What a rule does with a book that has no liquidity.csv.
public enum MissingLiquidity: String, Sendable, CaseIterable {
  /// Stops with an error and a remedy.
  case refuse
  /// Leaves the add-on blank, and says so.
  case skip
}
