internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix: A = V diag(λ) Vᵀ.
///
/// Only the lower triangle is read. The sign of a vector is arbitrary, as is the basis of a
/// repeated eigenvalue; both may differ between processors.
///
/// - Complexity: O(n³).
/// - Source: LAPACK `dsyevd` (divide and conquer).
/// - Verified by: SymmetricEigenTests, ReferenceTests (linalg-cholesky).
public struct SymmetricEigen: Sendable {
  /// The n eigenvalues, ascending.
  public let values: [Double]
  /// The orthonormal eigenvectors, n × n, column j belonging to `values[j]`.
  public let vectors: Matrix

  /// Decomposes an n × n matrix of finite values.
  public init(_ matrix: Matrix) {
    let n = matrix.rows
    precondition(n == matrix.columns, "a \(n) × \(matrix.columns) matrix is not symmetric")
    precondition(matrix.storage.allSatisfy(\.isFinite), "the matrix holds a value not finite")
    matrix.requireFullStorage()
    var rows = matrix
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      BLAS.useOneThread()
      // Column-major "U" of the buffer is its row-major lower triangle; vectors come back as rows.
      let info = LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")),
        Int32(n), &rows.storage, Int32(n), &values)
      precondition(info == 0, "dsyevd did not converge (\(info))")
    }
    self.values = values
    vectors = rows.transposed
  }

  /// The largest eigenvalue by size over the smallest by size; infinity when the matrix is singular
  /// to working precision, which is when the smallest is at most n ε of the largest.
  ///
  /// - Source: the 2-norm condition number of a symmetric matrix; the threshold is that of
  ///   `numpy.linalg.matrix_rank`.
  public var conditionNumber: Double {
    let sizes = values.map(\.magnitude)
    guard let largest = sizes.max(), let smallest = sizes.min() else { return 1 }
    let noise = Double(values.count) * Double.ulpOfOne * largest
    return smallest > noise ? largest / smallest : .infinity
  }

  /// The smallest eigenvalue, or infinity of a 0 × 0 matrix.
  var smallest: Double { values.first ?? .infinity }

  /// V diag(values) Vᵀ for other eigenvalues, all at least zero; symmetric to the last bit.
  func matrix(withValues values: [Double]) -> Matrix {
    let n = vectors.rows
    precondition(values.count == n && values.allSatisfy { $0 >= 0 })
    let roots = values.map { $0.squareRoot() }
    var scaled = Matrix(rows: n, columns: n)
    for j in 0..<n where roots[j] > 0 {
      for i in 0..<n { scaled.storage[j * n + i] = roots[j] * vectors.storage[i * n + j] }
    }
    return scaled.crossProduct()
  }
}
