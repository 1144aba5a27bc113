import PlimsollMarket

/// One contract of an instrument, with everything about it that a rule charges for.
struct TradedUnit: Sendable {
  /// Its gains: a multiple of a factor's moves, or a vector of its own.
  enum Gains: Sendable {
    case linear(factor: Int, exposure: Double)
    case option([Double])
  }

  let instrument: Instrument
  let gains: Gains
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
    let factor = vectors.place(of: instrument.underlying)
    self.instrument = instrument
    switch PnLUnit(instrument, valuation: valuation).response(after: vectors.horizon) {
    case .linear(let exposure): gains = .linear(factor: factor, exposure: exposure)
    case .option(let option): gains = .option(vectors.gains(of: option, on: factor))
    }
    notional = valuation.notional(of: one)
    exposure = valuation.exposure(of: one)
    stress = scenarios.map { valuation.pnl(of: one, under: $0.shock) }
  }
}
