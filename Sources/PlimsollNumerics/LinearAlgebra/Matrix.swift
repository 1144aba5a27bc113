/// A dense matrix of doubles, row by row in one contiguous array.
///
/// The element in row i and column j is `storage[i * columns + j]`. Either side may be zero.
///
/// Edge cases: two matrices with a NaN in the same place are not equal; `0 × 3` and `0 × 0` are
/// different matrices; an assignment to `storage` that changes its length is a mistake that the
/// next product or factorisation reports by a trap.
///
/// - Verified by: MatrixTests.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements row by row, `rows * columns` of them.
  public var storage: [Double]

  /// A matrix with the same value everywhere.
  public init(rows: Int, columns: Int, repeating: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) × \(columns) elements")
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: repeating, count: rows * columns)
  }

  /// A matrix from its elements row by row; `storage` holds `rows * columns` values.
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) × \(columns) elements")
    precondition(
      storage.count == rows * columns,
      "\(storage.count) values do not fill a \(rows) × \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// A matrix from a list of rows of one length; no rows make the 0 × 0 matrix.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "the rows differ in length")
    self.init(rows: rows.count, columns: columns, storage: Array(rows.joined()))
  }

  /// The identity of order n.
  public static func identity(_ n: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: n))
  }

  /// The square matrix with `values` on the diagonal and zero elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The element in a row and a column, both from zero.
  @inlinable
  public subscript(_ row: Int, _ column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return storage[row &* columns &+ column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      storage[row &* columns &+ column] = newValue
    }
  }
}
