import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct JointSpecTests {
  private func spec(_ text: String) throws -> JointSpec {
    try JointSpec(yaml: InputFile(name: "mine.yaml", text: text))
  }

  private static let skew =
    "skew: {response: 0.2, residual: 0.01, power: 0.3, limit: 0.5, evidence: none}\n"
  private static let funding = """
    funding:
      venue: binance
      interval: 4h
      mean: calibrated
      persistence: calibrated else 0.8
      loading: 0.002
      residual: calibrated
      evidence: none

    """

  @Test func theShippedFactorsRead() throws {
    let path = URL(fileURLWithPath: #filePath)
      .appending(path: "../../../../models/factors/crypto.yaml").standardized.path
    let found = try JointSpec(yaml: try InputFile(path: path))
    #expect(found.name == "crypto" && found.kinds == JointKind.allCases)
    #expect(found.volatility?.level.response.of("BTC") == -1.25)
    #expect(found.volatility?.level.response.of("SOL") == -0.72)
    #expect(found.volatility?.stickiness == .strike && found.degreesOfFreedom == 5)
    #expect(found.basis?.calibratesResidual == true && found.basis?.shift.residual == 0.02)
    #expect(found.acrossUnderlyings == 0.7 && found.correlations.count == 3)
  }

  @Test func readsParametersOfThreeKinds() throws {
    let found = try #require(try spec(Self.funding).funding)
    #expect(found.mean == .calibrated(otherwise: nil) && found.loading == .stated(0.002))
    #expect(found.persistence == .calibrated(otherwise: 0.8))
    #expect(found.venue == "binance" && found.interval == TimeSpan("4h"))
  }

  @Test(arguments: [
    ("{}", nil), ("speed: 1", "speed"), ("skew: {response: 1}", "skew"),
    ("skew: {response: x, residual: 0, power: 0, evidence: e}", "skew.response"),
    ("skew: {response: nan, residual: 0, power: 0, evidence: e}", "skew.response"),
    ("skew: {response: 11, residual: 0, power: 0, evidence: e}", "skew.response"),
    ("skew: {response: {BTC: 1}, residual: 0, power: 0, evidence: e}", "skew.response"),
    ("skew: {response: 1, residual: -1, power: 0, evidence: e}", "skew.residual"),
    ("skew: {response: 1, residual: inf, power: 0, evidence: e}", "skew.residual"),
    ("skew: {response: 1, residual: 0, power: 2, evidence: e}", "skew.power"),
    ("skew: {response: 1, residual: 0, power: {short: 0}, evidence: e}", "skew.power"),
    ("skew: {response: 1, residual: 0, power: 0, evidence: ''}", "skew.evidence"),
    ("skew: {response: 1, residual: 0, power: 0, limit: 0, evidence: e}", "skew.limit"),
    ("basis: {response: 1, residual: calibrated, power: 0, evidence: e}", "basis.residual"),
    ("basis: {response: 1, residual: calibrated or 1, power: 0, evidence: e}", "basis.residual"),
    (funding.replacingOccurrences(of: "else 0.8", with: "else 1.5"), "funding.persistence"),
    (funding.replacingOccurrences(of: "0.002", with: "5"), "funding.loading"),
    (funding.replacingOccurrences(of: "4h", with: "soon"), "funding.interval"),
    (
      "volatility: {stickiness: glue, response: -1, residual: 0, power: 0, floor: 0, evidence: e}",
      "volatility.stickiness"
    ),
    (
      "volatility: {stickiness: strike, response: -1, residual: 0, power: 0, evidence: e}",
      "volatility"
    ),
    (skew + "correlation: {skew_basis: 0.5}", "correlation.skew_basis"),
    (skew + "correlation: {across_underlyings: 1.5}", "correlation.across_underlyings"),
    (skew + "correlation: {basis_skew: 0.5}", "correlation.basis_skew"),
    (skew + "degrees_of_freedom: 2", "degrees_of_freedom"),
  ])
  func refusesWhatMakesNoSense(text: String, column: String?) {
    let error = #expect(throws: InputError.self) { try spec(text) }
    #expect(error?.kind == .data && error?.place?.file == "mine.yaml")
    #expect(error?.place?.line != nil && error?.place?.column == column)
  }
}
