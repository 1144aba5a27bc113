import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct PlausibilityTests {
  private func model(_ factors: [String], days: Int = 300) throws -> RiskModel {
    try RiskModel.calibrated(
      to: try SyntheticPrices.history(factors, days: days), factors: factors.map { RiskFactor($0) },
      spec: CalibrationSpec())
  }

  @Test func theCovarianceIsTheModelsOverTheHorizon() throws {
    let model = try model(["A", "B", "C"])
    let law = try Plausibility(model, factors: ["C", "A"], horizon: .days(4))
    #expect(law.factors == ["C", "A"])
    let (c, a) = (model.factors[2].volatility.perBar, model.factors[0].volatility.perBar)
    let expected = 4 * c * model.dependence.correlation[2, 0] * a
    #expect(abs(law.covariance[0, 1] - expected) < 1e-15)
    #expect(abs(try #require(law.deviation(of: "C")) - 2 * c) < 1e-15)
    // One factor alone is as many deviations away as it moves.
    let alone = try law.marginal(of: ["A"])
    #expect(abs(alone.distance(of: [-3 * 2 * a]) - 3) < 1e-12)
    #expect(throws: InputError.self) {
      try Plausibility(model, factors: ["D"], horizon: .days(1))
    }
    #expect(throws: InputError.self) {
      try Plausibility(model, factors: ["A"], horizon: TimeSpan(seconds: 3_600))
    }
  }

  @Test func factorsThatNeverMoveAreHeldStill() throws {
    var model = try model(["A", "B"])
    model.factors[1].volatility.perBar = 0
    let law = try Plausibility(model, factors: ["A", "B"], horizon: .day)
    #expect(law.factors == ["A"] && law.still == ["B"])
    #expect(law.deviation(of: "B") == nil)
    #expect(try law.given(["B": -0.5]).rest.mean == [0])
    #expect(try law.given(["B": -0.5]).distance == 0)
  }

  @Test(arguments: 0..<5) func theConditionalLawIsThatOfTheRegression(seed: Int) throws {
    let law = try ReverseSamples.law(5, seed: seed)
    let fixed = ["F1": -0.2, "F3": 0.1] as [RiskFactor: Double]
    let conditional = try law.given(fixed)
    // Two regressors: the inverse of a 2 × 2 matrix by hand.
    let s = law.covariance
    let determinant = s[1, 1] * s[3, 3] - s[1, 3] * s[1, 3]
    for (place, factor) in conditional.rest.factors.enumerated() {
      let j = try #require(law.place(of: factor))
      let first = (s[j, 1] * s[3, 3] - s[j, 3] * s[1, 3]) / determinant
      let second = (s[j, 3] * s[1, 1] - s[j, 1] * s[1, 3]) / determinant
      let mean = first * -0.2 + second * 0.1
      #expect(abs(conditional.rest.mean[place] - mean) < 1e-12)
      let left = s[j, j] - first * s[j, 1] - second * s[j, 3]
      #expect(abs(conditional.rest.covariance[place, place] - left) < 1e-14)
    }
    // Distances add: what is given, then the rest from where it is expected.
    let moves = (0..<5).map { 0.03 * Double($0) - 0.07 }
    let given = try law.given(["F1": moves[1], "F3": moves[3]])
    let rest = given.rest.distance(of: [moves[0], moves[2], moves[4]])
    let whole = (given.distance * given.distance + rest * rest).squareRoot()
    #expect(abs(law.distance(of: moves) - whole) < 1e-10 * whole)
  }

  @Test func tailsDependOnTheDimension() {
    #expect(abs(Plausibility.normalTail(beyond: 3) - 0.001_349_898) < 1e-9)
    // P(χ²₁ > 9) is both tails of the normal; P(χ²₂ > 9) = e^(−9/2).
    #expect(abs(Plausibility.chiSquareTail(beyond: 3, dimension: 1) - 0.002_699_796) < 1e-9)
    #expect(abs(Plausibility.chiSquareTail(beyond: 3, dimension: 2) - exp(-4.5)) < 1e-15)
    #expect(Plausibility.chiSquareTail(beyond: 3, dimension: 9) > 0.4)
    #expect(Plausibility.chiSquareTail(beyond: 0, dimension: 0) == 1)
  }

  @Test func aSingularLawIsRefused() throws {
    let error = #expect(throws: InputError.self) {
      try ReverseSamples.law(["A", "B"], Matrix([[1, 1], [1, 1]]))
    }
    #expect(error?.message.contains("leaves B no movement of its own") == true)
  }

  @Test func movesAreReadOrRefused() throws {
    #expect(GivenMoves.Move("BTC=-30%")?.relative == -0.3)
    #expect(GivenMoves.Move("BTC=-0.3")?.relative == -0.3)
    #expect(GivenMoves.Move("BTC = +5 %")?.relative == 0.05)
    for text in [
      "BTC", "BTC=", "=3%", "BTC=x", "BTC=nan", "BTC=inf", "BTC=-100%", "BTC=-1.5", "BTC=1=2",
      "BTC=1e9",
      "",
    ] {
      #expect(GivenMoves.Move(text) == nil, "\(text)")
    }
    let move = try #require(GivenMoves.Move("BTC=-30%"))
    #expect(try GivenMoves([move]).name == "given BTC -30%")
    #expect(throws: InputError.self) { try GivenMoves([move, move]) }
    #expect(throws: InputError.self) { try GivenMoves([]) }
  }

  @Test func targetsAreReadOrRefused() {
    #expect(LossTarget("250000") == .amount(250_000))
    #expect(LossTarget("50%") == .equityShare(0.5))
    #expect(LossTarget("liquidation") == .liquidation)
    for text in ["0", "-5", "nan", "inf", "0%", "-3%", "", "%", "all", "1e400", "1e21"] {
      #expect(LossTarget(text) == nil, "\(text)")
    }
    for target in [LossTarget.amount(12.5), .equityShare(0.25), .liquidation] {
      #expect(LossTarget(target.text) == target)
    }
  }
}
