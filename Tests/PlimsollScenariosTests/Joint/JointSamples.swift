import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks

/// Joint factors and spot scenarios made for tests.
enum JointSamples {
  static func shift(response: Double, residual: Double, limit: Double = 10) -> JointSpec.Shift {
    JointSpec.Shift(
      response: .init(response), residual: residual, shortPower: 0.3, longPower: 0.13,
      limit: limit, evidence: "made for a test")
  }

  /// Volatility, skew and basis with residuals, and funding of stated numbers.
  static func spec(_ name: String = "test") -> JointSpec {
    var spec = JointSpec(name: name)
    spec.volatility = .init(
      stickiness: .strike, level: shift(response: -1.2, residual: 0.04), floor: 0.05)
    spec.skew = shift(response: 0.2, residual: 0.01)
    spec.basis = .init(shift: shift(response: 0.08, residual: 0.02), calibratesResidual: false)
    spec.funding = .init(
      venue: nil, interval: TimeSpan(seconds: 8 * 3600), mean: .stated(1e-4),
      persistence: .stated(0.8), loading: .stated(0.002), residual: .stated(2e-4), limit: 0.01,
      evidence: "made for a test")
    return spec
  }

  static let needs: [(underlying: RiskFactor, kinds: Set<JointKind>)] = [
    ("A", Set(JointKind.allCases)), ("B", Set(JointKind.allCases)),
  ]

  static func model(
    _ spec: JointSpec, needs: [(underlying: RiskFactor, kinds: Set<JointKind>)] = needs
  ) throws -> JointModel {
    let prices = try SyntheticPrices.history(["A", "B"], days: 300)
    return try JointModel(
      spec, needs: needs, horizon: .days(2),
      evidence: .init(asOf: prices.times[299], prices: prices))
  }

  static func source(_ spec: JointSpec, count: Int, seed: UInt64 = 5) throws -> JointScenarios {
    try JointScenarios(try base(count: count, seed: seed), try model(spec), seed: seed)
  }

  static func base(count: Int, seed: UInt64 = 5) throws -> MonteCarlo {
    var spec = CalibrationSpec()
    spec.innovations.model = .normal
    let model = try RiskModel.calibrated(
      to: try SyntheticPrices.history(["A", "B"], days: 300), factors: ["A", "B"], spec: spec)
    return try MonteCarlo(model, bars: 2, count: count, seed: seed)
  }
}
