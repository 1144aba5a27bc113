internal import COpenBLAS
internal import Foundation

/// The Cholesky factor of a symmetric positive definite matrix: A = L Lᵀ.
///
/// Only the lower triangle of the matrix is read. Rows are taken in the order given, without
/// pivoting, so a failure names the row that does not fit those before it.
///
/// Edge cases: the 0 × 0 matrix has a factor with log-determinant 0; a semidefinite matrix is
/// refused, or passes by rounding with a pivot near zero; see `NearestCorrelation.repairing`.
///
/// - Complexity: O(n³ / 3).
/// - Source: LAPACK `dpotrf`; Higham (2002), "Accuracy and Stability of Numerical Algorithms", 10.
/// - Verified by: CholeskyTests, ReferenceTests (linalg-cholesky).
public struct Cholesky: Sendable {
  /// L, n × n, zero above its positive diagonal.
  public let lower: Matrix

  init(lower: Matrix) { self.lower = lower }

  /// Factors an n × n matrix.
  ///
  /// - Throws: `NotPositiveDefinite` with the first row whose pivot is not positive, or the first
  ///   row with a value that is not finite.
  public init(_ matrix: Matrix) throws(NotPositiveDefinite) {
    let n = matrix.rows
    precondition(n == matrix.columns, "a \(n) × \(matrix.columns) matrix has no Cholesky factor")
    matrix.requireFullStorage()
    var factor = matrix
    for i in 0..<n {
      for j in 0..<n {
        if j > i {
          factor.storage[i * n + j] = 0
        } else if !factor.storage[i * n + j].isFinite {
          throw NotPositiveDefinite(pivot: i, value: .nan)
        }
      }
    }
    if n > 0 {
      BLAS.useOneThread()
      // Column-major "U" of the same buffer is row-major L: no transposition.
      let info = LAPACKE_dpotrf(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), Int32(n), &factor.storage, Int32(n))
      precondition(info >= 0, "dpotrf refused argument \(-info)")
      if info > 0 {
        let pivot = Int(info) - 1
        throw NotPositiveDefinite(pivot: pivot, value: factor[pivot, pivot])
      }
    }
    // Sums that overflowed leave a pivot that is not finite.
    if let pivot = (0..<n).first(where: { !(factor[$0, $0].isFinite && factor[$0, $0] > 0) }) {
      throw NotPositiveDefinite(pivot: pivot, value: .nan)
    }
    lower = factor
  }

  /// The natural logarithm of the determinant of A.
  public var logDeterminant: Double {
    2 * lower.diagonal.reduce(0) { $0 + log($1) }
  }
}
