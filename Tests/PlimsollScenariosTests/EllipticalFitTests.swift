import PlimsollNumerics
import PlimsollScenarios
import Testing

/// Draws of a multivariate t law with one correlation for all pairs, one array per variable.
private func draws(
  _ degrees: Double?, variables: Int = 3, correlation: Double = 0.5, count: Int, seed: UInt64 = 31
) throws -> [[Double]] {
  let (normals, mixing) = (RandomStream(seed: seed, stream: 0), RandomStream(seed: seed, stream: 1))
  var matrix = Matrix(rows: variables, columns: variables, repeating: correlation)
  for i in 0..<variables { matrix[i, i] = 1 }
  let lower = try Cholesky(matrix).lower
  var columns = [[Double]](repeating: [], count: variables)
  for scenario in 0..<count {
    let z = (0..<variables).map { normals.normal(scenario: scenario, dimension: $0) }
    let scale = degrees.map {
      ($0 / mixing.chiSquare(degreesOfFreedom: $0, scenario: scenario, dimension: 0)).squareRoot()
    }
    for (i, value) in lower.multiplied(by: z).enumerated() {
      columns[i].append(value * (scale ?? 1))
    }
  }
  return columns
}

@Suite struct TCopulaFitTests {
  @Test(arguments: [3.0, 6.0])
  func findsTheCopulaItWasDrawnFrom(degrees: Double) throws {
    let fit = TCopulaFit(try draws(degrees, count: 4000))
    // Over other seeds the errors of 1/ν and of a correlation are below 0.008 and 0.016; five of
    // them: false alarms below 1e-5.
    #expect(abs(1 / fit.degreesOfFreedom - 1 / degrees) < 0.04)
    #expect(abs(fit.correlation[1, 0] - 0.5) < 0.08)
    #expect(fit.repair == nil && !fit.isAtBound)
    #expect(fit.logLikelihood > fit.gaussianLogLikelihood)
    for other in [0.8, 1.25] {
      let near = fit.logLikelihood(degreesOfFreedom: fit.degreesOfFreedom * other)
      #expect(near < fit.logLikelihood)
    }
  }

  @Test func marginsDoNotMatter() throws {
    let columns = try draws(4, count: 600)
    let bent = columns.map { $0.map { $0 * $0 * $0 } }
    let (a, b) = (TCopulaFit(columns), TCopulaFit(bent))
    #expect(a.degreesOfFreedom == b.degreesOfFreedom && a.correlation == b.correlation)
  }

  @Test func theGaussianCopulaIsTheLimit() throws {
    let fit = TCopulaFit(try draws(nil, count: 3000))
    #expect(fit.degreesOfFreedom > 25)
    let limit = fit.logLikelihood(degreesOfFreedom: 1e6)
    #expect(abs(limit - fit.gaussianLogLikelihood) < 0.05)
  }

  @Test func stopsAtItsBound() throws {
    let fit = TCopulaFit(try draws(1.2, count: 1500), fewest: 2.5)
    #expect(fit.isAtBound && fit.degreesOfFreedom == 2.5)
  }

  @Test func tailDependenceOfTheLiterature() {
    func tail(_ degrees: Double, _ correlation: Double) -> Double {
      TCopulaFit.tailDependence(degreesOfFreedom: degrees, correlation: correlation)
    }
    #expect(abs(tail(4, 0) - 0.075587) < 1e-6)
    #expect(abs(tail(10, 0) - 0.006872) < 1e-6)
    #expect(abs(tail(4, 0.5) - 0.253170) < 1e-6)
    #expect(abs(tail(10, 0.9) - 0.462724) < 1e-6)
  }
}

@Suite struct MultivariateTFitTests {
  @Test func findsTheLawItWasDrawnFrom() throws {
    let fit = try MultivariateTFit(try draws(5, count: 4000).map { $0.map { 2 + 3 * $0 } })
    // The asymptotic error of 1/ν is below 0.006, of a location 0.06, of a scatter 0.3; five each:
    // false alarms below 1e-5.
    #expect(abs(1 / fit.degreesOfFreedom - 0.2) < 0.03)
    #expect(fit.location.allSatisfy { abs($0 - 2) < 0.3 })
    #expect(abs(fit.scatter[0, 0] - 9) < 1.5 && abs(fit.scatter[2, 1] - 4.5) < 1.5)
  }

  @Test func oneVariableIsTheUnivariateFit() throws {
    let column = try draws(4, variables: 1, count: 500)
    let (joint, single) = (try MultivariateTFit(column), StudentTFit(column[0]))
    #expect(abs(joint.degreesOfFreedom / single.degreesOfFreedom - 1) < 1e-4)
    #expect(abs(joint.scatter[0, 0].squareRoot() / single.scale - 1) < 1e-4)
    #expect(abs(joint.logLikelihood - single.logLikelihood) < 1e-6)
  }

  @Test func aRepeatedVariableIsRefused() throws {
    let column = try draws(4, variables: 1, count: 100)[0]
    #expect(throws: NotPositiveDefinite.self) { _ = try MultivariateTFit([column, column]) }
  }
}
