import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

/// Draws of one bar of a jump-diffusion.
private func draws(_ law: JumpDiffusion, count: Int, seed: UInt64 = 1) -> [Double] {
  let stream = RandomStream(seed: seed, stream: 66)
  let terminal = law.terminal()
  return (0..<count).map { terminal.quantile(stream.uniform(scenario: $0, dimension: 0)) }
}

@Suite struct JumpDiffusionTests {
  private let law = JumpDiffusion(
    drift: 0.1, volatility: 0.4, intensity: 3, jumpMean: -0.1, jumpDeviation: 0.15)

  @Test func cumulantsAreThoseOfTheMixture() {
    for time in [0.01, 1, 7] {
      let (mixture, cumulants) = (law.terminal(time), law.cumulants(time))
      #expect(abs(mixture.mean - cumulants[0]) < 1e-14)
      #expect(abs(mixture.variance / cumulants[1] - 1) < 1e-13)
      var fourth = 0.0
      for component in mixture.components {
        let square = (component.mean - mixture.mean) * (component.mean - mixture.mean)
        let variance = component.deviation * component.deviation
        let moment = square * square + 6 * square * variance + 3 * variance * variance
        fourth += component.weight * moment
      }
      let excess = fourth - 3 * cumulants[1] * cumulants[1]
      #expect(abs(excess / cumulants[3] - 1) < 1e-9)
    }
  }

  @Test func barsAddUp() {
    // Ten bars of a tenth each: cumulants add, and so does the law.
    let whole = law.cumulants(1)
    let tenth = law.cumulants(0.1)
    #expect(zip(whole, tenth).allSatisfy { abs($0 - 10 * $1) < 1e-15 })
  }

  @Test(arguments: [
    (80.0, 0.1, 1.0, 0.25, 20.6676), (100, 0.25, 1, 0.25, 5.8753), (100, 0.5, 10, 0.5, 9.0013),
    (120, 0.5, 5, 0.75, 2.2154), (100, 0.5, 10, 0.75, 8.9489),
  ])
  func callsCostWhatHaugsTableSays(
    strike: Double, time: Double, intensity: Double, share: Double, price: Double
  ) {
    // Haug (2007), "Option Pricing Formulas", section 6.9, recomputed with all terms: S = 100, r = 8 %,
    // a volatility of 25 % in all, of whose square `share` comes from jumps that are flat on average.
    let (rate, square) = (0.08, 0.0625)
    let deviation = (share * square / intensity).squareRoot()
    let law = JumpDiffusion(
      priceGrowth: rate, volatility: ((1 - share) * square).squareRoot(), intensity: intensity,
      jumpMean: -0.5 * deviation * deviation, jumpDeviation: deviation
    ).terminal(time)
    let bound = log(strike / 100)
    let above = 100 * (law.exponentialMoment(1) - law.exponentialMoment(1, below: bound))
    let call = exp(-rate * time) * (above - strike * law.survival(bound))
    #expect(abs(call - price) < 6e-5)
  }

  @Test func priceGrowthIsCompensated() {
    let law = JumpDiffusion(
      priceGrowth: 0.05, volatility: 0.4, intensity: 3, jumpMean: -0.1, jumpDeviation: 0.15)
    #expect(abs(law.terminal(2).exponentialMoment(1) - exp(0.1)) < 1e-14)
  }

  @Test(arguments: [0, 1e-9, 0.3, 40, 1e5]) func weightsAreComplete(expected: Double) {
    let law = JumpDiffusion(
      drift: 0, volatility: 1, intensity: expected, jumpMean: 0, jumpDeviation: 1)
    #expect(abs(law.terminal().variance / (1 + expected) - 1) < 1e-12)
  }
}

@Suite struct JumpDiffusionFitTests {
  private let law = JumpDiffusion(
    drift: 0.002, volatility: 0.02, intensity: 0.08, jumpMean: -0.015, jumpDeviation: 0.06)

