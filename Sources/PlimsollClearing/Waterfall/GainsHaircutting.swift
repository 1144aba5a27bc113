/// Variation margin gains cut by one ratio to fill a shortfall; those who lose pay in full.
///
/// h = min(1, shortfall / Σ max(0, gain)); a gain G is paid as G (1 − h). Payments to winners plus
/// haircuts are their gains.
///
/// - Source: METHODS (VMGH); ISDA (2013), "CCP loss allocation at the end of the waterfall".
/// - Verified by: GainsHaircuttingTests, ReferenceTests (margin-vmgh-pro-rata).
public struct GainsHaircutting: Sendable, Equatable {
  /// The part of every gain that is kept back, from 0 to 1; zero without gains.
  public let ratio: Double
  /// By gain, what is kept back.
  public let haircuts: [Double]
  /// By gain, what is paid; a loss is unchanged.
  public let paid: [Double]
  /// What the haircuts bring.
  public let absorbed: Double
  /// The shortfall that is left.
  public let unfunded: Double

  /// Fills `shortfall`, not negative, from `gains`, of which losses are negative.
  ///
  /// - Parameter unit: the smallest sum that can be paid, of which all amounts are multiples; nil
  ///   cuts exactly.
  public init(_ gains: [Double], shortfall: Double, unit: Double? = nil) {
    precondition(shortfall >= 0, "a shortfall of \(shortfall)")
    let winners = gains.map { max(0, $0) }
    let total = winners.reduce(0, +)
    absorbed = min(shortfall, total)
    unfunded = shortfall - absorbed
    ratio = total > 0 ? min(1, shortfall / total) : 0
    haircuts =
      shortfall >= total ? winners : ProRata.shares(of: shortfall, weights: winners, unit: unit)
    paid = zip(gains, haircuts).map { $0 - $1 }
  }
}
