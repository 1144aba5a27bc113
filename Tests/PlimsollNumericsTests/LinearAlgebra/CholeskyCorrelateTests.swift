import PlimsollNumerics
import Testing

@Suite struct CholeskyCorrelateTests {
  @Test(arguments: [(1, 1), (1, 7), (3, 1), (5, 8), (20, 33), (70, 1000)])
  func equalsTheProductByTheDefinition(n: Int, width: Int) throws {
    var samples = MatrixSamples(seed: UInt64(n + width))
    let factor = try Cholesky(samples.positiveDefinite(n))
    let tile = samples.matrix(n, width)
    var result = tile.storage
    factor.correlate(&result, width: width)
    let expected = MatrixProductsTests.naive(factor.lower, tile)
    let size = factor.lower.storage.reduce(0) { max($0, $1.magnitude) }
    let bound = size * MatrixProductsTests.tolerance(n)
    #expect(largestDifference(result, expected.storage) <= bound)
    // And as BLAS multiplies the two.
    #expect(largestDifference(result, factor.lower.multiplied(by: tile).storage) <= bound)
  }

  /// At one width a scenario's shocks do not depend on its place in the tile or on its neighbours,
  /// so that a scenario can be computed again on its own.
  @Test(arguments: [(3, 64), (20, 256), (60, 1024), (300, 256)])
  func aColumnHasTheSameBitsInEveryPlace(n: Int, width: Int) throws {
    var samples = MatrixSamples(seed: 11)
    let factor = try Cholesky(samples.positiveDefinite(n))
    let tile = samples.matrix(n, width)
    var straight = tile.storage
    factor.correlate(&straight, width: width)
    let order = Array(0..<width).shuffled(using: &samples)
    var shuffled = [Double](repeating: 0, count: n * width)
    for i in 0..<n {
      for (place, column) in order.enumerated() {
        shuffled[i * width + place] = tile.storage[i * width + column]
      }
    }
    factor.correlate(&shuffled, width: width)
    var different = 0
    for i in 0..<n {
      for (place, column) in order.enumerated()
      where shuffled[i * width + place] != straight[i * width + column] { different += 1 }
    }
    #expect(different == 0)
  }

  @Test func emptyTiles() throws {
    var tile: [Double] = []
    try Cholesky(Matrix([])).correlate(&tile, width: 4)
    try Cholesky(Matrix([[1]])).correlate(&tile, width: 0)
    #expect(tile.isEmpty)
  }

  @Test func aTileOfAnotherSizeTraps() async {
    await #expect(processExitsWith: .failure) {
      var tile = [1.0, 2, 3]
      try Cholesky(.identity(2)).correlate(&tile, width: 2)
    }
  }
}
