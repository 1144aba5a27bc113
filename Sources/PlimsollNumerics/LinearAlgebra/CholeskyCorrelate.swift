internal import CPlimsollKernels

extension Cholesky {
  /// Turns independent shocks into correlated ones in place: X ← L X.
  ///
  /// Each element is Σⱼ Lᵢⱼ Xⱼ with j ascending, whatever the width, the strip of columns or the
  /// machine. That is why it is a loop of our own and not a BLAS call, whose rounding depends on
  /// both; it is also faster up to 200 factors.
  ///
  /// - Parameters:
  ///   - tile: X, n rows of `stride`: factors in rows, scenarios contiguous.
  ///   - width: how many scenarios of each row are wanted.
  ///   - stride: elements from one row to the next; nil for `width`.
  /// - Complexity: O(n² width / 2) multiplications, no allocation.
  /// - Source: Golub and Van Loan (2013), "Matrix Computations", section 1.2 (triangular products).
  /// - Verified by: CholeskyCorrelateTests, against BLAS.
  public func correlate(_ tile: inout [Double], width: Int, stride: Int? = nil) {
    let n = lower.rows
    let stride = stride ?? width
    precondition(width >= 0 && stride >= width, "rows of \(stride) do not hold \(width)")
    precondition(tile.count == n * stride, "the tile is not \(n) × \(stride)")
    guard n > 0, width > 0 else { return }
    plimsoll_correlate(lower.storage, Int64(n), &tile, Int64(width), Int64(stride))
  }

  /// The factor of the covariance matrix D A D, D the diagonal matrix of `deviations`: D L.
  public func scaled(by deviations: [Double]) -> Cholesky {
    precondition(deviations.count == lower.rows, "one deviation a row")
    var scaled = lower
    for i in 0..<lower.rows {
      for j in 0...i { scaled.storage[i * lower.rows + j] *= deviations[i] }
    }
    return Cholesky(lower: scaled)
  }
}
