import Foundation
import PlimsollNumerics
import Testing

@Suite struct LevenbergMarquardtTests {
  /// Rosenbrock's valley: residuals 10 (y - x²) and 1 - x, least at (1, 1).
  @Test func rosenbrock() {
    let found = LevenbergMarquardt(maximumSteps: 200).minimise(from: [-1.2, 1], count: 2) { x, r in
      r[0] = 10 * (x[1] - x[0] * x[0])
      r[1] = 1 - x[0]
    }
    #expect(abs(found.argument[0] - 1) < 1e-6 && abs(found.argument[1] - 1) < 1e-6)
    #expect(found.value < 1e-12)
  }

  /// A straight line through three points, by its normal equations: slope 1.5, intercept -1/6 … of
  /// (0, 0), (1, 1), (2, 3).
  @Test func aStraightLineIsTheOneOfLeastSquares() {
    let points: [(x: Double, y: Double)] = [(0, 0), (1, 1), (2, 3)]
    let found = LevenbergMarquardt().minimise(from: [0, 0], count: 3) { p, r in
      for (place, point) in points.enumerated() { r[place] = p[0] + p[1] * point.x - point.y }
    }
    #expect(abs(found.argument[1] - 1.5) < 1e-7)
    #expect(abs(found.argument[0] + 1.0 / 6) < 1e-7)
    #expect(abs(found.value - 1.0 / 6) < 1e-12)
    #expect(found.converged)
  }

  /// NIST StRD Misra1a, y = b1 (1 - exp(-b2 x)): certified 2.3894212918E+02, 5.5015643181E-04 and
  /// a residual sum of squares of 1.2455138894E-01.
  @Test func misra1a() {
    let y = [
      10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
      81.78,
    ]
    let x = [
      77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1,
      760.0,
    ]
    let found = LevenbergMarquardt(tolerance: 1e-14, maximumSteps: 500).minimise(
      from: [500, log(1e-4)], count: y.count
    ) { b, r in
      for i in y.indices { r[i] = b[0] * (1 - exp(-exp(b[1]) * x[i])) - y[i] }
    }
    #expect(abs(found.argument[0] / 238.94212918 - 1) < 1e-6)
    #expect(abs(exp(found.argument[1]) / 5.5015643181e-04 - 1) < 1e-6)
    #expect(abs(found.value / 0.12455138894 - 1) < 1e-9)
  }

  @Test func whatIsNotFiniteTurnsBack() {
    let found = LevenbergMarquardt().minimise(from: [0.5], count: 1) { x, r in
      r[0] = x[0] > 0 ? log(x[0]) + 3 : .nan
    }
    #expect(abs(found.argument[0] - exp(-3)) < 1e-6)
    let none = LevenbergMarquardt().minimise(from: [-1], count: 1) { _, r in r[0] = .nan }
    #expect(none.value == .infinity && none.argument == [-1] && !none.converged)
  }

  @Test func aVariableWithoutEffectStays() {
    let found = LevenbergMarquardt().minimise(from: [3, 7], count: 1) { x, r in r[0] = x[0] - 1 }
    #expect(abs(found.argument[0] - 1) < 1e-6 && found.argument[1] == 7)
  }
}
