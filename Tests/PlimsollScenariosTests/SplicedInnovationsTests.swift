import Foundation
import PlimsollMarket
import PlimsollNumerics
import TestBooks
import Testing

@testable import PlimsollScenarios

@Suite struct GeneralisedParetoMomentsTests {
  @Test(arguments: [-0.9, -0.5, -1e-9, 0, 1e-9, 0.25, 0.5, 0.999_999, 1, 2.5], [0.01, 3.0, 60])
  func agreesWithQuadrature(shape: Double, cut: Double) {
    let law = GeneralisedPareto(shape: shape, scale: 0.7)
    // Simpson's rule on S(y) and 2 y S(y) where S is not zero.
    let reach = shape < 0 ? min(cut, -0.7 / shape) : cut
    let pieces = 200_000
    let width = reach / Double(pieces)
    var (first, second) = (0.0, 0.0)
    for i in 0...pieces {
      let y = Double(i) * width
      let weight = i == 0 || i == pieces ? 1.0 : i % 2 == 1 ? 4 : 2
      let survival = i == pieces && reach < cut ? 0 : law.survival(y)
      first += weight * survival * width / 3
      second += weight * 2 * y * survival * width / 3
    }
    let moments = law.momentsCut(at: cut)
    #expect(abs(moments.first / first - 1) < 1e-8)
    #expect(abs(moments.second / second - 1) < 1e-8)
  }

  @Test func withoutACutTheyAreTheTextbooks() {
    // Mean β/(1 − ξ), second moment 2β²/((1 − ξ)(1 − 2ξ)).
    for shape in [-0.4, -1e-12, 0, 0.2] {
      let moments = GeneralisedPareto(shape: shape, scale: 2).momentsCut(at: 1e12)
      #expect(abs(moments.first * (1 - shape) / 2 - 1) < 1e-9)
      #expect(abs(moments.second * (1 - shape) * (1 - 2 * shape) / 8 - 1) < 1e-6)
    }
  }
}

