import Testing

@testable import PlimsollNumerics

@Suite struct BrownianBridgeTests {
  /// The times of QuantLib's test, 0.1 to 1, 2 and 5; and equal ones.
  private static let schedules: [[Double]] = [
    (1...10).map { Double($0) / 10 } + [2, 5], (1...7).map(Double.init), [3],
  ]

  /// Values at two times have the smaller time as their covariance.
  @Test(arguments: schedules) func covariancesAreExact(times: [Double]) {
    let path = BrownianBridge(times: times).path
    let covariance = path.multiplied(by: path.transposed)
    for i in times.indices {
      for j in times.indices {
        #expect(abs(covariance[i, j] - min(times[i], times[j])) < 1e-14 * times[times.count - 1])
      }
    }
  }

  @Test(arguments: schedules) func incrementsAreIndependent(times: [Double]) {
    let increments = BrownianBridge(times: times).increments
    let product = increments.multiplied(by: increments.transposed)
    for i in times.indices {
      for j in times.indices { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-13) }
    }
  }

  /// The first number alone sets the end; the second the middle of the largest gap.
  @Test func theEndComesFirst() {
    let path = BrownianBridge(times: [1, 2, 3, 4]).path
    #expect(path.row(3) == [2, 0, 0, 0])
    #expect(path.row(1) == [1, 1, 0, 0])
  }

  /// From 262,143 scrambled Sobol points the sample covariance is right to 2.5e-4.
  @Test func sobolPathsHaveTheCovariance() {
    let times = Self.schedules[0]
    let path = BrownianBridge(times: times).path
    let (count, width) = (1 << 18, 1 << 14)
    let sobol = ScrambledSobol(seed: 1, dimensions: times.count)
    var sums = Matrix(rows: times.count, columns: times.count)
    for start in stride(from: 0, to: count, by: width) {
      var tile = [Double](repeating: 0, count: times.count * width)
      sobol.fillNormals(&tile, stride: width, scenarios: Array(start..<(start + width)))
      let numbers = Matrix(rows: times.count, columns: width, storage: tile)
      let part = numbers.multiplied(by: numbers.transposed)
      for place in sums.storage.indices {
        sums.storage[place] += part.storage[place] / Double(count)
      }
    }
    let covariance = path.multiplied(by: sums).multiplied(by: path.transposed)
    for i in times.indices {
      for j in times.indices {
        #expect(abs(covariance[i, j] - min(times[i], times[j])) < 2.5e-4 * max(1, times[i]))
      }
    }
  }
}
