import Foundation
import Testing

@testable import PlimsollNumerics

@Suite struct ScrambledSobolTests {
  private func normals(_ sobol: ScrambledSobol, _ scenarios: [Int]) -> [Double] {
    var tile = [Double](repeating: 0, count: sobol.points.dimensions * scenarios.count)
    sobol.fillNormals(&tile, stride: scenarios.count, scenarios: scenarios)
    return tile
  }

  /// What the loop draws is the quantile of the scrambled digits, to the bound of the quantile's table.
  @Test func normalsAreQuantilesOfTheDigits() {
    let sobol = ScrambledSobol(seed: 11, dimensions: 40)
    let scenarios = Array(0..<90) + [3, 1 << 20, 77, (1 << 36) - 1]
    let tile = normals(sobol, scenarios)
    for dimension in 0..<40 {
      for (column, scenario) in scenarios.enumerated() {
        let word = sobol.word(scenario: scenario, dimension: dimension)
        let isUpper = word >> 63 == 1
        let tail = ((isUpper ? ~word : word) << 1) >> 12
        let size = -NormalDistribution.quantile(Double(2 * tail + 1) * 0x1p-54)
        let value = tile[dimension * scenarios.count + column]
        #expect(abs(value - (isUpper ? size : -size)) < 1e-14)
      }
    }
  }

  /// A number depends on its scenario and dimension, not on its neighbours or how many dimensions.
  @Test func anyOrderAnyWidthAnyDimensions() {
    let sobol = ScrambledSobol(seed: 3, dimensions: 9)
    let run = normals(sobol, Array(0..<200))
    let some = [199, 0, 64, 63, 17, 5, 5]
    let picked = normals(sobol, some)
    let fewer = normals(ScrambledSobol(seed: 3, dimensions: 4), Array(0..<200))
    for dimension in 0..<9 {
      for (column, scenario) in some.enumerated() {
        #expect(picked[dimension * some.count + column] == run[dimension * 200 + scenario])
      }
    }
    #expect(fewer == Array(run.prefix(4 * 200)))
    #expect(normals(ScrambledSobol(seed: 4, dimensions: 9), Array(0..<200)) != run)
  }

  /// A scramble keeps the net: each dimension one point in each of 2^m parts, and each pair of
  /// neighbouring dimensions one in each box of the right area.
  @Test func scramblesKeepTheNet() {
    let sobol = ScrambledSobol(seed: 5, dimensions: 2)
    for scramble in [0, 7, 15] {
      let words = (0..<2).map { dimension in
        (0..<256).map { sobol.word(scenario: 16 * $0 + scramble, dimension: dimension) }
      }
      for bits in 0...8 {
        let boxes = Set(
          (0..<256).map {
            (bits == 0 ? 0 : words[0][$0] >> UInt64(64 - bits)) << 8
              | (bits == 8 ? 0 : words[1][$0] >> UInt64(56 + bits))
          })
        #expect(boxes.count == 256)
      }
    }
  }

  /// Whether a digit is flipped is decided for each node of the tree of digits independently of all
  /// others: the 2^7 patterns of the top three levels, and of three levels below the sixth and twelfth
  /// digit, are alike often over 65,536 scrambles. Chi-square with 127 degrees of freedom, beyond 6
  /// deviations in 1e-8 of runs.
  @Test(arguments: [0, 4, 6, 10, 12, 15]) func flipsAreIndependent(level: Int) {
    let dimensions = 1024
    var counts = [Int](repeating: 0, count: 128)
    for seed in 1...4 as ClosedRange<UInt64> {
      let sobol = ScrambledSobol(seed: seed, dimensions: dimensions)
      for dimension in 0..<dimensions {
        for scramble in 0..<16 {
          // Points whose digits before `level` are zero, and all eight of the next three.
          var pattern = 0
          var node = 0
          for digits in 0..<3 {
            for prefix in 0..<(1 << digits) {
              let point = UInt64(prefix) << UInt64(level)
              let flipped = sobol.scrambledDigits(point, dimension: dimension, scramble: scramble)
              pattern |= Int((flipped ^ point) >> UInt64(level + digits) & 1) << node
              node += 1
            }
          }
          counts[pattern] += 1
        }
      }
    }
    let expected = Double(4 * dimensions * 16) / 128
    let square = counts.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(abs(square - 127) < 6 * (2 * 127.0).squareRoot())
  }

  /// Sixteen estimates of E exp(0.3 Σ Z) in eight dimensions: the mean is right within five of their
  /// errors (one run in some thousands fails), and the error is a fiftieth of plain sampling's.
  @Test func estimatesAreUnbiasedAndSharp() {
    let dimensions = 8
    let points = 1 << 12
    let sobol = ScrambledSobol(seed: 21, dimensions: dimensions)
    let tile = normals(sobol, Array(0..<(16 * points)))
    var means = [Double](repeating: 0, count: 16)
    for scenario in 0..<(16 * points) {
      let sum = (0..<dimensions).reduce(0) { $0 + tile[$1 * 16 * points + scenario] }
      means[scenario % 16] += exp(0.3 * sum) / Double(points)
    }
    let mean = means.reduce(0, +) / 16
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 15
    let error = (variance / 16).squareRoot()
    let square = 0.09 * Double(dimensions)
    let truth = exp(0.5 * square)
    let plain = truth * (expm1(square) / Double(16 * points)).squareRoot()
    #expect(abs(mean - truth) < 5 * error)
    #expect(error < plain / 15)
  }
}