@Suite struct SplicedInnovationsTests {
  /// Student-t residuals of unit root mean square.
  static func residuals(_ count: Int, degrees: Double = 4, seed: UInt64 = 1) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 44)
    let draws = (0..<count).map {
      stream.studentT(degreesOfFreedom: degrees, scenario: $0, dimension: 0)
    }
    let scale = (draws.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    return draws.map { $0 / scale }
  }

  private func law(_ count: Int = 1000, cut: Double = 15) throws -> SplicedInnovations {
    try #require(SplicedInnovations(residuals: Self.residuals(count), cut: cut))
  }

  @Test func tailsAreThoseOfTheMethodsSheet() {
    // ξ 0.22, β 0.76, u 2.2, a tenth above: computed in 40 digits.
    let tail = SplicedInnovations.Tail(threshold: 2.2, share: 0.1, shape: 0.22, scale: 0.76)
    var below = tail
    below.threshold = -2.2
    let law = SplicedInnovations(
      lower: below, upper: tail, body: [-2.2, -1, 0, 0.5, 2.2], cut: 1e9)
    for (level, value, shortfall) in [
      (0.01, 4.478573, 6.095606), (0.005, 5.423010, 7.306423), (0.001, 8.260063, 10.943670),
    ] {
      #expect(abs(law.survivalQuantile(level) - value) < 1e-6)
      #expect(abs(law.quantile(level) + value) < 1e-6)
      #expect(abs(law.survival(value) / level - 1) < 1e-6)
      #expect(abs(law.cumulative(-value) / level - 1) < 1e-6)
      // The mean quantile of the tail, by Simpson's rule in the logarithm of the probability.
      let pieces = 20_000
      let width = 60 / Double(pieces)
      let mean = (0...pieces).reduce(0.0) { sum, i in
        let share = exp(-Double(i) * width)
        let weight = i == 0 || i == pieces ? 1.0 : i % 2 == 1 ? 4 : 2
        return sum + weight * share * law.survivalQuantile(level * share) * width / 3
      }
      #expect(abs(mean - shortfall) < 2e-6)
    }
  }

  @Test func tailsAreTheFitsAndTheBodyIsTheResiduals() throws {
    let residuals = Self.residuals(1000)
    let law = try law()
    let above = try #require(GeneralisedParetoFit(losses: residuals, largest: 100))
    #expect(law.upper.threshold == above.threshold && law.upper.share == 0.1)
    for level in [0.95, 0.99, 0.999] {
      #expect(abs(law.quantile(level) / above.valueAtRisk(level) - 1) < 1e-4)
    }
    #expect(law.body.count == 800)
    let sorted = residuals.sorted()
    // The step function of the sample and the line through it are a residual apart at most.
    for rank in stride(from: 110, to: 890, by: 13) {
      #expect(abs(law.cumulative(sorted[rank]) - Double(rank) / 1000) < 0.001_01)
    }
  }

  @Test func quantilesAreInverse() throws {
    let law = try law()
    for p in [1e-9, 1e-4, 0.05, 0.099_99, 0.100_01, 0.3, 0.5, 0.77, 0.9, 0.95, 0.999] {
      let x = law.quantile(p)
      guard abs(x) < law.cut else { continue }
      #expect(abs(law.cumulative(x) / p - 1) < 1e-12)
      #expect(abs(law.survival(x) + law.cumulative(x) - 1) < 1e-14)
    }
    #expect(law.quantile(0) == -15 && law.quantile(1) == 15 && law.survivalQuantile(1e-12) == 15)
  }

  @Test(arguments: [nil, 2.5, 8.0])
  func drawsAreTheInverseOfTheStandardisedLaw(copula: Double?) throws {
    let law = try law()
    let plain = copula.map { StudentTDistribution(degreesOfFreedom: $0) }
    let transform = InnovationTransform(.gpd(law), copulaDegreesOfFreedom: copula, scale: 0.03)
    let (mean, deviation) = (law.mean, law.deviation)
    for step in -1650...1650 {
      let x = Double(step) / 200 + 0.000_7
      let tail = plain?.survival(abs(x)) ?? NormalDistribution.survival(abs(x))
      let residual = x < 0 ? law.quantile(tail) : law.survivalQuantile(tail)
      let expected = 0.03 * (residual - mean) / deviation
      var value = [x]
      transform.apply(&value, range: 0..<1)
      #expect(abs(value[0] - expected) < 1e-11 * max(0.03, abs(expected)))
    }
  }

  @Test(arguments: [2.2, 4.0, 30.0])
  func drawsHaveMeanZeroAndUnitVariance(degrees: Double) throws {
    let residuals = Self.residuals(2000, degrees: degrees)
    let largest = residuals.reduce(0) { max($0, abs($1)) }
    let law = try #require(
      SplicedInnovations(
        residuals: residuals, cut: StudentTInnovations.cut(largestResidual: largest)))
    // The midpoint rule in probability, both halves from their own end.
    let pieces = 2_000_000
    var (first, second) = (0.0, 0.0)
    for i in 0..<(pieces / 2) {
      let p = (Double(i) + 0.5) / Double(pieces)
      for x in [law.quantile(p), law.survivalQuantile(p)] {
        first += x / Double(pieces)
        second += x * x / Double(pieces)
      }
    }
    #expect(abs(first - law.mean) < 2e-5)
    let deviation = (second - first * first).squareRoot()
    #expect(abs(deviation / law.deviation - 1) < 2e-4)
  }

  @Test func extremesStayFiniteAndOrderIsKept() throws {
    let law = try law()
    var values =
      [-40, -8.3] + stride(from: -6.0, through: 6, by: 0.01).map { $0 } + [8.3, 40]
    InnovationTransform(.gpd(law)).apply(&values, range: values.indices)
    #expect(zip(values, values.dropFirst()).allSatisfy(<=))
    let bound = (15 + abs(law.mean)) / law.deviation
    #expect(values.allSatisfy { $0.isFinite && abs($0) <= bound + 1e-12 })
  }

  @Test func fewOrEqualResidualsHaveNoTails() {
    #expect(SplicedInnovations(residuals: Self.residuals(299), cut: 10) == nil)
    #expect(SplicedInnovations(residuals: Self.residuals(300), cut: 20) != nil)
    #expect(SplicedInnovations(residuals: Self.residuals(299), tailShare: 0.2, cut: 20) != nil)
    #expect(SplicedInnovations(residuals: [Double](repeating: 1, count: 500), cut: 10) == nil)
    let frozen = (0..<500).map { $0 == 400 ? 500.0.squareRoot() : 0 }
    #expect(SplicedInnovations(residuals: frozen, cut: 40) == nil)
    // A price that stands still half of the time still has tails.
    let half = Self.residuals(1000).enumerated().map { $0.offset % 2 == 0 ? 0 : $0.element }
    #expect(SplicedInnovations(residuals: half, cut: 20) != nil)
  }

  @Test func readsBackAsItWas() throws {
    let model = InnovationModel.gpd(try law())
    let data = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(InnovationModel.self, from: data) == model)
  }

  @Test(arguments: [
    ("\"share\":0.1", "\"share\":0.7"), ("\"scale\":", "\"scale\":-"), ("\"cut\":15", "\"cut\":1"),
    ("\"body\":[", "\"body\":[3,"), ("\"shape\":", "\"form\":"),
  ])
  func whatIsNoLawIsRefused(from: String, to: String) throws {
    let text = String(
      decoding: try JSONEncoder().encode(InnovationModel.gpd(try law())), as: UTF8.self)
    #expect(text.contains(from))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        InnovationModel.self, from: Data(text.replacing(from, with: to).utf8))
    }
  }
}

