internal import Glibc

/// One expiry of an SSVI surface: total variance by its value at the money, its lean, and how fast it
/// bends.
///
/// w(k) = θ/2 (1 + ρ φ k + √((φ k + ρ)² + 1 − ρ²)). Each is a `RawSVI` with three instead of five free
/// numbers, for which arbitrage is ruled out by closed conditions.
///
/// - Source: Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces"; Hendriks and
///   Martini (2019), "The extended SSVI volatility surface", J. Computational Finance 22.
/// - Verified by: SSVISliceTests.
public struct SSVISlice: Sendable, Equatable {
  /// Total variance at the money, θ.
  public let theta: Double
  /// How far the slice leans, ρ, between -1 and 1.
  public let rho: Double
  /// How fast it bends, φ, above zero.
  public let phi: Double

  /// A slice.
  public init(theta: Double, rho: Double, phi: Double) {
    precondition(theta > 0 && abs(rho) < 1 && phi > 0, "theta \(theta), rho \(rho), phi \(phi)")
    self.theta = theta
    self.rho = rho
    self.phi = phi
  }

  /// θφ, which is twice the mean slope of the wings.
  public var psi: Double { theta * phi }

  /// The same curve in raw parameters.
  public var raw: RawSVI {
    let width = (1 - rho * rho).squareRoot()
    return RawSVI(
      a: 0.5 * theta * (1 - rho * rho), b: 0.5 * psi, rho: rho, m: -rho / phi, sigma: width / phi)
  }

  /// Whether the closed conditions rule out butterfly arbitrage: θφ(1 + |ρ|) < 4 and
  /// θφ²(1 + |ρ|) ≤ 4.
  ///
  /// Sufficient, and not far from necessary: a slice that misses them may still be free of it.
  ///
  /// - Source: Gatheral and Jacquier (2014), theorem 4.2.
  public var meetsButterflyConditions: Bool {
    psi * (1 + abs(rho)) < 4 && psi * phi * (1 + abs(rho)) <= 4
  }

  /// Whether the closed conditions rule out that this slice ever lies below an `earlier` one: θ does
  /// not fall, neither wing gets flatter, and φ does not rise.
  ///
  /// - Source: Hendriks and Martini (2019), proposition 3.1; Corbetta, Cohort, Laachir and Martini
  ///   (2019), "Robust calibration and arbitrage-free interpolation of SSVI slices".
  public func meetsCalendarConditions(after earlier: SSVISlice) -> Bool {
    theta >= earlier.theta && psi * (1 - rho) >= earlier.psi * (1 - earlier.rho)
      && psi * (1 + rho) >= earlier.psi * (1 + earlier.rho) && phi <= earlier.phi
  }
}

/// How φ follows from θ on an SSVI surface of three numbers: φ(θ) = η θ^(−γ) (1 + θ)^(γ − 1).
///
/// With one ρ for all expiries, 0 < γ ≤ 1/2 and η (1 + |ρ|) ≤ 2 such a surface is free of arbitrage
/// whenever θ does not fall with time.
///
/// - Source: Gatheral and Jacquier (2014), section 4, equation 4.5.
/// - Verified by: SSVISliceTests.
public struct PowerLawSSVI: Sendable, Equatable {
  /// The lean of every expiry.
  public let rho: Double
  /// η, above zero.
  public let eta: Double
  /// γ.
  public let gamma: Double

  /// A surface.
  public init(rho: Double, eta: Double, gamma: Double) {
    self.rho = rho
    self.eta = eta
    self.gamma = gamma
  }

  /// Whether the parameters rule out arbitrage.
  public var isFreeOfArbitrage: Bool {
    gamma > 0 && gamma <= 0.5 && eta * (1 + abs(rho)) <= 2
  }

  /// The slice with total variance `theta` at the money.
  public func slice(theta: Double) -> SSVISlice {
    SSVISlice(
      theta: theta, rho: rho, phi: eta * pow(theta, -gamma) * pow(1 + theta, gamma - 1))
  }
}
