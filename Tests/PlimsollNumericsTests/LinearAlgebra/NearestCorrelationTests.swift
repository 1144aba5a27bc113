import PlimsollNumerics
import Testing

@Suite struct NearestCorrelationTests {
  static let threeByThree = Matrix([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
  static let tridiagonal = Matrix([
    [2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2],
  ])

  /// Symmetric, with ones on the diagonal and no entry beyond one.
  static func isCorrelation(_ matrix: Matrix) -> Bool {
    matrix.isSymmetric && matrix.diagonal.allSatisfy { $0 == 1 }
      && matrix.storage.allSatisfy { (-1...1).contains($0) }
  }

  /// A correlation matrix with one entry in three stressed at random.
  static func stressed(_ n: Int, seed: UInt64) -> Matrix {
    var samples = MatrixSamples(seed: seed)
    var matrix = Matrix.identity(n)
    for i in 0..<n {
      for j in 0..<i {
        matrix[i, j] = Double.random(in: -0.5...1, using: &samples)
        matrix[j, i] = matrix[i, j]
      }
    }
    return matrix
  }

  @Test func publishedThreeByThree() {
    // Higham (2002), section 1; METHODS A6.
    let repair = NearestCorrelation.higham(Self.threeByThree)
    #expect(Self.isCorrelation(repair.matrix))
    #expect((repair.matrix[0, 1] - 0.760690).magnitude < 5e-7)
    #expect((repair.matrix[0, 2] - 0.157298).magnitude < 5e-7)
    #expect((repair.matrix[1, 2] - 0.760690).magnitude < 5e-7)
    #expect((repair.distance - 0.52779046358182846).magnitude < 1e-9)
    #expect((repair.smallestEigenvalueBefore + 0.41421356237309503).magnitude < 1e-12)
    #expect(repair.smallestEigenvalueAfter.magnitude < 1e-12)
  }

  @Test func publishedTridiagonal() {
    // Higham (2002), section 4; QuantLib test-suite/matrices.cpp; METHODS A6.
    let repair = NearestCorrelation.higham(Self.tridiagonal)
    #expect(Self.isCorrelation(repair.matrix))
    #expect((repair.matrix[0, 1] + 0.80841250).magnitude < 5e-9)
    #expect((repair.matrix[0, 2] - 0.19158750).magnitude < 5e-9)
    #expect((repair.matrix[0, 3] - 0.10677505).magnitude < 5e-9)
    #expect((repair.matrix[1, 2] + 0.65623269).magnitude < 5e-9)
    #expect((repair.distance - 2.1337291087089216).magnitude < 1e-9)
  }

  @Test(arguments: [2, 5, 20, 50]) func noCorrelationMatrixIsNearer(n: Int) {
    let matrix = Self.stressed(n, seed: UInt64(n))
    let repair = NearestCorrelation.higham(matrix)
    #expect(Self.isCorrelation(repair.matrix))
    #expect(repair.smallestEigenvalueAfter > -1e-11)
    let clipped = NearestCorrelation.clippingEigenvalues(matrix, floor: 0)
    #expect(repair.distance <= clipped.distance + 1e-12)
    // On the way to any other correlation matrix the distance does not fall.
    for seed in 0..<10 as Range<UInt64> {
      let other = NearestCorrelation.clippingEigenvalues(Self.stressed(n, seed: seed), floor: 0)
      var between = repair.matrix
      for i in between.storage.indices {
        between.storage[i] += 1e-3 * (other.matrix.storage[i] - between.storage[i])
      }
      #expect(between.frobeniusDistance(to: matrix) >= repair.distance - 1e-9)
    }
  }

  @Test func aCorrelationMatrixIsItsOwnNearest() {
    let matrix = Matrix([[1, 0.6], [0.6, 1]])
    let repair = NearestCorrelation.higham(matrix)
    #expect(repair.matrix == matrix)
    #expect(repair.distance == 0)
    #expect(repair.iterations == 0)
  }

  @Test func theIterationLimitIsReported() {
    let repair = NearestCorrelation.higham(Self.threeByThree, maximumIterations: 3)
    #expect(repair.iterations == 3)
    #expect(Self.isCorrelation(repair.matrix))
  }

  @Test func theSymmetricPartIsRepaired() {
    let skewed = Matrix([[1, 1.2, 0], [0.8, 1, 1], [0, 1, 1]])
    let repair = NearestCorrelation.higham(skewed)
    let symmetric = NearestCorrelation.higham(Self.threeByThree)
    #expect(largestDifference(repair.matrix.storage, symmetric.matrix.storage) < 1e-12)
    #expect(repair.distance > symmetric.distance)
  }

  @Test func edgeCases() {
    #expect(NearestCorrelation.higham(Matrix([[-3]])).matrix == Matrix([[1]]))
    #expect(NearestCorrelation.higham(Matrix([])).matrix == Matrix([]))
    #expect(NearestCorrelation.higham(Matrix(rows: 3, columns: 3)).matrix == .identity(3))
    let opposed = NearestCorrelation.higham(Matrix([[1, -5], [-5, 1]]))
    #expect(largestDifference(opposed.matrix.storage, [1, -1, -1, 1]) < 1e-12)
  }
}
