internal import Glibc
public import PlimsollMarket
import PlimsollNumerics

extension RegimeModel {
  /// Calm and stressed states fitted to the rows of `panel`, with what a reader must know of the fit.
  ///
  /// - Throws: an `InputError` when the panel lacks returns somewhere, or nothing moves.
  /// - Verified by: RegimeModelPanelTests.
  public static func fitted(to panel: ReturnPanel) throws(InputError) -> (
    model: RegimeModel, diagnostics: [Diagnostic]
  ) {
    guard panel.isComplete else {
      throw .usage(
        "calm and stressed states need rows on which every factor has a price",
        remedy: "Choose `missing: complete` or `missing: proxy`.")
    }
    do {
      let fit = try RegimeSwitching(panel.returns, chains: panel.chains)
      return (RegimeModel(fit, factors: panel.factors), fit.diagnostics)
    } catch {
      throw .data(
        "prices.csv", "calm and stressed states cannot be told apart: \(error)",
        remedy: "Give a longer history, or choose another method.")
    }
  }

  /// The same states, with the probabilities that the rows of `panel` give the next bar.
  ///
  /// - Throws: an `InputError` when the model lacks a factor of the panel.
  /// - Complexity: O(rows × factors²).
  /// - Verified by: RegimeModelPanelTests.
  public func broughtForward(to panel: ReturnPanel) throws(InputError) -> RegimeModel {
    var model = try restricted(to: panel.factors)
    let moving = panel.factors.indices.filter { place in
      model.calm.volatilities[place] > 0 && model.stressed.volatilities[place] > 0
    }
    let columns = moving.map { panel.returns[$0] }
    let leaving = model.transition[0, 1] + model.transition[1, 0]
    let stressedShare = leaving > 0 ? model.transition[1, 0] / leaving : model.next[0]
    let filter = RegimeFilter(
      logDensities: (
        try model.stressed.logDensities(of: columns, moving),
        try model.calm.logDensities(of: columns, moving)
      ), chains: panel.chains, transition: model.transition,
      start: [stressedShare, 1 - stressedShare])
    if let last = filter.filtered.last {
      model.next = (0..<2).map {
        last * model.transition[0, $0] + (1 - last) * model.transition[1, $0]
      }
    }
    return model
  }
}

extension RegimeModel.State {
  /// The logarithm of the normal density of each row, but for the constant that states share.
  fileprivate func logDensities(of columns: [[Double]], _ moving: [Int]) throws(InputError)
    -> [Double]
  {
    let matrix = Matrix(moving.map { i in moving.map { j in correlation[i, j] } })
    let cholesky = try Dependence(correlation: matrix).factorised()
    let scales = moving.map { volatilities[$0] }
    let logDeterminant =
      scales.reduce(0) { $0 + log($1) }
      + scales.indices.reduce(0) { $0 + log(cholesky.lower[$1, $1]) }
    return (columns.first ?? []).indices.map { row in
      let whitened = cholesky.solveLower(zip(columns, scales).map { $0[row] / $1 })
      return -logDeterminant - 0.5 * whitened.reduce(0) { $0 + $1 * $1 }
    }
  }
}
