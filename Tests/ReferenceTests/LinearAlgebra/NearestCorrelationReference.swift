import Plimsoll

extension ReferenceMethod {
  /// The nearest correlation matrix, and the one by clipped eigenvalues at several floors.
  static let nearestCorrelation = ReferenceMethod(
    prefix: "linalg-nearest-corr-", key: "nearest_correlation"
  ) { expected in
    let matrix = try expected.file.matrix("matrix")
    let repair = NearestCorrelation.higham(matrix)
    let distance = "frobenius_distance"
    expected["nearest_correlation"].agrees(with: repair.matrix)
    expected[distance].agrees(with: repair.distance)
    expected["input_min_eigenvalue"].agrees(with: repair.smallestEigenvalueBefore, as: distance)
    expected["input_eigenvalues"].agrees(with: SymmetricEigen(matrix).values, as: distance)
    expected["nearest_min_eigenvalue_is_zero_within"].isAtLeast(abs(repair.smallestEigenvalueAfter))

    let floors = expected["eigenvalue_clipping_floor"]
    for key in floors.keys {
      guard let floor = Double(key) else { throw ReferenceError.input("expected.\(floors.key)") }
      let clipped = NearestCorrelation.clippingEigenvalues(matrix, floor: floor)
      floors[key]["unit_diag_rescaled"].agrees(with: clipped.matrix)
      floors[key]["frobenius_distance_to_scaled_input"].agrees(with: clipped.distance)
    }

    expected["cross_check"].isRemark()
    expected["statsmodels_corr_clipped_max_abs_diff"].isRemark()
    // Iterated clipping: another correlation matrix, so it cannot be nearer.
    for key in expected.keys where key.hasPrefix("statsmodels_corr_nearest") {
      guard let rows = expected[key].value?.rows else { throw ReferenceError.input(key) }
      let other = Matrix(rows).frobeniusDistance(to: matrix)
      expected[key].settle(repair.distance <= other + 1e-9 ? 0 : .infinity, "\(repair.distance)")
    }
  }
}
