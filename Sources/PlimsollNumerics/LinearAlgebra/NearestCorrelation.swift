/// Correlation matrices near a matrix that is not one: stressed by hand, or estimated in pieces.
///
/// Of a matrix that is not symmetric the symmetric part is repaired; values must be finite.
///
/// - Source: Higham (2002), "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22.
/// - Verified by: NearestCorrelationTests, ReferenceTests (linalg-nearest-corr).
public enum NearestCorrelation {
  /// The correlation matrix at the smallest Frobenius distance, by alternating projections with
  /// Dykstra's correction.
  ///
  /// The result is singular unless the input was a correlation matrix, which is returned as it is
  /// after no iterations; use `repairing` when a Cholesky factor is needed.
  ///
  /// - Parameters:
  ///   - matrix: n × n; its diagonal counts towards the distance.
  ///   - tolerance: the change between iterations, over the norm, at which to stop.
  ///   - maximumIterations: at least 1.
  /// - Complexity: O(n³) an iteration; convergence is linear, tens of iterations as a rule.
  /// - Source: Higham (2002), algorithm 3.3.
  /// - Verified by: NearestCorrelationTests, ReferenceTests (linalg-nearest-corr).
  public static func higham(
    _ matrix: Matrix, tolerance: Double = 1e-13, maximumIterations: Int = 10_000
  ) -> CorrelationRepair {
    precondition(maximumIterations >= 1, "no iterations allowed")
    var current = matrix.symmetricPart
    var eigen = SymmetricEigen(current)
    let before = eigen.smallest
    if before >= 0, matrix.isSymmetric, matrix.diagonal.allSatisfy({ $0 == 1 }) {
      return CorrelationRepair(
        matrix: matrix, distance: 0, smallestEigenvalueBefore: before,
        smallestEigenvalueAfter: before, iterations: 0)
    }
    var uncorrected = current
    var iterations = 0
    while true {
      iterations += 1
      let semidefinite = eigen.matrix(withValues: eigen.values.map { max($0, 0) })
      let next = semidefinite.withUnitDiagonal
      let change = next.frobeniusDistance(to: current)
      let norm = next.frobeniusDistance(to: Matrix(rows: next.rows, columns: next.columns))
      current = next
      if change <= tolerance * norm || iterations == maximumIterations { break }
      // Dykstra: take off what the last projection onto the cone added.
      for i in current.storage.indices {
        uncorrected.storage[i] =
          current.storage[i] - (semidefinite.storage[i] - uncorrected.storage[i])
      }
      eigen = SymmetricEigen(uncorrected)
    }
    for i in current.storage.indices { current.storage[i] = min(1, max(-1, current.storage[i])) }
    return CorrelationRepair(
      matrix: current, distance: current.frobeniusDistance(to: matrix),
      smallestEigenvalueBefore: before, smallestEigenvalueAfter: SymmetricEigen(current).smallest,
      iterations: iterations)
  }
}
