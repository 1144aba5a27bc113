import PlimsollNumerics
import Testing

@Suite struct BoundedMinimiserTests {
  private func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
    let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
    gradient[0] = -2 * a - 400 * x[0] * b
    gradient[1] = 200 * b
    return a * a + 100 * b * b
  }

  @Test func findsTheBottomOfRosenbrocksValley() {
    let found = BoundedMinimiser().minimise(
      from: [-1.2, 1], lower: [-5, -5], upper: [5, 5], rosenbrock)
    #expect(found.converged)
    #expect(abs(found.argument[0] - 1) < 1e-6 && abs(found.argument[1] - 1) < 1e-6)
    #expect(found.value < 1e-12)
    #expect(found.evaluations < 100)
  }

  /// The nearest point of x + y ≤ 1 to (1, 1) is (½, ½).
  @Test func staysWithinALinearBound() {
    let found = BoundedMinimiser().minimise(
      from: [0, 0], lower: [-2, -2], upper: [2, 2], subjectTo: [.init([1, 1], atMost: 1)]
    ) { x, gradient in
      gradient = [2 * (x[0] - 1), 2 * (x[1] - 1)]
      return (x[0] - 1) * (x[0] - 1) + (x[1] - 1) * (x[1] - 1)
    }
    #expect(found.converged)
    #expect(abs(found.argument[0] - 0.5) < 1e-7 && abs(found.argument[1] - 0.5) < 1e-7)
  }

  @Test func stopsAtABound() {
    let found = BoundedMinimiser().minimise(from: [1], lower: [0.5], upper: [2]) { x, gradient in
      gradient = [1]
      return x[0]
    }
    #expect(found.argument == [0.5] && found.value == 0.5)
  }

  @Test func survivesValuesThatAreNoNumbers() {
    let found = BoundedMinimiser().minimise(from: [0.5], lower: [0], upper: [10]) { x, gradient in
      gradient = [x[0] > 4 ? .nan : 2 * (x[0] - 3)]
      return x[0] > 4 ? .nan : (x[0] - 3) * (x[0] - 3)
    }
    #expect(abs(found.argument[0] - 3) < 1e-6)
  }

  @Test func saysWhenTheBudgetWasTooSmall() {
    let found = BoundedMinimiser(maximumEvaluations: 3).minimise(
      from: [-1.2, 1], lower: [-5, -5], upper: [5, 5], rosenbrock)
    #expect(!found.converged && found.evaluations <= 3)
  }
}
