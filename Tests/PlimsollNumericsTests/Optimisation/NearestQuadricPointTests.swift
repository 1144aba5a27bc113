import Foundation
import PlimsollNumerics
import Testing

/// Against a solver that knows no eigenvalues: along a direction the surface is the root of a
/// quadratic in one variable, so the nearest point is a minimum over directions.
@Suite struct NearestQuadricPointTests {
  private let stream = RandomStream(seed: 7, stream: 5)

  /// The function q(z) = c + b·z + ½ zᵀA z.
  private struct Case {
    var constant: Double
    var linear: [Double]
    var quadratic: Matrix

    func value(_ z: [Double]) -> Double {
      constant + dot(linear, z) + 0.5 * dot(z, quadratic.multiplied(by: z))
    }

    /// The first distance along a unit vector at which it falls to zero.
    func distance(along unit: [Double]) -> Double {
      let (b, a) = (dot(linear, unit), 0.5 * dot(unit, quadratic.multiplied(by: unit)))
      let discriminant = b * b - 4 * a * constant
      guard discriminant >= 0 else { return .infinity }
      // 2c / (−b ± √…) has both roots without cancellation.
      let roots = [-b + discriminant.squareRoot(), -b - discriminant.squareRoot()]
        .map { 2 * constant / $0 }
      return roots.filter { $0 > 0 }.min() ?? .infinity
    }
  }

  private func random(_ n: Int, _ seed: Int, curvature: Double = 1) -> Case {
    func draw(_ dimension: Int) -> Double {
      stream.normal(scenario: seed, dimension: dimension)
    }
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i, j] = curvature * draw(10 + i * n + j)
        matrix[j, i] = matrix[i, j]
      }
    }
    return Case(constant: 1 + abs(draw(9)), linear: (0..<n).map(draw), quadratic: matrix)
  }

  @Test(arguments: 0..<40) func equalsTheMinimumOverAnglesInThePlane(seed: Int) throws {
    let problem = random(2, seed, curvature: seed % 2 == 0 ? 1 : 0.05)
    func distance(_ angle: Double) -> Double {
      problem.distance(along: [cos(angle), sin(angle)])
    }
    let count = 4_000
    let step = 2 * Double.pi / Double(count)
    let best = try #require(
      (0..<count).map { Double($0) * step }.min { distance($0) < distance($1) })
    let brute = BrentMinimiser(tolerance: 1e-12)
      .minimise(in: (best - step)...(best + step), distance).value
    let found = NearestQuadricPoint.find(
      constant: problem.constant, linear: problem.linear, quadratic: problem.quadratic)
    guard brute < 1e6 else { return }
    let point = try #require(found)
    let length = dot(point, point).squareRoot()
    #expect(abs(length - brute) < 1e-8 * brute, "\(length), \(brute)")
    #expect(abs(problem.value(point)) < 1e-9 * problem.constant)
  }

  @Test(arguments: [3, 5, 9], 0..<12) func keepsTheConditionsAndNoDirectionIsNearer(
    n: Int, seed: Int
  ) throws {
    let problem = random(n, seed + 100)
    let point = try #require(
      NearestQuadricPoint.find(
        constant: problem.constant, linear: problem.linear, quadratic: problem.quadratic))
    let length = dot(point, point).squareRoot()
    #expect(abs(problem.value(point)) < 1e-9 * problem.constant)
    // z = −μ (b + A z), with one μ for all coordinates.
    let gradient = zip(problem.linear, problem.quadratic.multiplied(by: point)).map { $0 + $1 }
    let multiplier = -dot(point, gradient) / dot(gradient, gradient)
    for (z, g) in zip(point, gradient) {
      #expect(abs(z + multiplier * g) < 1e-7 * length)
    }
    for index in 0..<20_000 {
      let direction = (0..<n).map { stream.normal(scenario: index, dimension: 500 + $0) }
      let size = dot(direction, direction).squareRoot()
      let distance = problem.distance(along: direction.map { $0 / size })
      #expect(distance >= length * (1 - 1e-9))
    }
  }

  @Test func theHardCase() throws {
    // No slope along the lowest curvature: 1 − y₁² − ½y₂² alone, and with a slope along the other.
    let bowl = Matrix.diagonal([-2, -1])
    let top = try #require(
      NearestQuadricPoint.find(constant: 1, linear: [0, 0], quadratic: bowl))
    #expect(abs(abs(top[0]) - 1) < 1e-14 && abs(top[1]) < 1e-14)
    let sloped = Case(constant: 1, linear: [0, 0.1], quadratic: bowl)
    let point = try #require(
      NearestQuadricPoint.find(constant: 1, linear: [0, 0.1], quadratic: bowl))
    #expect(abs(sloped.value(point)) < 1e-14)
    // At the pole μ = ½: y₂ = −½·0.1 / (1 − ½).
    #expect(abs(point[1] + 0.1) < 1e-12)
    // A whisker beside it the answer hardly changes.
    let near = try #require(
      NearestQuadricPoint.find(constant: 1, linear: [1e-13, 0.1], quadratic: bowl))
    #expect(abs(dot(near, near) - dot(point, point)) < 1e-9)
  }

  @Test func linearConvexAndOutOfReach() throws {
    let flat = Matrix(rows: 2, columns: 2)
    let plane = try #require(
      NearestQuadricPoint.find(constant: 10, linear: [3, 4], quadratic: flat))
    #expect(abs(plane[0] + 1.2) < 1e-14 && abs(plane[1] + 1.6) < 1e-14)
    // 1 − 3y + ½ y²·2 first vanishes at (3 − √5)/2.
    let dip = try #require(
      NearestQuadricPoint.find(constant: 1, linear: [-3], quadratic: Matrix([[2]])))
    #expect(abs(dip[0] - (3 - 5.0.squareRoot()) / 2) < 1e-14)
    // 1 − y + y² stays positive, and so does a constant.
    #expect(
      NearestQuadricPoint.find(constant: 1, linear: [-1], quadratic: Matrix([[2]])) == nil)
    #expect(NearestQuadricPoint.find(constant: 1, linear: [0, 0], quadratic: flat) == nil)
    #expect(
      NearestQuadricPoint.find(constant: -1, linear: [1, 1], quadratic: flat) == [0, 0])
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
