import PlimsollMargin
import PlimsollNumerics
import Testing

@Suite struct NormalLawTests {
  // METHODS sheet, section C.
  @Test(arguments: [
    (0.95, 1.644854, 2.062713), (0.975, 1.959964, 2.337803), (0.99, 2.326348, 2.665214),
    (0.995, 2.575829, 2.891949),
  ])
  func tabledValues(level: Double, valueAtRisk: Double, shortfall: Double) throws {
    let level = try #require(ConfidenceLevel(level))
    let law = NormalLaw(standardDeviation: 1)
    #expect(abs(law.value(of: .valueAtRisk, at: level) - valueAtRisk) < 5e-7)
    #expect(abs(law.value(of: .expectedShortfall, at: level) - shortfall) < 5e-7)
  }

  @Test func theMeanIsAGain() throws {
    let level = try #require(ConfidenceLevel(0.99))
    let (still, rising) = (
      NormalLaw(standardDeviation: 2), NormalLaw(mean: 3, standardDeviation: 2)
    )
    for measure in RiskMeasure.allCases {
      let fall = still.value(of: measure, at: level) - rising.value(of: measure, at: level)
      #expect(abs(fall - 3) < 1e-12)
    }
  }

  @Test func componentsAddUpAndAreDerivatives() throws {
    let level = try #require(ConfidenceLevel(0.99))
    let covariance = Matrix([[0.04, 0.01, 0], [0.01, 0.09, -0.02], [0, -0.02, 0.16]])
    let (exposures, mean) = ([3.0, -1, 2], [0.01, 0.02, -0.01])
    func total(_ exposures: [Double], _ measure: RiskMeasure) -> Double {
      NormalLaw(exposures: exposures, mean: mean, covariance: covariance)
        .value(of: measure, at: level)
    }
    for measure in RiskMeasure.allCases {
      let parts = NormalLaw.components(
        of: measure, at: level, exposures: exposures, mean: mean, covariance: covariance)
      #expect(abs(parts.reduce(0, +) - total(exposures, measure)) < 1e-12)
      for i in 0..<3 {
        var (up, down) = (exposures, exposures)
        up[i] += 1e-5
        down[i] -= 1e-5
        let slope = (total(up, measure) - total(down, measure)) / 2e-5
        #expect(abs(parts[i] - exposures[i] * slope) < 1e-8)
      }
    }
  }
}
