internal import COpenBLAS

extension Cholesky {
  /// The solution x of A x = b; b and x have n values.
  ///
  /// - Complexity: O(n²).
  /// - Source: BLAS `dtrsv`, forward with L, backward with Lᵀ.
  /// - Verified by: CholeskySolveTests, ReferenceTests (linalg-cholesky).
  public func solve(_ b: [Double]) -> [Double] {
    substitute(CblasTrans, in: substitute(CblasNoTrans, in: b))
  }

  /// The solution x of L x = b: independent shocks from correlated ones; b and x have n values.
  ///
  /// - Complexity: O(n²).
  /// - Source: BLAS `dtrsv`.
  /// - Verified by: CholeskySolveTests, ReferenceTests (linalg-cholesky).
  public func solveLower(_ b: [Double]) -> [Double] {
    substitute(CblasNoTrans, in: b)
  }

  /// Solves with L or its transpose.
  private func substitute(_ transpose: CBLAS_TRANSPOSE, in b: [Double]) -> [Double] {
    let n = lower.rows
    precondition(b.count == n, "\(b.count) values on the right of a system of \(n)")
    guard n > 0 else { return [] }
    var x = b
    BLAS.useOneThread()
    cblas_dtrsv(
      CblasRowMajor, CblasLower, transpose, CblasNonUnit,
      Int32(n), lower.storage, Int32(n), &x, 1)
    return x
  }
}
