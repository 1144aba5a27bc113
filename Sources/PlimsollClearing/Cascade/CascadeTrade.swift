/// A trade that has to be made.
struct CascadeTrade {
  /// Nil for the backstop.
  var account: Int?
  /// The leg; meaningless for the backstop.
  var leg: Int
  var unit: Int
  /// Contracts taken off: above zero of a long, which are sold.
  var quantity: Double
  var kind: CascadeRecord.Trade.Kind

  /// Whether it moves the market; what is closed against another account does not.
  var isTradedInMarket: Bool {
    switch kind {
    case .liquidation, .bankruptcy, .unwind, .closeOut, .backstop: true
    case .deleveraged, .deleveraging, .takeover: false
    }
  }

  /// Whether a liquidation fee is due.
  var paysFee: Bool { kind == .liquidation || kind == .bankruptcy }

  /// USD by delta, negative for a sale.
  func volume(_ marks: CascadeMarks) -> Double { -quantity * marks.deltas[unit] }
}
