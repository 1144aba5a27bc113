public import PlimsollMarket
internal import PlimsollNumerics

extension Plausibility {
  /// What some given log returns say of the factors that are not given.
  public struct Conditional: Sendable {
    /// The law of the other factors: mean m₂ + Σ₂₁Σ₁₁⁻¹(x₁ − m₁), covariance Σ₂₂ − Σ₂₁Σ₁₁⁻¹Σ₁₂.
    public let rest: Plausibility
    /// The Mahalanobis distance of the given moves by themselves.
    public let distance: Double
    /// The given factors that move by the model.
    public let given: [RiskFactor]
  }

  /// The law that is left when some factors' log returns are given.
  ///
  /// A given factor that stands still by the model says nothing of the others. Under elliptical laws
  /// the mean is as stated; the covariance is exact for the normal, and proportional to that of any
  /// other.
  ///
  /// - Throws: an `InputError` when the conditional covariance is singular.
  /// - Complexity: O(n² given + n³).
  /// - Source: Kupiec (1998), "Stress testing in a value at risk framework", J. Derivatives 6(1);
  ///   McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", sections 6.1.3 and 6.3.2.
  /// - Verified by: PlausibilityTests.
  public func given(_ moves: [RiskFactor: Double]) throws(InputError) -> Conditional {
    let fixed = factors.indices.filter { moves[factors[$0]] != nil }
    let free = factors.indices.filter { moves[factors[$0]] == nil }
    let known = try marginal(of: fixed.map { factors[$0] })
    let values = fixed.map { moves[factors[$0]] ?? 0 }
    let lift = known.cholesky.solve(zip(values, known.mean).map { $0 - $1 })
    // Rows L₁⁻¹Σ₁₂: their products are what the given moves explain.
    let explained = free.map { j in known.cholesky.solveLower(fixed.map { covariance[$0, j] }) }
    let rest = try Plausibility(
      factors: free.map { factors[$0] }, still: still.filter { moves[$0] == nil },
      mean: free.map { j in
        zip(fixed, lift).reduce(mean[j]) { $0 + covariance[j, $1.0] * $1.1 }
      },
      covariance: Matrix(
        free.enumerated().map { a, i in
          free.enumerated().map { b, j in
            covariance[i, j] - zip(explained[a], explained[b]).reduce(0) { $0 + $1.0 * $1.1 }
          }
        }))
    return Conditional(
      rest: rest, distance: known.distance(of: values), given: known.factors)
  }

  /// Log returns of all factors that the others follow as one makes a log return of one: Σⱼᵢ/Σᵢᵢ.
  func following(_ factor: RiskFactor) -> [Double]? {
    place(of: factor).map { i in
      factors.indices.map { covariance[$0, i] / covariance[i, i] }
    }
  }
}
