import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

@Suite struct InnovationModelTests {
  @Test(arguments: [2.5, 3.0, 4.5, 30.0], [10.0, 25.0])
  func theCutLawsDeviationAgreesWithQuadrature(degrees: Double, cut: Double) {
    let law = StudentTInnovations(degreesOfFreedom: degrees, cut: cut)
    let plain = StudentTDistribution(degreesOfFreedom: degrees)
    let unit = ((degrees - 2) / degrees).squareRoot()
    let bound = cut / unit
    // Simpson's rule on x² f(x) over the uncut part, plus the two atoms.
    let pieces = 200_000
    let width = 2 * bound / Double(pieces)
    var sum = 0.0
    for i in 0...pieces {
      let x = -bound + Double(i) * width
      let weight = i == 0 || i == pieces ? 1.0 : (i % 2 == 1 ? 4 : 2)
      sum += weight * x * x * plain.density(x)
    }
    let variance = sum * width / 3 * unit * unit + 2 * plain.survival(bound) * cut * cut
    #expect(abs(law.deviationAfterCut / variance.squareRoot() - 1) < 1e-8)
    #expect(law.deviationAfterCut <= 1)
  }

  @Test func theCutIsAtLeastTen() {
    #expect(StudentTInnovations.cut(largestResidual: 4) == 10)
    #expect(StudentTInnovations.cut(largestResidual: 30) == 45)
  }
}

@Suite struct InnovationTransformTests {
  private func transformed(_ model: InnovationModel, count: Int = 400_000) -> [Double] {
    let stream = RandomStream(seed: 11, stream: 0)
    var values = (0..<count).map { stream.normal(scenario: $0, dimension: 0) }
    InnovationTransform(model).apply(&values, range: values.indices)
    return values
  }

  @Test(arguments: [2.5, 4.0, 12.0])
  func studentTDrawsAreTheInverseOfTheLaw(degrees: Double) {
    let law = StudentTInnovations(degreesOfFreedom: degrees, cut: 12)
    let plain = StudentTDistribution(degreesOfFreedom: degrees)
    let unit = ((degrees - 2) / degrees).squareRoot()
    for z in stride(from: -6.0, through: 6, by: 0.037) {
      var value = [z]
      InnovationTransform(.studentT(law)).apply(&value, range: 0..<1)
      let tail = plain.quantile(NormalDistribution.cumulative(-abs(z))) * unit
      let expected = max(tail, -12) * (z < 0 ? 1 : -1) / law.deviationAfterCut
      #expect(abs(value[0] - expected) < 1e-10 * max(1, abs(expected)))
    }
  }

  @Test func drawsHaveUnitVarianceAndStopAtTheCut() {
    let law = StudentTInnovations(degreesOfFreedom: 5, cut: 10)
    let draws = transformed(.studentT(law))
    let variance = draws.reduce(0) { $0 + $1 * $1 } / Double(draws.count)
    // Kurtosis about 8: the standard error of the variance is 0.0042; five of them.
    #expect(abs(variance - 1) < 0.021)
    #expect(draws.allSatisfy { abs($0) <= 10 / law.deviationAfterCut + 1e-12 })
  }

  @Test func extremesStayFinite() {
    let law = StudentTInnovations(degreesOfFreedom: 2.5, cut: 1000)
    var values = [-40, -8.3, 0, 8.3, 40.0]
    InnovationTransform(.studentT(law)).apply(&values, range: values.indices)
    #expect(values.allSatisfy { $0.isFinite } && abs(values[2]) < 1e-12)
    #expect(zip(values, values.dropFirst()).allSatisfy(<=))
  }

  @Test func empiricalDrawsAreTheResiduals() {
    let residuals = [-2.0, -0.5, 0.1, 2.4]
    let draws = transformed(.empirical(residuals), count: 40_000)
    for residual in residuals {
      let share = Double(draws.count { $0 == residual }) / 40_000
      // Binomial standard error 0.0022; five of them: false alarms below 1e-6 each.
      #expect(abs(share - 0.25) < 0.011)
    }
  }

  @Test func orderIsKept() {
    var values = stride(from: -5.0, through: 5, by: 0.01).map { $0 }
    InnovationTransform(.studentT(.init(degreesOfFreedom: 3, cut: 10)))
      .apply(&values, range: values.indices)
    #expect(zip(values, values.dropFirst()).allSatisfy(<=))
  }
}