  @Test func theScoreIsThatOfTheValue() {
    let likelihood = JumpLikelihood(values: draws(law, count: 150).map { 30 * $0 })
    let point = [0.1, 0.7, 0.2, -0.4, 1.3]
    func value(_ p: [Double]) -> JumpLikelihood.Score {
      likelihood.score(
        JumpDiffusion(
          drift: p[0], volatility: p[1].squareRoot(), intensity: p[2], jumpMean: p[3],
          jumpDeviation: p[4].squareRoot()))
    }
    let score = value(point)
    let slope = [
      score.byDrift, score.byVariance, score.byIntensity, score.byJumpMean, score.byJumpVariance,
    ]
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += 1e-5
      down[index] -= 1e-5
      let difference = (value(up).value - value(down).value) / 2e-5
      #expect(abs(slope[index] - difference) < 1e-5 * max(1, abs(difference)))
    }
    // And the value is the sum of log densities.
    let mixture = JumpDiffusion(
      drift: point[0], volatility: point[1].squareRoot(), intensity: point[2],
      jumpMean: point[3], jumpDeviation: point[4].squareRoot()
    ).terminal()
    let sum = likelihood.values.reduce(0) { $0 + log(mixture.density($1)) }
    #expect(abs(score.value - sum) < 1e-9)
  }

  @Test func findsTheLawItWasDrawnFrom() throws {
    let fit = try JumpDiffusionFit(draws(law, count: 5000, seed: 3))
    #expect(fit.converged && !fit.isIntensityAtBound && !fit.isDiffusionAtBound)
    // Over 40 seeds the estimates had standard deviations of 0.00023, 0.00031, 0.0094, 0.0041 and
    // 0.0033: five of them, false alarms below 1e-5.
    #expect(abs(fit.law.drift - 0.002) < 0.001_2)
    #expect(abs(fit.law.volatility - 0.02) < 0.001_6)
    #expect(abs(fit.law.intensity - 0.08) < 0.047)
    #expect(abs(fit.law.jumpMean + 0.015) < 0.020)
    #expect(abs(fit.law.jumpDeviation - 0.06) < 0.016)
    #expect(fit.diagnostics("A").isEmpty)
    // No worse than the truth.
    let truth = law.terminal()
    let likelihood = draws(law, count: 5000, seed: 3).reduce(0) { $0 + log(truth.density($1)) }
    #expect(fit.logLikelihood > likelihood)
    #expect(fit.logLikelihood < likelihood + 15)
  }

  @Test func standardisedFitsHaveUnitVariance() throws {
    let values = draws(law, count: 2500)
    let scale = (values.reduce(0) { $0 + $1 * $1 } / 2500).squareRoot()
    let residuals = values.map { $0 / scale }
    let fit = try JumpDiffusionFit(standardised: residuals)
    let cumulants = fit.law.cumulants()
    #expect(abs(cumulants[0]) < 1e-14 && abs(cumulants[1] - 1) < 1e-12)
    let free = try JumpDiffusionFit(residuals)
    #expect(free.logLikelihood >= fit.logLikelihood - 1e-9)
    #expect(free.logLikelihood < fit.logLikelihood + 10)
    #expect(fit.gainOverNormal > 100)
  }

  /// Few returns, some of them wild: searches end in different places, and the best of them counts. No
  /// law of a coarse grid of mean zero and variance one is likelier.
  @Test func theBestSearchCounts() throws {
    let stream = RandomStream(seed: 0, stream: 3)
    let wild = (0..<40).map { number in
      let normal = stream.normal(scenario: number, dimension: 0)
      let uniform = stream.uniform(scenario: number, dimension: 1)
      return uniform < 0.02 ? 6 * normal - 3 : (uniform < 0.25 ? 2 : 0.7) * normal
    }
    let scale = (wild.reduce(0) { $0 + $1 * $1 } / 40).squareRoot()
    let residuals = wild.map { $0 / scale }
    let fit = try JumpDiffusionFit(standardised: residuals)
    let likelihood = JumpLikelihood(values: residuals)
    var best = -Double.infinity
    for intensity in [0.075, 0.1, 0.2, 0.3, 0.5, 0.8] {
      for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
        for angle in [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2] {
          let size = (share / intensity).squareRoot()
          let law = JumpDiffusion(
            drift: -intensity * size * sin(angle), volatility: (1 - share).squareRoot(),
            intensity: intensity, jumpMean: size * sin(angle), jumpDeviation: size * cos(angle))
          best = max(best, likelihood.score(law).value)
        }
      }
    }
    #expect(fit.logLikelihood >= best && fit.logLikelihood < best + 1)
  }

  @Test func scaleIsOnlyAScale() throws {
    let values = draws(law, count: 800)
    let (fit, large) = (
      try JumpDiffusionFit(values), try JumpDiffusionFit(values.map { 100 * $0 })
    )
    #expect(abs(fit.logLikelihood - large.logLikelihood - 800 * log(100)) < 1e-6)
    #expect(abs(large.law.volatility / fit.law.volatility - 100) < 1e-3)
  }

  @Test func aNormalLawHasNoJumps() throws {
    let stream = RandomStream(seed: 2, stream: 61)
    let values = (0..<1000).map { stream.normal(scenario: $0, dimension: 0) }
    let fit = try JumpDiffusionFit(standardised: values)
    #expect(fit.gainOverNormal > -1 && fit.gainOverNormal < 6)
    let message = try #require(fit.diagnostics("A").first?.message)
    #expect(message.contains("no more than a normal law"))
  }

  @Test func degenerateSeriesGiveFiniteLawsOrSayWhy() throws {
    let stream = RandomStream(seed: 2, stream: 62)
    let series = [
      [Double](repeating: 1, count: 50),
      (0..<200).map { $0 == 150 ? 200.0.squareRoot() : 0 },
      (0..<30).map { stream.normal(scenario: $0, dimension: 0) },
      (0..<100).map { $0 % 2 == 0 ? 1.0 : -1 },
    ]
    for values in series {
      for fit in [try JumpDiffusionFit(values), try JumpDiffusionFit(standardised: values)] {
        let law = fit.law
        let figures = [
          law.drift, law.volatility, law.intensity, law.jumpMean, law.jumpDeviation,
          fit.logLikelihood, fit.gainOverNormal,
        ]
        #expect(figures.allSatisfy { $0.isFinite })
        #expect(law.volatility > 0 && law.intensity > 0 && law.jumpDeviation >= 0)
        let draw = JumpDraw(JumpInnovations(law).law, scale: 1, largestNormal: 8.3)
        var values = [-8.3, -1, 0, 0.5, 8.3]
        draw.apply(&values, range: values.indices)
        #expect(values.allSatisfy { $0.isFinite } && values == values.sorted())
      }
    }
    #expect(throws: EstimationFailure.noVariation(variable: 0)) {
      try JumpDiffusionFit([Double](repeating: 0, count: 50))
    }
    #expect(throws: EstimationFailure.tooFewObservations(3, needed: 20)) {
      try JumpDiffusionFit(standardised: [1, 2, 3])
    }
  }
}
