import Foundation
import PlimsollNumerics
import Testing

@Suite("Tiles of normal numbers")
struct NormalTileTests {
  static let stream = RandomStream(seed: 0xfeed_5eed_0bad_cafe, stream: 17)

  static func tile(width: Int, firstScenario: Int, dimensions: Range<Int>) -> [Double] {
    var tile = [Double](repeating: .nan, count: width * dimensions.count)
    stream.fillNormals(
      &tile, width: width, firstScenario: firstScenario, dimensions: dimensions)
    return tile
  }

  @Test(
    "Every element is normal(scenario:dimension:) to the bit, at odd offsets and widths",
    arguments: [0..<1, 0..<2, 1..<2, 1..<3, 1..<4, 3..<8, 6..<7, 0..<5],
    [1, 2, 3, 7, 64, 511, 512, 513, 1300])
  func equalsSingleDraws(dimensions: Range<Int>, width: Int) {
    let first = 12_345
    let tile = Self.tile(width: width, firstScenario: first, dimensions: dimensions)
    var differences = 0
    for (row, dimension) in dimensions.enumerated() {
      for column in 0..<width {
        let single = Self.stream.normal(scenario: first + column, dimension: dimension)
        if tile[row * width + column].bitPattern != single.bitPattern { differences += 1 }
      }
    }
    #expect(differences == 0)
  }

  @Test("Scenarios beyond 2^32 carry into the second counter word")
  func largeScenarios() {
    let first = (1 << 32) - 3
    let tile = Self.tile(width: 6, firstScenario: first, dimensions: 4..<6)
    for column in 0..<6 {
      #expect(tile[column] == Self.stream.normal(scenario: first + column, dimension: 4))
      #expect(tile[6 + column] == Self.stream.normal(scenario: first + column, dimension: 5))
    }
  }

  @Test("More dimensions or scenarios leave the earlier numbers alone")
  func prefixInvariance() {
    let small = Self.tile(width: 100, firstScenario: 0, dimensions: 0..<3)
    let large = Self.tile(width: 700, firstScenario: 0, dimensions: 0..<8)
    for row in 0..<3 {
      #expect(small[row * 100..<row * 100 + 100].elementsEqual(large[row * 700..<row * 700 + 100]))
    }
  }

  @Test("Tiles cut at any scenario join to the whole")
  func offsetInvariance() {
    let whole = Self.tile(width: 900, firstScenario: 50, dimensions: 2..<4)
    for cut in [1, 333, 512, 899] {
      let left = Self.tile(width: cut, firstScenario: 50, dimensions: 2..<4)
      let right = Self.tile(width: 900 - cut, firstScenario: 50 + cut, dimensions: 2..<4)
      for row in 0..<2 {
        let joined =
          Array(left[row * cut..<(row + 1) * cut])
          + Array(right[row * (900 - cut)..<(row + 1) * (900 - cut)])
        #expect(joined == Array(whole[row * 900..<(row + 1) * 900]))
      }
    }
  }

  @Test("The table agrees with AS 241, an independent formula, far into the tails")
  func accuracy() {
    var largest = 0.0
    for dimension in 0..<40 {
      let tile = Self.tile(width: 5_000, firstScenario: 0, dimensions: dimension..<dimension + 1)
      for (scenario, z) in tile.enumerated() {
        let bits = Self.stream.bits(scenario: scenario, dimension: dimension)
        let tail = (2 * Double(bits >> 12) + 1) * 0x1p-54
        let expected = NormalDistribution.quantile(tail) * (bits & 1 == 1 ? 1 : -1)
        largest = max(largest, abs(z - expected) / max(1, abs(expected)))
      }
    }
    #expect(largest < 5e-15)
  }

  @Test("Box and Muller's numbers are the radius and the angle of their words")
  func boxMuller() {
    var tile = [Double](repeating: 0, count: 4_000)
    Self.stream.fillNormals(
      &tile, width: 2_000, firstScenario: 7, dimensions: 4..<6, by: .boxMuller)
    for column in 0..<2_000 {
      let (a, b) = (
        Self.stream.bits(scenario: 7 + column, dimension: 4),
        Self.stream.bits(scenario: 7 + column, dimension: 5)
      )
      let u = (2 * Double(a >> 12) + 1) * 0x1p-53
      let radius = (-2 * log(u)).squareRoot() * (b & 1 == 1 ? -1 : 1)
      let angle = (Double(b >> 12) * 0x1p-52 - 0.5) * .pi / 2
      let pair = (radius * sin(angle), radius * cos(angle))
      let expected = b & 2 == 0 ? pair : (pair.1, pair.0)
      #expect(abs(tile[column] - expected.0) < 5e-15)
      #expect(abs(tile[2_000 + column] - expected.1) < 5e-15)
    }
    var odd = [Double](repeating: 0, count: 2_000)
    Self.stream.fillNormals(&odd, width: 2_000, firstScenario: 7, dimensions: 5..<6, by: .boxMuller)
    #expect(odd.elementsEqual(tile[2_000...]))
  }

