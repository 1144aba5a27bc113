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

  @Test(arguments: [2.5, 4.0, 30.0], [2.5, 4.0, 400.0])
  func underATCopulaDrawsAreTheInverseToo(copula: Double, margin: Double) {
    let plain = StudentTDistribution(degreesOfFreedom: copula)
    let law = StudentTInnovations(degreesOfFreedom: margin, cut: 12)
    let own = StudentTDistribution(degreesOfFreedom: margin)
    for x in [-1e4, -90, -20, -8.1, -3, -0.02, 0, 0.4, 2.7, 7.9, 30, 2e5] {
      var values = [x, x]
      InnovationTransform(.studentT(law), copulaDegreesOfFreedom: copula)
        .apply(&values, range: 0..<1)
      InnovationTransform(.normal, copulaDegreesOfFreedom: copula).apply(&values, range: 1..<2)
      let tail = plain.survival(abs(x))
      let size = min(-own.quantile(tail) * law.unitScale, 12) / law.deviationAfterCut
      #expect(abs(abs(values[0]) - size) < 1e-9 * max(1, size))
      let normal = -NormalDistribution.quantile(tail)
      if tail > 1e-30 { #expect(abs(abs(values[1]) - normal) < 1e-9 * max(1, normal)) }
      #expect(values[0] * x >= 0 && values[1] * x >= 0)
    }
  }

  @Test(arguments: [2.5, 5.0])
  func sameDegreesAreAChangeOfScale(degrees: Double) {
    let law = StudentTInnovations(degreesOfFreedom: degrees, cut: 50)
    let transform = InnovationTransform(.studentT(law), copulaDegreesOfFreedom: degrees)
    for x in stride(from: -25.0, through: 25, by: 0.31) {
      var value = [x]
      transform.apply(&value, range: 0..<1)
      #expect(abs(value[0] - x * law.unitScale / law.deviationAfterCut) < 1e-9 * max(1, abs(x)))
    }
  }

  @Test func empiricalDrawsUnderATCopulaAreTheResiduals() {
    let residuals = [-2.0, -0.5, 0.1, 2.4]
    let transform = InnovationTransform(.empirical(residuals), copulaDegreesOfFreedom: 3)
    let stream = RandomStream(seed: 12, stream: 0)
    var draws = (0..<40_000).map {
      stream.studentT(degreesOfFreedom: 3, scenario: $0, dimension: 0)
    }
    draws += [-1e15, 1e15]
    transform.apply(&draws, range: draws.indices)
    #expect(draws.suffix(2) == [-2, 2.4])
    for residual in residuals {
      let share = Double(draws.count { $0 == residual }) / 40_002
      // Binomial standard error 0.0022; five of them: false alarms below 1e-6 each.
      #expect(abs(share - 0.25) < 0.011)
    }
  }

  @Test(arguments: [nil, 4.0] as [Double?])
  func tablesThatAreKeptChangeNoDraw(copula: Double?) {
    let tables = InnovationTables()
    let models: [InnovationModel] = [
      .normal, .studentT(.init(degreesOfFreedom: 3, cut: 10)),
      .studentT(.init(degreesOfFreedom: 3, cut: 12)), .empirical([-2, 0.5, 1.5]),
    ]
    let numbers = stride(from: -9.0, through: 9, by: 0.37).map { $0 }
    for scale in [1, 0.03, 2.5] {
      for model in models {
        var (own, kept) = (numbers, numbers)
        InnovationTransform(model, copulaDegreesOfFreedom: copula, scale: scale)
          .apply(&own, range: own.indices)
        InnovationTransform(
          model, copulaDegreesOfFreedom: copula, scale: scale, tables: tables
        ).apply(&kept, range: kept.indices)
        #expect(own == kept)
      }
    }
  }

  @Test func orderIsKept() {
    var values = stride(from: -5.0, through: 5, by: 0.01).map { $0 }
    InnovationTransform(.studentT(.init(degreesOfFreedom: 3, cut: 10)))
      .apply(&values, range: values.indices)
    #expect(zip(values, values.dropFirst()).allSatisfy(<=))
  }
}
