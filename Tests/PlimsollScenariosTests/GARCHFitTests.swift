import Foundation
import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

@Suite struct GARCHFitTests {
  /// Returns of a GJR recursion with residuals of unit variance, normal or Student-t.
  private func simulated(
    _ recursion: GARCH, count: Int, degrees: Double? = nil, seed: UInt64 = 1
  ) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 7)
    var variance = recursion.longRunVariance ?? 1
    return (0..<count).map { step in
      let uniform = stream.uniform(scenario: step, dimension: 0)
      let draw =
        degrees.map {
          StudentTDistribution(degreesOfFreedom: $0).quantile(uniform)
            * (($0 - 2) / $0).squareRoot()
        } ?? NormalDistribution.quantile(uniform)
      let value = draw * variance.squareRoot()
      variance = recursion.variance(after: value, of: variance)
      return value
    }
  }

  /// Every parameter within four robust standard errors of the truth: false alarms below 1 in 3,000
  /// over the five of them, for a fixed seed.
  @Test func recoversWhatWasSimulated() throws {
    let truth = GARCH(omega: 2e-5, alpha: 0.06, gamma: 0.08, beta: 0.85)
    let returns = simulated(truth, count: 6_000, degrees: 5)
    var choice = GARCHFit.Choice()
    choice.isAsymmetric = true
    choice.law = .studentT
    let fit = GARCHFit(returns, choice)
    #expect(fit.converged && fit.unbounded == nil)
    let errors = try #require(fit.errors(of: returns)).byName
    let degrees = try #require(fit.degreesOfFreedom)
    for (name, ours, true_) in [
      ("omega", fit.recursion.omega, truth.omega), ("alpha", fit.recursion.alpha, truth.alpha),
      ("gamma", fit.recursion.gamma, truth.gamma), ("beta", fit.recursion.beta, truth.beta),
      ("degrees_of_freedom", degrees, 5),
    ] {
      let error = try #require(errors[name])
      #expect(abs(ours - true_) < 4 * error, "\(name): \(ours), error \(error)")
      #expect(error < 0.5 * max(abs(true_), 0.05))
    }
  }

  /// The gradient is that of the likelihood: at the optimum no small step of a parameter gains.
  @Test(arguments: GARCHFit.Law.allCases, GARCH.Start.allCases)
  func noNeighbourIsMoreLikely(law: GARCHFit.Law, start: GARCH.Start) throws {
    for isAsymmetric in [false, true] {
      try expectOptimum(isAsymmetric: isAsymmetric, law: law, start: start)
    }
  }

  private func expectOptimum(
    isAsymmetric: Bool, law: GARCHFit.Law, start: GARCH.Start
  ) throws {
    let returns = simulated(GARCH(omega: 0.05, alpha: 0.1, beta: 0.85), count: 1_200, degrees: 6)
    var choice = GARCHFit.Choice()
    choice.isAsymmetric = isAsymmetric
    choice.law = law
    choice.start = start
    choice.estimatesMean = true
    let fit = GARCHFit(returns, choice)
    #expect(fit.converged)
    for place in 0..<6 {
      for sign in [-1.0, 1] {
        var (recursion, degrees, mean) = (fit.recursion, fit.degreesOfFreedom, fit.mean)
        switch place {
        case 0: recursion.omega *= 1 + sign * 1e-3
        case 1: recursion.alpha *= 1 + sign * 1e-3
        case 2: if isAsymmetric { recursion.gamma += sign * 1e-4 } else { continue }
        case 3: recursion.beta *= 1 + sign * 1e-4
        case 4: degrees = degrees.map { $0 * (1 + sign * 1e-3) }
        default: mean += sign * 1e-4
        }
        let other = GARCHFit.logLikelihood(
          of: returns, recursion: recursion, degreesOfFreedom: degrees, mean: mean, choice: choice)
        #expect(other <= fit.logLikelihood + 1e-6, "place \(place), sign \(sign)")
      }
    }
  }

  /// A variance target holds the long-run variance at the sample's.
  /// Against central differences, under every choice of what is free.
  @Test(arguments: GARCHFit.Law.allCases, [false, true])
  func theSearchFollowsTheSlopes(law: GARCHFit.Law, targetsVariance: Bool) {
    var choice = GARCHFit.Choice()
    (choice.law, choice.targetsVariance) = (law, targetsVariance)
    (choice.isAsymmetric, choice.estimatesMean) = (true, true)
    let returns = simulated(GARCH(omega: 0.05, alpha: 0.1, gamma: 0.05, beta: 0.8), count: 400)
    let search = GARCHSearch(returns, choice)
    // ω, α, γ, β, 1/ν and the mean, by place.
    let argument = search.free.map { [0.06, 0.09, 0.07, 0.79, 0.15, 0.02][$0] }
    var gradient = argument
    _ = search.cost(argument, &gradient)
    for place in argument.indices {
      var unused = argument
      let costs = [1e-6, -1e-6].map { step in
        var moved = argument
        moved[place] += step
        return search.cost(moved, &unused)
      }
      let slope = (costs[0] - costs[1]) / 2e-6
      #expect(abs(gradient[place] - slope) < 1e-5 * (1 + abs(slope)), "place \(place)")
    }
  }

  @Test func hitsItsVarianceTarget() throws {
    let returns = simulated(GARCH(omega: 0.05, alpha: 0.1, beta: 0.85), count: 2_000)
    var choice = GARCHFit.Choice()
    choice.targetsVariance = true
    let fit = GARCHFit(returns, choice)
    let sample = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
    let level = try #require(fit.recursion.longRunVariance)
    #expect(abs(level / sample - 1) < 1e-9)
    #expect(fit.logLikelihood <= GARCHFit(returns).logLikelihood + 1e-9)
    #expect(fit.logLikelihood > GARCHFit(returns).logLikelihood - 3)
  }

  /// A recursion of persistence 1.03, which under a heavy-tailed law still comes back: the bound holds,
  /// and the fit says what lies beyond it.
  @Test func saysThatTheBoundBinds() throws {
    let truth = GARCH(omega: 0.01, alpha: 0.12, beta: 0.91)
    var found: GARCHFit.Unbounded?
    for seed in 1...3 where found == nil {
      let returns = simulated(truth, count: 1_500, degrees: 3, seed: UInt64(seed))
      guard returns.allSatisfy({ abs($0) < 1e6 }) else { continue }
      var choice = GARCHFit.Choice()
      choice.law = .studentT
      let fit = GARCHFit(returns, choice)
      #expect(fit.recursion.persistence <= 1 + 1e-9)
      found = fit.unbounded
      if found != nil { #expect(fit.errors(of: returns) == nil) }
    }
    let unbounded = try #require(found)
    #expect(unbounded.persistence > 1 && unbounded.gain > 0)
  }

  /// The size of a bar's return changes nothing but units.
  @Test func doesNotDependOnUnits() {
    let returns = simulated(GARCH(omega: 0.05, alpha: 0.1, beta: 0.85), count: 1_000)
    let one = GARCHFit(returns)
    let other = GARCHFit(returns.map { $0 / 4_096 })
    #expect(one.recursion.alpha == other.recursion.alpha)
    #expect(one.recursion.beta == other.recursion.beta)
    let ratio = one.recursion.omega / other.recursion.omega
    #expect(abs(ratio / (4_096 * 4_096) - 1) < 1e-12)
  }

  @Test(arguments: [2, 30]) func survivesFewReturns(count: Int) {
    let returns = simulated(GARCH(omega: 0.05, alpha: 0.1, beta: 0.85), count: count)
    let fit = GARCHFit(returns)
    #expect(fit.logLikelihood.isFinite && fit.recursion.omega > 0)
  }

  /// A month without a move, then a jump.
  @Test func survivesAFrozenPrice() {
    var returns = [Double](repeating: 0, count: 60)
    returns[45] = 0.9
    var choice = GARCHFit.Choice()
    choice.law = .studentT
    let fit = GARCHFit(returns, choice)
    #expect(fit.logLikelihood.isFinite)
    #expect(fit.variances(returns).allSatisfy { $0.isFinite && $0 > 0 })
  }
}