@Suite struct InnovationFitTests {
  private func fit(_ residuals: [Double], _ kind: InnovationModel.Kind) -> InnovationFit {
    InnovationFit(
      residuals, largest: residuals.reduce(0) { max($0, abs($1)) }, choice: .init(model: kind),
      name: "A")
  }

  /// Residuals that no law suits: few, all alike, and a frozen price that jumps.
  static let awkward = [
    SplicedInnovationsTests.residuals(30), [Double](repeating: 1, count: 60),
    [Double](repeating: 1, count: 400), (0..<30).map { $0 == 29 ? 30.0.squareRoot() : 0 },
    (0..<900).map { $0 == 400 ? 900.0.squareRoot() : 0 },
    (0..<900).map { $0 % 2 == 0 ? 1.0 : -1 },
  ]

  @Test(arguments: InnovationModel.Kind.allCases, awkward)
  func everyKindGivesALaw(kind: InnovationModel.Kind, residuals: [Double]) throws {
    let fit = fit(residuals, kind)
    for copula in [nil, 3.0] {
      var values = [-8.2, -1, 0, 0.7, 8.2]
      InnovationTransform(fit.model, copulaDegreesOfFreedom: copula, scale: 0.02)
        .apply(&values, range: values.indices)
      #expect(values.allSatisfy { $0.isFinite } && zip(values, values.dropFirst()).allSatisfy(<=))
    }
    let data = try JSONEncoder().encode(fit.model)
    #expect(try JSONDecoder().decode(InnovationModel.self, from: data) == fit.model)
  }

  @Test func fewResidualsFallBackToThemselves() {
    let fit = fit(SplicedInnovationsTests.residuals(200), .gpd)
    #expect(fit.model.kind == .empirical)
    #expect(fit.diagnostics.map(\.severity) == [.warning])
  }

  @Test func heavyTailsAreSaid() {
    let residuals = SplicedInnovationsTests.residuals(2000, degrees: 1.2)
    #expect(fit(residuals, .gpd).diagnostics.contains { $0.message.contains("no variance") })
  }

  @Test func theSpecNamesTailsAndJumps() throws {
    func spec(_ text: String) throws -> CalibrationSpec {
      try CalibrationSpec(yaml: InputFile(name: "spec.yaml", text: text))
    }
    let choice = try spec("innovations: {model: gpd, tail: 0.05}").innovations
    #expect(choice == .init(model: .gpd, tailShare: 0.05))
    #expect(try spec("innovations: {model: gpd}").innovations.tailShare == 0.1)
    #expect(
      try spec("factors: {A: {innovations: {model: jumps}}}").factors["A"]?.innovations?.model
        == .jumps)
    for text in ["{model: gpd, tail: 0.6}", "{model: normal, tail: 0.1}", "{tail: 0.1}"] {
      #expect(throws: InputError.self) { try spec("innovations: \(text)") }
    }
    for choice in [choice, .init(model: .empirical)] {
      let data = try JSONEncoder().encode(choice)
      #expect(
        try JSONDecoder().decode(CalibrationSpec.InnovationChoice.self, from: data) == choice)
    }
    let old = Data("\"student-t\"".utf8)
    #expect(
      try JSONDecoder().decode(CalibrationSpec.InnovationChoice.self, from: old).model == .studentT)
  }

  @Test(arguments: [InnovationModel.Kind.gpd, .jumps])
  func calibratedModelsDrawUnitVariance(kind: InnovationModel.Kind) throws {
    var spec = CalibrationSpec()
    spec.innovations.model = kind
    spec.volatility.model = .constant
    let model = try RiskModel.calibrated(
      to: try SyntheticPrices.history(["A", "B"], days: 900), factors: ["A", "B"], spec: spec)
    #expect(model.factors.allSatisfy { $0.innovations.kind == kind })
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).model.json")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(model.encoded(name: "m.json").json).write(to: path)
    #expect(try RiskModel(path: path.path) == model)
    let count = 200_000
    let draws = try MonteCarlo(model, bars: 1, count: count, seed: 5).moves(0..<count).column(0)
    let deviation = model.factors[0].volatility.perBar
    let squares = draws.map { $0 * $0 / (deviation * deviation) }
    let mean = squares.reduce(0, +) / Double(count)
    let spread = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Five standard errors of the sample's own: false alarms below 1e-6 where the tail is sampled.
    #expect(abs(mean - 1) < 5 * (spread / Double(count)).squareRoot())
    let first = draws.reduce(0, +) / Double(count)
    #expect(abs(first) < 5 * deviation / Double(count).squareRoot())
  }
}
