/// A correlation matrix that replaces one that was not, with what the repair cost.
///
/// - Verified by: CorrelationRepairTests.
public struct CorrelationRepair: Sendable, Equatable {
  /// The repaired matrix: symmetric, with ones on the diagonal.
  public let matrix: Matrix
  /// The Frobenius distance from the matrix that was given.
  public let distance: Double
  /// The smallest eigenvalue of the matrix that was given.
  public let smallestEigenvalueBefore: Double
  /// The smallest eigenvalue of the repaired matrix.
  public let smallestEigenvalueAfter: Double
  /// The number of projections onto the semidefinite matrices; the maximum allowed means that they
  /// had not settled.
  public let iterations: Int

  /// A repair with its figures.
  public init(
    matrix: Matrix, distance: Double, smallestEigenvalueBefore: Double,
    smallestEigenvalueAfter: Double, iterations: Int
  ) {
    self.matrix = matrix
    self.distance = distance
    self.smallestEigenvalueBefore = smallestEigenvalueBefore
    self.smallestEigenvalueAfter = smallestEigenvalueAfter
    self.iterations = iterations
  }
}

extension NearestCorrelation {
  /// The nearest correlation matrix that a Cholesky factorisation can use: `higham`, then a floor on
  /// the eigenvalues. Nil when nothing needs repair, and then nothing was changed.
  ///
  /// Nothing needs repair when the matrix is symmetric and its diagonal one, both within 1e-12, its
  /// smallest eigenvalue is at least the floor, and its Cholesky factorisation succeeds. So does
  /// that of the result, whose smallest eigenvalue is at least the floor as well: repairing the
  /// result again gives nil.
  ///
  /// - Parameters:
  ///   - matrix: n × n.
  ///   - eigenvalueFloor: from 0 to 1; below about n ε rounding decides.
  /// - Returns: the repair, its distance from the input to the final matrix.
  /// - Complexity: O(n³) an iteration of `higham`.
  /// - Source: Higham (2002); the floor is that of `clippingEigenvalues`.
  /// - Verified by: CorrelationRepairTests.
  public static func repairing(
    _ matrix: Matrix, eigenvalueFloor: Double = 1e-10
  ) -> CorrelationRepair? {
    precondition((0...1).contains(eigenvalueFloor), "an eigenvalue floor of \(eigenvalueFloor)")
    if matrix.isNearlyUnitSymmetric, isUsable(matrix, floor: eigenvalueFloor) { return nil }
    let nearest = higham(matrix)
    let clipped = clippingEigenvalues(nearest.matrix, floor: eigenvalueFloor)
    var result = clipped.matrix
    var smallest = clipped.smallestEigenvalueAfter
    // Scaling and rounding took a little off the floor; a little of the identity gives it back.
    var weight = max((eigenvalueFloor - smallest) / (1 - smallest), Double.ulpOfOne)
    while !isUsable(result, floor: eigenvalueFloor) {
      result = clipped.matrix.mixedWithIdentity(weight: weight)
      smallest = SymmetricEigen(result).smallest
      weight = min(1, 2 * weight)
    }
    return CorrelationRepair(
      matrix: result, distance: result.frobeniusDistance(to: matrix),
      smallestEigenvalueBefore: nearest.smallestEigenvalueBefore,
      smallestEigenvalueAfter: smallest, iterations: nearest.iterations)
  }

  /// Whether the eigenvalues reach the floor and a Cholesky factor exists.
  private static func isUsable(_ matrix: Matrix, floor: Double) -> Bool {
    guard SymmetricEigen(matrix).smallest >= floor else { return false }
    do {
      _ = try Cholesky(matrix)
      return true
    } catch {
      return false
    }
  }
}

extension Matrix {
  /// The mean with the identity, whose diagonal is one if that of the matrix is.
  fileprivate func mixedWithIdentity(weight: Double) -> Matrix {
    var result = self
    for i in result.storage.indices { result.storage[i] *= 1 - weight }
    return result.withUnitDiagonal
  }

  /// Whether the diagonal is one and the halves agree, within 1e-12.
  fileprivate var isNearlyUnitSymmetric: Bool {
    for i in 0..<rows {
      guard (self[i, i] - 1).magnitude <= 1e-12 else { return false }
      for j in 0..<i where (self[i, j] - self[j, i]).magnitude > 1e-12 { return false }
    }
    return true
  }
}
