/// A symmetric matrix has no Cholesky factor: a pivot is not positive.
///
/// - Verified by: CholeskyTests.
public struct NotPositiveDefinite: Error, Equatable, CustomStringConvertible {
  /// The first row, from zero, whose pivot fails.
  public let pivot: Int
  /// The failing pivot: the element on the diagonal less the squares of its row of the factor. NaN
  /// when the row holds a value that is not finite.
  public let value: Double

  /// A failure at a row with the value of its pivot.
  public init(pivot: Int, value: Double) {
    self.pivot = pivot
    self.value = value
  }

  /// The failure in words.
  public var description: String {
    value.isNaN
      ? "the matrix is not positive definite: row \(pivot) holds a value that is not finite"
      : "the matrix is not positive definite: the pivot of row \(pivot) is \(value)"
  }
}
