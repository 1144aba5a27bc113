internal import COpenBLAS

extension Cholesky {
  /// Turns independent shocks into correlated ones in place: X ← L X.
  ///
  /// - Parameters:
  ///   - tile: X, n × `width` row by row: factors in rows, scenarios contiguous.
  ///   - width: the number of scenarios in the tile.
  /// - Complexity: O(n² width / 2) multiplications.
  /// - Source: BLAS `dtrmm`.
  /// - Verified by: CholeskyCorrelateTests.
  public func correlate(_ tile: inout [Double], width: Int) {
    let n = lower.rows
    precondition(width >= 0 && tile.count == n * width, "the tile is not \(n) × \(width)")
    guard n > 0, width > 0 else { return }
    BLAS.useOneThread()
    cblas_dtrmm(
      CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit,
      Int32(n), Int32(width), 1, lower.storage, Int32(n), &tile, Int32(width))
  }
}
