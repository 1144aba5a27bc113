import Foundation
import Testing

@testable import PlimsollNumerics

@Suite struct QuadraticFormTests {
  /// A linear form is normal.
  @Test(arguments: [0.5, 0.9, 0.99, 0.999, 1e-4 as Double]) func aLinearFormIsNormal(level: Double)
  {
    let form = QuadraticForm(constant: 3, linear: [1, -2, 0], curvature: [0, 0, 0])
    let z = NormalDistribution.quantile(level)
    let x = form.quantile(survival: 1 - level)
    #expect(abs(x - (3 + 5.0.squareRoot() * z)) < 1e-9)
    let tail = form.tail(at: x)
    let density = NormalDistribution.density(z)
    #expect(abs(tail.survival - (1 - level)) < 1e-12)
    #expect(abs(tail.density - density / 5.0.squareRoot()) < 1e-12)
    #expect(abs(tail.meanExcess - 5.0.squareRoot() * (density - z * (1 - level))) < 1e-11)
  }

  /// Two equal curvatures make an exponential law: Z₁² + Z₂² is 2 × Exp(1).
  @Test(arguments: [0.1, 2, 8, 30] as [Double]) func twoSquaresAreExponential(x: Double) {
    let tail = QuadraticForm(constant: 0, linear: [0, 0], curvature: [1, 1]).tail(at: x)
    #expect(abs(tail.survival / exp(-x / 2) - 1) < 1e-9)
    #expect(abs(tail.density / (0.5 * exp(-x / 2)) - 1) < 1e-9)
    #expect(abs(tail.meanExcess / (2 * exp(-x / 2)) - 1) < 1e-9)
    let fall = QuadraticForm(constant: 0, linear: [0, 0], curvature: [-1, -1]).tail(at: -x)
    #expect(abs(fall.survival - (1 - exp(-x / 2))) < 1e-10)
  }

  /// λZ² + bZ in one number: a normal probability of two points.
  @Test(arguments: [(1.5, 0.4), (1.5, -0.1), (0.2, 2), (-0.7, 0.3)])
  func oneNumber(slope: Double, curve: Double) {
    let form = QuadraticForm(constant: -1, linear: [slope], curvature: [curve])
    let most = curve < 0 ? -1 - slope * slope / (4 * curve) : 40
    for x in [-0.9, 0, 1, 2.5, 6] where x < most && (curve < 0 || x > -1) {
      let root = (slope * slope + 4 * curve * (x + 1)).squareRoot()
      let ends = [(-slope - root) / (2 * curve), (-slope + root) / (2 * curve)].sorted()
      let between = NormalDistribution.cumulative(ends[1]) - NormalDistribution.cumulative(ends[0])
      let exact = curve > 0 ? 1 - between : between
      #expect(abs(form.tail(at: x).survival - exact) < 1e-9, "at \(x)")
    }
    #expect(form.tail(at: most + 1).survival < 1e-9 || curve > 0)
  }

  /// The mean excess is the integral of survival, whose slope is the density.
  @Test func figuresOfOneLawBelongTogether() {
    let form = QuadraticForm(
      constant: 0.3, linear: [1, -0.5, 0.2, 0], curvature: [0.4, -0.3, 0, 0.05])
    let step = 1e-4
    for x in [-1.0, 0.5, 2, 5] {
      let (left, here, right) = (form.tail(at: x - step), form.tail(at: x), form.tail(at: x + step))
      #expect(abs((left.survival - right.survival) / (2 * step) - here.density) < 1e-7)
      #expect(abs((left.meanExcess - right.meanExcess) / (2 * step) - here.survival) < 1e-7)
    }
  }

  /// The rough quantile has a tail probability within a tenth of the one asked for.
  @Test(arguments: [0.2, 0.05, 0.01, 1e-3, 1e-5]) func roughQuantiles(survival: Double) throws {
    for form in [
      QuadraticForm(constant: 3, linear: [1, -2], curvature: [0, 0]),
      QuadraticForm(constant: 0, linear: [0.4, 2], curvature: [0.3, -0.1]),
      QuadraticForm(constant: 0, linear: [0, 0.1], curvature: [1, 0.2]),
    ] {
      let x = try #require(form.roughQuantile(survival: survival))
      #expect(abs(form.tail(at: x).survival / survival - 1) < 0.1)
    }
  }

  /// Without curvature the twist is (x − c) / |b|², as METHODS B9 has it.
  @Test func theTwistOfALinearForm() throws {
    let form = QuadraticForm(constant: 2, linear: [3, 4], curvature: [0, 0])
    let twist = try #require(form.twist(toMean: 52))
    #expect(abs(twist - 2) < 1e-12)
    #expect(form.twist(toMean: 1) == 0)
  }

  /// Under its twist the mean is the target; a form that cannot reach it has none.
  @Test func theTwistMovesTheMean() throws {
    let form = QuadraticForm(constant: 1, linear: [0.4, 2], curvature: [0.3, -0.1])
    for target in [3.0, 10, 100] {
      let twist = try #require(form.twist(toMean: target))
      #expect(twist < form.largestTwist)
      #expect(abs(form.logMoment(twist).slope + 1 - target) < 1e-9 * target)
    }
    let bounded = QuadraticForm(constant: 0, linear: [0], curvature: [-1])
    #expect(bounded.twist(toMean: 0.5) == nil)
  }

  /// A rotation leaves the law alone: cumulants by traces of the matrices themselves.
  @Test func theDiagonalFormHasTheCumulants() throws {
    let covariance = Matrix([[2, 0.6], [0.6, 1]])
    let curvatures = Matrix([[0.5, -0.2], [-0.2, 0.1]])
    let form = QuadraticForm.diagonal(
      constant: 1, slopes: [1, -1], curvatures: curvatures, factor: try Cholesky(covariance).lower
    ).form
    let product = curvatures.multiplied(by: covariance)
    let trace = product[0, 0] + product[1, 1]
    let square = product.multiplied(by: product)
    let slopes = covariance.multiplied(by: [1, -1])
    #expect(abs(form.cumulants[0] - (1 + trace)) < 1e-12)
    let variance = slopes[0] - slopes[1] + 2 * (square[0, 0] + square[1, 1])
    #expect(abs(form.cumulants[1] - variance) < 1e-12)
  }

  @Test func aFormThatNeverMoves() {
    let form = QuadraticForm(constant: 4, linear: [0], curvature: [0])
    #expect(form.tail(at: 3).survival == 1 && form.tail(at: 5).survival == 0)
    #expect(form.tail(at: 3).meanExcess == 1 && form.quantile(survival: 0.01) == 4)
  }
}
