/// In what a contract pays.
public enum Settlement: String, Sendable, Codable, CaseIterable {
  /// P&L in USD; size in units of the underlying.
  case linear
  /// P&L in the underlying coin; size in USD, of options in coin.
  case inverse
}