  @Test("Scenarios may come in any order, and rows may lie apart")
  func scattered() {
    let scenarios = [5, 900_000_000_000, 0, 5, 77]
    var tile = [Double](repeating: -1, count: 20)
    Self.stream.fillNormals(&tile, stride: 9, scenarios: scenarios, dimensions: 2..<4)
    for (column, scenario) in scenarios.enumerated() {
      for row in 0..<2 {
        #expect(
          tile[row * 9 + column] == Self.stream.normal(scenario: scenario, dimension: 2 + row))
      }
    }
    #expect(tile[5..<9].allSatisfy { $0 == -1 } && tile[14...].allSatisfy { $0 == -1 })
  }

  @Test("Elements beyond the last row are left alone, and nothing is an allowed tile")
  func bounds() {
    var tile = [Double](repeating: -1, count: 10)
    Self.stream.fillNormals(&tile, width: 3, firstScenario: 0, dimensions: 0..<2)
    #expect(tile[6...].allSatisfy { $0 == -1 })
    #expect(!tile[..<6].contains(-1))
    var empty: [Double] = []
    Self.stream.fillNormals(&empty, width: 0, firstScenario: 0, dimensions: 0..<2)
    Self.stream.fillNormals(&empty, width: 5, firstScenario: 0, dimensions: 3..<3)
    #expect(empty.isEmpty)
  }

  @Test("A tile that is too small stops the program")
  func shape() async {
    await #expect(processExitsWith: .failure) {
      var tile = [Double](repeating: 0, count: 5)
      RandomStream(seed: 1, stream: 1)
        .fillNormals(&tile, width: 3, firstScenario: 0, dimensions: 0..<2)
    }
  }
}

@Suite("Statistics of a million normal numbers")
struct NormalStatisticsTests {
  // Seeds are fixed, so a failure means a change of the numbers. Had they been drawn afresh, every
  // bound of five deviations would fail by chance once in 1.7 million times.
  static let count = 1_000_000

  static func draws(
    seed: UInt64 = 2024, stream: UInt32 = 5, firstScenario: Int = 0, dimension: Int = 0,
    by transform: NormalTransform
  ) -> [Double] {
    var tile = [Double](repeating: 0, count: count)
    RandomStream(seed: seed, stream: stream)
      .fillNormals(
        &tile, width: count, firstScenario: firstScenario, dimensions: dimension..<dimension + 1,
        by: transform)
    return tile
  }

  @Test(
    "Moments one to six are within five deviations", arguments: [0, 3], NormalTransform.allCases)
  func moments(dimension: Int, transform: NormalTransform) {
    let draws = Self.draws(dimension: dimension, by: transform)
    // E z^2k = (2k - 1)!!
    let even = [1.0, 1, 3, 15, 105, 945, 10_395]
    var sums = [Double](repeating: 0, count: 7)
    for z in draws {
      var power = 1.0
      for order in 1...6 {
        power *= z
        sums[order] += power
      }
    }
    for order in 1...6 {
      let expected = order % 2 == 0 ? even[order / 2] : 0
      let variance = even[order] - expected * expected
      let score = (sums[order] / Double(Self.count) - expected) * 1000 / variance.squareRoot()
      #expect(abs(score) < 5, "moment \(order) is \(score) deviations off")
    }
  }

  @Test(
    "The Kolmogorov-Smirnov distance is within the bound of one false alarm in a million",
    arguments: NormalTransform.allCases)
  func kolmogorovSmirnov(transform: NormalTransform) {
    let sorted = Self.draws(dimension: 1, by: transform).sorted()
    var distance = 0.0
    for (rank, z) in sorted.enumerated() {
      let probability = NormalDistribution.cumulative(z)
      distance = max(
        distance, probability - Double(rank) / 1e6, Double(rank + 1) / 1e6 - probability)
    }
    // P(√n D > 2.7) = 2 e^(-2 × 2.7²) = 9e-7; and not suspiciously small: P(√n D < 0.3) = 1e-5.
    #expect(distance * 1000 < 2.7)
    #expect(distance * 1000 > 0.3)
  }

  @Test("Tail counts beyond two, three and four deviations", arguments: NormalTransform.allCases)
  func tails(transform: NormalTransform) {
    let draws = Self.draws(dimension: 2, by: transform)
    for bound in [2.0, 3, 4] {
      let expected = 2 * NormalDistribution.survival(bound) * 1e6
      let found = Double(draws.count { abs($0) > bound })
      #expect(abs(found - expected) < 5 * expected.squareRoot())
    }
  }

  @Test(
    "Adjacent dimensions, scenarios, streams and seeds are uncorrelated, and their squares",
    arguments: NormalTransform.allCases)
  func correlations(transform: NormalTransform) {
    let base = Self.draws(dimension: 0, by: transform)
    let others = [
      ("the other half of a block", Self.draws(dimension: 1, by: transform)),
      ("the next block", Self.draws(dimension: 2, by: transform)),
      ("the next scenario", Self.draws(firstScenario: 1, dimension: 0, by: transform)),
      ("the next stream", Self.draws(stream: 6, dimension: 0, by: transform)),
      ("the next seed", Self.draws(seed: 2025, dimension: 0, by: transform)),
    ]
    for (name, other) in others {
      var plain = 0.0
      var squares = 0.0
      for index in 0..<Self.count {
        let x = base[index]
        let y = other[index]
        plain += x * y
        squares += (x * x - 1) * (y * y - 1)
      }
      // Deviations of the sums: √n and 2√n.
      #expect(abs(plain) / 1000 < 5, "correlation with \(name)")
      #expect(abs(squares) / 2000 < 5, "correlation of squares with \(name)")
    }
  }
}
