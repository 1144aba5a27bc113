import PlimsollNumerics
import Testing

/// Statistics of 1e8 normal numbers: 25 million scenarios of four dimensions, two blocks of the
/// generator each. A build without optimisation, ten times slower, draws a tenth of them.
///
/// Seeds are fixed, so a failure means a change of the numbers. Had they been drawn afresh, a bound of
/// five deviations would fail by chance once in 1.7 million times; there are some thirty of them.
@Suite("Statistics of a hundred million normal numbers") struct HundredMillionNormalsTests {
  #if DEBUG
    private static let scenarios = 2_500_000
  #else
    private static let scenarios = 25_000_000
  #endif
  private static let dimensions = 4
  private static let width = 1 << 14
  private static let cells = 1 << 12
  private static var count: Double { Double(scenarios * dimensions) }

  /// Sums over all numbers.
  private struct Sums: Sendable {
    /// Σ zᵏ for k from 0.
    var powers = [Double](repeating: 0, count: 7)
    /// Numbers in each of equally likely cells.
    var cells = [Int](repeating: 0, count: HundredMillionNormalsTests.cells)
    /// Numbers beyond 3, 4 and 5 deviations, either side.
    var beyond = [0, 0, 0]
    /// Σ x y and Σ (x² − 1)(y² − 1) over pairs of dimensions, and of scenarios side by side.
    var products = [Double](repeating: 0, count: 7)
    var squares = [Double](repeating: 0, count: 7)

    static func + (a: Sums, b: Sums) -> Sums {
      var sum = a
      sum.powers = zip(a.powers, b.powers).map { $0 + $1 }
      sum.cells = zip(a.cells, b.cells).map { $0 + $1 }
      sum.beyond = zip(a.beyond, b.beyond).map { $0 + $1 }
      sum.products = zip(a.products, b.products).map { $0 + $1 }
      sum.squares = zip(a.squares, b.squares).map { $0 + $1 }
      return sum
    }

    mutating func add(_ tile: [Double], width: Int, probabilities: [Double]) {
      tile.withUnsafeBufferPointer { tile in
        for z in tile {
          let z2 = z * z
          powers[1] += z
          powers[2] += z2
          powers[3] += z2 * z
          powers[4] += z2 * z2
          powers[5] += z2 * z2 * z
          powers[6] += z2 * z2 * z2
          if z2 > 9 { beyond[0] += 1 }
          if z2 > 16 { beyond[1] += 1 }
          if z2 > 25 { beyond[2] += 1 }
        }
        var pair = 0
        for i in 0..<4 {
          for j in (i + 1)..<5 where j < 4 || i == 0 {
            // The last "dimension" is the first one of the next scenario.
            let (first, second) = (i * width, j == 4 ? 1 : j * width)
            for column in 0..<(j == 4 ? width - 1 : width) {
              let (x, y) = (tile[first + column], tile[second + column])
              products[pair] += x * y
              squares[pair] += (x * x - 1) * (y * y - 1)
            }
            pair += 1
          }
        }
      }
      let number = Double(HundredMillionNormalsTests.cells)
      for p in probabilities { cells[min(Int(p * number), cells.count - 1)] += 1 }
    }
  }

  private static func sums(_ transform: NormalTransform) -> Sums {
    let stream = RandomStream(seed: 31_415, stream: 0)
    let parts = Parallel.map(
      count: (scenarios + width - 1) / width, threads: nil,
      workspace: { [Double](repeating: 0, count: 4 * width) }
    ) { index, tile in
      let width = min(width, scenarios - index * width)
      if tile.count != 4 * width { tile = [Double](repeating: 0, count: 4 * width) }
      stream.fillNormals(
        &tile, width: width, firstScenario: index * Self.width, dimensions: 0..<4, by: transform)
      var probabilities = tile
      VectorMath.normalCumulatives(&probabilities, range: tile.indices)
      var sums = Sums()
      sums.add(tile, width: width, probabilities: probabilities)
      return sums
    }
    return parts.reduce(Sums(), +)
  }

  @Test(arguments: NormalTransform.allCases) func areThoseOfTheNormalLaw(
    transform: NormalTransform
  ) {
    let sums = Self.sums(transform)
    // E z^2k = (2k - 1)!!
    let even = [1.0, 1, 3, 15, 105, 945, 10_395]
    for order in 1...6 {
      let expected = order % 2 == 0 ? even[order / 2] : 0
      let deviation = ((even[order] - expected * expected) / Self.count).squareRoot()
      let score = (sums.powers[order] / Self.count - expected) / deviation
      #expect(abs(score) < 5, "moment \(order) is \(score) deviations off")
    }
    for (pair, product) in sums.products.enumerated() {
      // Deviations of the sums: √n and 2√n.
      let root = Double(Self.scenarios).squareRoot()
      #expect(abs(product) / root < 5, "correlation of pair \(pair)")
      #expect(abs(sums.squares[pair]) / (2 * root) < 5, "correlation of squares of pair \(pair)")
    }
    for (place, bound) in [3.0, 4, 5].enumerated() {
      let expected = 2 * NormalDistribution.survival(bound) * Self.count
      let score = (Double(sums.beyond[place]) - expected) / expected.squareRoot()
      #expect(abs(score) < 5, "\(sums.beyond[place]) beyond \(bound), not \(expected)")
    }
    // Kolmogorov and Smirnov at the edges of the cells, where it is at most what it is everywhere:
    // P(√n D > 2.7) = 9e-7. And chi-square of the cells, normal by its number of them.
    var (total, distance, chiSquare) = (0, 0.0, 0.0)
    let share = Self.count / Double(Self.cells)
    for (cell, count) in sums.cells.enumerated() {
      total += count
      distance = max(distance, abs(Double(total) - Double(cell + 1) * share))
      chiSquare += (Double(count) - share) * (Double(count) - share) / share
    }
    #expect(distance / Self.count.squareRoot() < 2.7)
    let freedom = Double(Self.cells - 1)
    #expect(abs(chiSquare - freedom) / (2 * freedom).squareRoot() < 5)
  }
}
