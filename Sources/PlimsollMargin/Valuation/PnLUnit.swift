public import PlimsollMarket

/// The gain in USD of one contract or coin as `factor` makes a relative move.
///
/// Forwards move with spot unless the basis moves too, so the gain of every contract but an option is
/// an exposure times the relative move m = S'/S − 1, without approximation:
/// - spot and coins: S m;
/// - linear contracts marked at F: F' − F = F m;
/// - inverse contracts of one USD marked at F: (1/F − 1/F') S' = (S/F) m, for F' = F (1 + m).
///
/// Where basis or funding move, `CarryRow` says what takes the place of m. Options are revalued in
/// full, at the horizon and at the volatility of now, or of the scenario where it moves.
///
/// - Source: the project's valuation convention (coin amounts convert at the spot of their own
///   state).
/// - Verified by: UnitPnLTests, which revalues each contract state by state; OptionRevaluationTests,
///   JointRowsTests.
public struct PnLUnit: Sendable, Equatable {
  /// What moves it.
  public let factor: RiskFactor
  /// USD gained per unit of relative move; zero for an option, which has none.
  package let exposure: Double
  /// The option to be revalued; nil for what is linear in the move.
  let option: OptionValuation?
  /// What beside spot it gains by; nil for spot, coins and options.
  let carry: Carry?

  /// A contract that is carried: it has a basis to lose or pays funding.
  struct Carry: Sendable, Equatable {
    var settlement: Settlement
    /// Until it settles; nil for a perpetual.
    var life: TimeSpan?

    /// Nil for a contract with an expiry when the time is not known.
    init?(_ instrument: Instrument, asOf: Timestamp?) {
      settlement = instrument.settlement
      guard let expiry = instrument.expiry else { return }
      guard let asOf else { return nil }
      life = expiry - asOf
    }
  }

  /// One contract of `instrument`.
  public init(_ instrument: Instrument, valuation: Valuation) {
    factor = instrument.underlying
    switch instrument {
    case .spot:
      exposure = valuation.spotPrice(factor) * instrument.contractSize
      option = nil
      carry = nil
    case .perpetual, .future:
      let mark = valuation.mark(instrument)
      exposure =
        (instrument.settlement == .linear ? mark : valuation.spotPrice(factor) / mark)
        * instrument.contractSize
      option = nil
      carry = Carry(instrument, asOf: valuation.asOf)
    case .option(let held):
      exposure = 0
      option = valuation.option(held)
      carry = nil
    }
  }

  /// One coin of `asset`.
  public init(coin asset: RiskFactor, valuation: Valuation) {
    factor = asset
    exposure = valuation.spotPrice(asset)
    option = nil
    carry = nil
  }
}
