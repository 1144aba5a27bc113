import Plimsoll
import Testing

extension ReferenceMethod {
  /// The factor of a matrix with its solutions and eigenvalues, or the row where there is none.
  static let cholesky = ReferenceMethod(prefix: "linalg-cholesky-", key: "eigenvalues_ascending") {
    expected in
    let file = expected.file
    let matrix = try file.matrix("matrix")
    let eigen = SymmetricEigen(matrix)
    expected["eigenvalues_ascending"].agrees(with: eigen.values)
    expected["condition_number_2norm"].agrees(with: eigen.conditionNumber)
    expected["numpy_max_abs_diff_in_L"].isRemark()

    let factor: Cholesky
    do throws(NotPositiveDefinite) {
      factor = try Cholesky(matrix)
    } catch {
      expected["is_positive_definite"].equals(false)
      expected["first_failing_pivot_index_zero_based"].equals(error.pivot)
      expected["failing_pivot_value"].agrees(with: error.value)
      return
    }
    expected["is_positive_definite"].equals(true)
    expected["cholesky_lower"].agrees(with: factor.lower)
    expected["log_det"].agrees(with: factor.logDeterminant)
    if file.inputs["rhs"] != nil {
      let side = try file.numbers("rhs")
      expected["L_inverse_rhs"].agrees(with: factor.solveLower(side))
      expected["A_inverse_rhs"].agrees(with: factor.solve(side))
    }
    // The file's own bound on backward stability, whatever the condition.
    let product = factor.lower.multiplied(by: factor.lower.transposed)
    let error = zip(product.storage, matrix.storage).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= 4 * Double(matrix.rows) * Double.ulpOfOne, "\(file.name): L Lᵀ is not A")
  }
}
