internal import COpenBLAS

extension Matrix {
  /// The product of an m × k and a k × n matrix, m × n.
  ///
  /// - Complexity: O(m k n).
  /// - Source: BLAS `dgemm`.
  /// - Verified by: MatrixProductsTests.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(
      columns == other.rows,
      "a \(rows) × \(columns) matrix cannot multiply a \(other.rows) × \(other.columns) one")
    var result = Matrix(rows: rows, columns: other.columns)
    guard rows > 0, columns > 0, other.columns > 0 else { return result }
    requireFullStorage()
    other.requireFullStorage()
    BLAS.useOneThread()
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans,
      Int32(rows), Int32(other.columns), Int32(columns),
      1, storage, Int32(columns), other.storage, Int32(other.columns),
      0, &result.storage, Int32(other.columns))
    return result
  }

  /// The product of an m × n matrix and a vector of n, a vector of m.
  ///
  /// - Complexity: O(m n).
  /// - Source: BLAS `dgemv`.
  /// - Verified by: MatrixProductsTests.
  public func multiplied(by vector: [Double]) -> [Double] {
    precondition(
      columns == vector.count,
      "a \(rows) × \(columns) matrix cannot multiply a vector of \(vector.count)")
    var result = [Double](repeating: 0, count: rows)
    guard rows > 0, columns > 0 else { return result }
    requireFullStorage()
    BLAS.useOneThread()
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns),
      1, storage, Int32(columns), vector, 1, 0, &result, 1)
    return result
  }

  /// The transpose of an m × n matrix times the matrix itself: n × n, both halves filled, equal to
  /// its own transpose to the last bit.
  ///
  /// - Complexity: O(m n²), half the work of the general product.
  /// - Source: BLAS `dsyrk`.
  /// - Verified by: MatrixProductsTests.
  public func crossProduct() -> Matrix {
    var result = Matrix(rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return result }
    requireFullStorage()
    BLAS.useOneThread()
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows),
      1, storage, Int32(columns), 0, &result.storage, Int32(columns))
    for i in 0..<columns {
      for j in 0..<i { result.storage[j * columns + i] = result.storage[i * columns + j] }
    }
    return result
  }

  /// Traps when an assignment to `storage` changed its length, before C code would read past it.
  func requireFullStorage() {
    precondition(
      storage.count == rows * columns,
      "\(storage.count) values do not fill a \(rows) × \(columns) matrix")
  }
}
