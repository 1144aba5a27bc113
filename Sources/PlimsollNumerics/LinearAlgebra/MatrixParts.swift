extension Matrix {
  /// A copy of row i, from zero.
  public func row(_ i: Int) -> [Double] {
    precondition(i >= 0 && i < rows, "no row \(i) in a matrix of \(rows)")
    return Array(storage[i * columns..<(i + 1) * columns])
  }

  /// A copy of column j, from zero.
  public func column(_ j: Int) -> [Double] {
    precondition(j >= 0 && j < columns, "no column \(j) in a matrix of \(columns)")
    return (0..<rows).map { storage[$0 * columns + j] }
  }

  /// The elements whose row and column agree, `min(rows, columns)` of them.
  public var diagonal: [Double] {
    (0..<min(rows, columns)).map { storage[$0 * columns + $0] }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.storage[j * rows + i] = storage[i * columns + j] }
    }
    return result
  }

  /// Whether the matrix is square and equals its transpose to the last bit; a NaN makes it false.
  public var isSymmetric: Bool {
    guard rows == columns else { return false }
    for i in 0..<rows {
      for j in 0...i where storage[i * columns + j] != storage[j * columns + i] { return false }
    }
    return true
  }

  /// The square root of the sum of squared differences to a matrix of the same shape.
  ///
  /// - Complexity: O(rows × columns).
  /// - Verified by: MatrixPartsTests.
  public func frobeniusDistance(to other: Matrix) -> Double {
    precondition(rows == other.rows && columns == other.columns, "the shapes differ")
    var sum = 0.0
    for (a, b) in zip(storage, other.storage) { sum += (a - b) * (a - b) }
    return sum.squareRoot()
  }

  /// The mean of a square matrix and its transpose.
  var symmetricPart: Matrix {
    precondition(rows == columns, "a \(rows) × \(columns) matrix has no symmetric part")
    var result = self
    for i in 0..<rows {
      for j in 0..<i {
        let mean = 0.5 * storage[i * columns + j] + 0.5 * storage[j * columns + i]
        result.storage[i * columns + j] = mean
        result.storage[j * columns + i] = mean
      }
    }
    return result
  }
}
