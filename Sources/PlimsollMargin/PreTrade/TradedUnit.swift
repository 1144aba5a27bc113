import PlimsollMarket

/// One contract of an instrument, with everything about it that a rule charges for.
struct TradedUnit: Sendable {
  let instrument: Instrument
  let gains: ScenarioVectors.Gains
  /// |size| in USD at spot.
  let notional: Double
  /// Signed USD that its underlying would be traded for to close it out.
  let exposure: Double
  /// What it gains in each instantaneous scenario.
  let stress: [Double]

  init(
    _ instrument: Instrument, valuation: Valuation, vectors: ScenarioVectors,
    scenarios: [StressScenario]
  ) {
    let one = Position(instrument: instrument, quantity: 1)
    self.instrument = instrument
    gains = vectors.gains(of: PnLUnit(instrument, valuation: valuation))
    notional = valuation.notional(of: one)
    exposure = valuation.exposure(of: one)
    stress = scenarios.map { valuation.pnl(of: one, under: $0.shock) }
  }
}
