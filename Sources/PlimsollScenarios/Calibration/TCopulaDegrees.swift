import PlimsollMarket
import PlimsollNumerics

/// The degrees of freedom of a t copula, once its correlation is known.
///
/// - Verified by: TCopulaTests.
struct TCopulaDegrees {
  /// Rows that all moving factors have.
  private let columns: [[Double]]
  /// The places of the moving factors in the matrix.
  private let moving: [Int]

  init(_ columns: [[Double]], moving: [Int]) throws(InputError) {
    let rows = (columns.first ?? []).indices.filter { row in
      columns.allSatisfy { !$0[row].isNaN }
    }
    guard rows.count >= ReturnPanel.fewestReturns else {
      throw .usage(
        "a t copula needs \(ReturnPanel.fewestReturns) rows on which every factor has a return, "
          + "there are \(rows.count)",
        remedy: "Choose `missing: proxy` or `dependence: {copula: gaussian}`.")
    }
    self.columns = columns.map { column in rows.map { column[$0] } }
    self.moving = moving
  }

  /// By pseudo-likelihood under `correlation`, to the digits that machines agree on.
  func fitted(to correlation: Matrix, diagnostics: inout [Diagnostic]) -> Double {
    let own = Matrix(moving.map { i in moving.map { j in correlation[i, j] } })
    let fewest = Dependence.fewestDegreesOfFreedom
    let fit = TCopulaFit(columns, estimate: own, fewest: fewest)
    if fit.isAtBound {
      diagnostics.append(
        Diagnostic(
          .warning, "copula",
          "degrees of freedom at the bound of \(fewest): factors are extreme together more often "
            + "than the model has them"))
    }
    return fit.degreesOfFreedom.rounded(toPlaces: 3)
  }
}
