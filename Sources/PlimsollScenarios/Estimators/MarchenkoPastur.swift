public import PlimsollNumerics

/// The eigenvalues that a correlation matrix of independent variables would show by chance.
///
/// Eigenvalues of an estimate inside the band carry no more than noise; those above it are factors
/// that the variables share.
///
/// - Source: Marchenko and Pastur (1967); Laloux, Cizeau, Bouchaud and Potters (1999), "Noise
///   dressing of financial correlation matrices", Physical Review Letters 83, for the variance.
/// - Verified by: MarchenkoPasturTests.
public struct MarchenkoPastur: Sendable, Equatable {
  /// The smallest eigenvalue of noise.
  public let lower: Double
  /// The largest eigenvalue of noise.
  public let upper: Double

  /// The band of `variables` from `observations`: σ²(1 ∓ √(variables / observations))².
  ///
  /// - Parameter variance: what is left for noise; one unless factors take a part.
  public init(variables: Int, observations: Int, variance: Double = 1) {
    precondition(variables > 0 && observations > 0)
    let ratio = (Double(variables) / Double(observations)).squareRoot()
    lower = ratio < 1 ? variance * (1 - ratio) * (1 - ratio) : 0
    upper = variance * (1 + ratio) * (1 + ratio)
  }

  /// The band around the noise of a correlation matrix whose largest eigenvalue is the market's:
  /// σ² = 1 − λ₁ / variables.
  public init(beside largest: Double, variables: Int, observations: Int) {
    self.init(
      variables: variables, observations: observations,
      variance: variables > 1 ? max(0, 1 - largest / Double(variables)) : 1)
  }

  /// The share of `eigenvalues` at or below the upper edge and at or above the lower one.
  public func shareInside(_ eigenvalues: [Double]) -> Double {
    guard !eigenvalues.isEmpty else { return 0 }
    return Double(eigenvalues.count { $0 >= lower && $0 <= upper }) / Double(eigenvalues.count)
  }

  /// A correlation matrix with its noise smoothed, and what was kept.
  public struct Denoised: Sendable {
    /// The smoothed correlation.
    public let correlation: Matrix
    /// The number of eigenvalues kept as they were.
    public let kept: Int
    /// Their share of the total variance.
    public let explainedShare: Double
  }

  /// Replaces the eigenvalues at or below the band's upper edge by their mean (constant residual),
  /// keeps the eigenvectors, and brings the diagonal back to one.
  ///
  /// - Parameters:
  ///   - correlation: a correlation matrix.
  ///   - observations: how many it was estimated from.
  /// - Complexity: O(n³).
  /// - Source: López de Prado (2020), "Machine Learning for Asset Managers", section 2.5.1.
  /// - Verified by: MarchenkoPasturTests.
  public static func denoised(_ correlation: Matrix, observations: Int) -> Denoised {
    let size = correlation.rows
    guard size > 0 else { return Denoised(correlation: correlation, kept: 0, explainedShare: 0) }
    let eigen = SymmetricEigen(correlation)
    let band = MarchenkoPastur(
      beside: eigen.values.last ?? 1, variables: size, observations: observations)
    let noise = eigen.values.filter { $0 <= band.upper }
    let kept = size - noise.count
    let mean = noise.isEmpty ? 0 : max(0, noise.reduce(0, +) / Double(noise.count))
    let roots = eigen.values.map { max(0, $0 <= band.upper ? mean : $0).squareRoot() }
    var scaled = eigen.vectors
    for i in 0..<size { for j in 0..<size { scaled[i, j] *= roots[j] } }
    let smooth = scaled.multiplied(by: scaled.transposed)
    var result = SampleCovariance.correlation(of: smooth)
    // The product is symmetric up to rounding only.
    for i in 0..<size { for j in 0..<i { result[i, j] = result[j, i] } }
    return Denoised(
      correlation: result, kept: kept,
      explainedShare: eigen.values.suffix(kept).reduce(0, +) / Double(size))
  }
}
