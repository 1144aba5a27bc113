internal import PlimsollMarket

/// The ends of a range that a design spreads points over: `0.95..0.999`; whole numbers when both ends
/// are written as such.
///
/// - Verified by: SweepDesignTests.
struct FieldBounds: Sendable, Hashable {
  let low: Double
  let high: Double
  let isWhole: Bool

  /// Larger whole numbers are not exact as doubles.
  private static let mostWhole = 1e15

  /// Nil when `text` is not two numbers with two points between them.
  ///
  /// - Throws: an `InputError` when the first is not below the second.
  init?(_ text: String) throws(InputError) {
    let parts = text.components(partedBy: "..")
    guard parts.count == 2, let low = VariedField.number(parts[0]),
      let high = VariedField.number(parts[1])
    else { return nil }
    guard low < high, abs(low) <= Self.mostWhole, abs(high) <= Self.mostWhole else {
      throw .usage(
        "the bounds \(text) do not go from a number to a larger one",
        remedy: "Write low..high, such as 0.95..0.999.")
    }
    self.low = low
    self.high = high
    isWhole = parts.allSatisfy { Int($0) != nil }
  }
}

extension String {
  /// The texts before, between and after the places where `separator` stands.
  fileprivate func components(partedBy separator: String) -> [String] {
    var parts = [""]
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(separator) {
        parts.append("")
        rest = rest.dropFirst(separator.count)
      } else {
        parts[parts.count - 1].append(rest.removeFirst())
      }
    }
    return parts
  }
}
