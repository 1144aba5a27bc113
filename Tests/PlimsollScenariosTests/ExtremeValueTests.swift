import Foundation
import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

/// Losses of a generalised Pareto law above zero.
private func losses(shape: Double, scale: Double, count: Int, seed: UInt64 = 41) -> [Double] {
  let stream = RandomStream(seed: seed, stream: 5)
  return (0..<count).map {
    let u = stream.uniform(scenario: $0, dimension: 0)
    return scale * (shape == 0 ? -log(u) : (pow(u, -shape) - 1) / shape)
  }
}

@Suite struct GeneralisedParetoTests {
  @Test(arguments: [-0.3, -1e-9, 0, 1e-9, 0.004, 0.4])
  func informationIsTheCurvatureOfTheLikelihood(shape: Double) {
    let sample = losses(shape: 0.1, scale: 2, count: 60)
    let law = GeneralisedPareto(shape: shape, scale: 9)
    let information = law.observedInformation(sample)
    let h = 1e-3
    func value(_ i: Double, _ j: Double) -> Double {
      GeneralisedPareto(shape: shape + i * h, scale: 9 + j * h).logLikelihood(sample)
    }
    let second = (2 * value(0, 0) - value(1, 0) - value(-1, 0)) / (h * h)
    let scale = (2 * value(0, 0) - value(0, 1) - value(0, -1)) / (h * h)
    let cross = (value(1, -1) + value(-1, 1) - value(1, 1) - value(-1, -1)) / (4 * h * h)
    #expect(abs(information.shape - second) < 1e-3 * abs(second) + 1e-3)
    #expect(abs(information.scale - scale) < 1e-3 * abs(scale) + 1e-3)
    #expect(abs(information.cross - cross) < 1e-3 * abs(cross) + 1e-3)
  }

  @Test func quantitiesOfTheMethodsSheet() throws {
    // ξ 0.22, β 0.76, u 2.2, a tenth above: computed in 40 digits.
    let law = GeneralisedPareto(shape: 0.22, scale: 0.76)
    let value = 2.2 + law.scale * GeneralisedPareto.growth(0.22, log(0.1 / 0.01))
    #expect(abs(value - 4.478573) < 1e-6)
    #expect(abs((value + 0.76 - 0.22 * 2.2) / 0.78 - 6.095606) < 1e-6)
    #expect(abs(0.1 * law.survival(value - 2.2) - 0.01) < 1e-15)
  }
}

@Suite struct GeneralisedParetoFitTests {
  @Test(arguments: [-0.2, 0, 0.3, 0.8])
  func findsTheLawItWasDrawnFrom(shape: Double) throws {
    let fit = try #require(
      GeneralisedParetoFit(losses: losses(shape: shape, scale: 1.5, count: 4000), threshold: 0))
    // Five asymptotic standard errors: false alarms below 1e-6 each.
    #expect(abs(fit.law.shape - shape) < 5 * fit.standardErrors.shape)
    #expect(abs(fit.law.scale - 1.5) < 5 * fit.standardErrors.scale)
    #expect(abs(fit.standardErrors.shape - (1 + shape) / 4000.0.squareRoot()) < 0.003)
  }

  @Test func theTailIsThatOfTheLosses() throws {
    let sample = losses(shape: 0.25, scale: 1, count: 5000)
    let fit = try #require(GeneralisedParetoFit(losses: sample, largest: 500))
    #expect(fit.excesses.count == 500 && fit.exceedanceShare == 0.1)
    #expect(abs(fit.tailProbability(beyond: fit.valueAtRisk(0.99)) - 0.01) < 1e-12)
    #expect(fit.expectedShortfall(0.99) > fit.valueAtRisk(0.99))
  }

  @Test func profileIntervalsCoverAndLean() throws {
    // A right 95 % interval misses in 5 of 100; 12 or more happen once in 250 by chance.
    var (missedShape, missedValue, leaning) = (0, 0, 0)
    let truth = (pow(0.01, -0.3) - 1) / 0.3
    for seed in 0..<100 {
      let sample = losses(shape: 0.3, scale: 1, count: 150, seed: UInt64(seed))
      let fit = try #require(GeneralisedParetoFit(losses: sample, threshold: 0))
      let shape = fit.shapeInterval()
      let value = fit.valueAtRiskInterval(0.99)
      let (least, most) = (shape.lower ?? -9, shape.upper ?? 9)
      if !(least...most).contains(0.3) { missedShape += 1 }
      let (low, high) = (try #require(value.lower), try #require(value.upper))
      if !(low...high).contains(truth) { missedValue += 1 }
      let centre = fit.valueAtRisk(0.99)
      if high - centre > centre - low { leaning += 1 }
    }
    #expect(missedShape < 14 && missedValue < 14)
    #expect(leaning > 90)
  }

  @Test func shortfallIntervalsHoldTheEstimate() throws {
    let sample = losses(shape: 0.2, scale: 1, count: 400)
    let fit = try #require(GeneralisedParetoFit(losses: sample, threshold: 0))
    let interval = try #require(fit.expectedShortfallInterval(0.99))
    let (low, high) = (try #require(interval.lower), try #require(interval.upper))
    #expect(low < fit.expectedShortfall(0.99) && fit.expectedShortfall(0.99) < high)
    let narrow = try #require(fit.expectedShortfallInterval(0.99, confidence: 0.5))
    let inner = try #require(narrow.lower)
    #expect(inner > low)
  }

  @Test func fewExcessesAreNoTail() {
    #expect(GeneralisedParetoFit(losses: [1, 2, 3], threshold: 0) == nil)
    #expect(GeneralisedParetoFit(losses: [1, 2, 3], largest: 3) == nil)
  }
}

@Suite struct HillEstimatorTests {
  @Test func handComputed() throws {
    let hill = try #require(HillEstimator(losses: [1, 2, 4, 8], largest: 2))
    #expect(abs(hill.shape - 1.5 * log(2)) < 1e-15)
    #expect(abs(hill.shapeAgainstLast - 0.5 * log(2)) < 1e-15)
    #expect(HillEstimator(losses: [1, -2, 3], largest: 2) == nil)
    #expect(HillEstimator(losses: [1, 2], largest: 2) == nil)
  }
}
