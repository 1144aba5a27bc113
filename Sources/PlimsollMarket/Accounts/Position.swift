/// A signed holding of one instrument in one account.
public struct Position: Sendable, Equatable {
  /// The instrument held.
  public var instrument: Instrument
  /// Contracts, negative when short; size = quantity × contract size.
  public var quantity: Double
  /// The price it was opened at; nil means that no P&L is unrealised.
  public var entryPrice: Double?

  /// A holding of `instrument`.
  public init(instrument: Instrument, quantity: Double, entryPrice: Double? = nil) {
    self.instrument = instrument
    self.quantity = quantity
    self.entryPrice = entryPrice
  }

  /// Quantity × contract size: units of the underlying (linear) or USD (inverse).
  public var size: Double { quantity * instrument.contractSize }
}
