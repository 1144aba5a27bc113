import PlimsollMarket

/// A figure of a charge that may differ from one class of underlyings to another.
struct ByClass<Value: Sendable>: Sendable {
  private var values: [String: Value]
  private var rest: Value?
  private var classes: [RiskFactor: String]

  /// One figure for every underlying.
  init(_ value: Value) {
    values = [:]
    rest = value
    classes = [:]
  }

  /// Figures by class.
  ///
  /// - Parameters:
  ///   - rest: for underlyings in no class; nil when the venue lists none.
  ///   - classes: the class of each underlying that is in one.
  init(_ values: [String: Value], rest: Value?, classes: [RiskFactor: String]) {
    self.values = values
    self.rest = rest
    self.classes = classes
  }

  /// The figure for an underlying, or for a pair; nil when the pack has none.
  subscript(_ underlying: RiskFactor) -> Value? {
    classes[underlying].flatMap { values[$0] } ?? rest
  }

  /// The first class whose figure does not go with that of the same class in `other`, `""` for that of
  /// underlyings in no class.
  func firstClass<Other>(unlike other: ByClass<Other>, _ goesWith: (Value, Other) -> Bool)
    -> String?
  {
    let names = Set(values.keys).union(other.values.keys).sorted()
    if let name = names.first(where: { name in
      guard let own = values[name] ?? rest, let others = other.values[name] ?? other.rest else {
        return false
      }
      return !goesWith(own, others)
    }) {
      return name
    }
    guard let rest, let others = other.rest, !goesWith(rest, others) else { return nil }
    return ""
  }

  /// The figure for a holding: that of its pair, `BTC linear`, where the pack has one, else that of
  /// its underlying.
  ///
  /// - Throws: an `InputError` when the pack has none.
  func figure(for holding: VenueHolding, _ meaning: String, pack: String) throws(InputError)
    -> Value
  {
    let ofPair = classes[RiskFactor(holding.pair)].flatMap { values[$0] }
    if let value = ofPair ?? self[holding.underlying] { return value }
    throw .data(
      pack, "the pack has no \(meaning) for \(holding.underlying)",
      remedy: "Leave the underlying out of the book, or add it to a class of the pack.")
  }

  /// The figures with another value each.
  func map<Other>(_ change: (Value) -> Other) -> ByClass<Other> {
    ByClass<Other>(values.mapValues(change), rest: rest.map(change), classes: classes)
  }
}
