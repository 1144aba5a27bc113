public import PlimsollNumerics

/// Margins of several products as one, by their correlations: sqrt(m'Rm), with short ones negative.
///
/// However well they offset each other, at most a part of the gross sum is taken off.
///
/// - Source: variance–covariance aggregation; the reference values of margin-netting-collateral.
/// - Verified by: CorrelatedMarginTests, ReferenceTests (margin-netting-collateral).
public struct CorrelatedMargin: Sendable, Equatable {
  /// The sum of the margins without sign.
  public let gross: Double
  /// sqrt(m'Rm), zero when rounding takes the square below it.
  public let correlated: Double
  /// The most that offsets take off, as a fraction of the gross sum, from 0 to 1.
  public let offsetCap: Double

  /// Aggregates signed margins of products, long positive.
  public init(signedMargins: [Double], correlation: Matrix, offsetCap: Double = 1) {
    precondition(
      correlation.rows == signedMargins.count && correlation.columns == signedMargins.count,
      "one row and one column a product")
    precondition(offsetCap >= 0 && offsetCap <= 1, "an offset cap of \(offsetCap)")
    gross = signedMargins.reduce(0) { $0 + abs($1) }
    var square = 0.0
    for row in signedMargins.indices {
      for column in signedMargins.indices {
        square += signedMargins[row] * correlation[row, column] * signedMargins[column]
      }
    }
    correlated = max(0, square).squareRoot()
    self.offsetCap = offsetCap
  }

  /// What must be posted: the correlated margin, but never less than the cap leaves of the gross sum.
  public var required: Double { max(correlated, gross * (1 - offsetCap)) }
}
