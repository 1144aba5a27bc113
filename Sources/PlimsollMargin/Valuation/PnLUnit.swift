public import PlimsollMarket

/// The gain in USD of one contract or coin as `factor` makes a relative move.
///
/// Forwards move with spot in this version, so the gain of every contract but an option is an
/// exposure times the relative move m = S'/S − 1, without approximation:
/// - spot and coins: S m;
/// - linear contracts marked at F: F' − F = F m;
/// - inverse contracts of one USD marked at F: (1/F − 1/F') S' = (S/F) m, for F' = F (1 + m).
///
/// Options are revalued in full, at the horizon and at the volatility of now.
///
/// - Source: the project's valuation convention (coin amounts convert at the spot of their own
///   state; forwards move with spot).
/// - Verified by: UnitPnLTests, which revalues each contract state by state; OptionRevaluationTests.
public struct PnLUnit: Sendable, Equatable {
  /// What moves it.
  public let factor: RiskFactor
  /// USD gained per unit of relative move; zero for an option, which has none.
  let exposure: Double
  /// The option to be revalued; nil for what is linear in the move.
  let option: OptionValuation?

  /// One contract of `instrument`.
  public init(_ instrument: Instrument, valuation: Valuation) {
    factor = instrument.underlying
    switch instrument {
    case .spot:
      exposure = valuation.spotPrice(factor) * instrument.contractSize
      option = nil
    case .perpetual, .future:
      let mark = valuation.mark(instrument)
      exposure =
        (instrument.settlement == .linear ? mark : valuation.spotPrice(factor) / mark)
        * instrument.contractSize
      option = nil
    case .option(let held):
      exposure = 0
      option = valuation.option(held)
    }
  }

  /// One coin of `asset`.
  public init(coin asset: RiskFactor, valuation: Valuation) {
    factor = asset
    exposure = valuation.spotPrice(asset)
    option = nil
  }

  /// How it answers to a move over a horizon.
  enum Response: Sendable {
    /// USD gained per unit of relative move.
    case linear(exposure: Double)
    /// Revalued in each scenario.
    case option(OptionRevaluation)
  }

  func response(after horizon: TimeSpan) -> Response {
    option.map { .option(OptionRevaluation($0, horizon: horizon)) } ?? .linear(exposure: exposure)
  }
}
