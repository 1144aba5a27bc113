/// One asset of collateral with its haircuts and the most that counts of it.
///
/// Counted value = min(cap, quantity × price × (1 − haircut) × (1 − currency haircut)).
///
/// - Source: clearing houses' collateral schedules; the reference values of
///   margin-netting-collateral.
/// - Verified by: CappedCollateralTests, ReferenceTests (margin-netting-collateral).
public struct CappedCollateral: Sendable, Equatable {
  /// The asset.
  public var asset: String
  /// Units of it.
  public var quantity: Double
  /// USD per unit.
  public var price: Double
  /// Taken off for the asset's own risk, from 0 to 1.
  public var haircut: Double
  /// Taken off what is left for the risk of its currency, from 0 to 1.
  public var currencyHaircut: Double
  /// The most that counts, in USD; nil for no limit.
  public var cap: Double?

  /// An asset.
  public init(
    asset: String, quantity: Double, price: Double, haircut: Double = 0,
    currencyHaircut: Double = 0, cap: Double? = nil
  ) {
    self.asset = asset
    self.quantity = quantity
    self.price = price
    self.haircut = haircut
    self.currencyHaircut = currencyHaircut
    self.cap = cap
  }

  /// At market.
  public var value: Double { quantity * price }
  /// Less both haircuts.
  public var afterHaircuts: Double { value * (1 - haircut) * (1 - currencyHaircut) }
  /// What counts towards margin.
  public var counted: Double { min(afterHaircuts, cap ?? .infinity) }
}

extension [CappedCollateral] {
  /// What counts towards margin together.
  public var counted: Double { reduce(0) { $0 + $1.counted } }

  /// What is there beyond a margin requirement; negative when some is missing.
  public func excess(over requirement: Double) -> Double { counted - requirement }
}
