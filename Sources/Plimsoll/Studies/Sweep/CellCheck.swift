internal import PlimsollMarket

/// What must not hold in any cell: `initial_margin > 3e6 and rule.level >= 0.99`.
///
/// - Verified by: CellCheckTests.
struct CellCheck: Sendable, Hashable {
  private enum Comparison: String, CaseIterable {
    case atMost = "<=", atLeast = ">=", equal = "==", unequal = "!=", below = "<", above = ">"

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .atMost: left <= right
      case .atLeast: left >= right
      case .equal: left == right
      case .unequal: left != right
      case .below: left < right
      case .above: left > right
      }
    }
  }

  private struct Condition: Hashable {
    var name: String
    var comparison: Comparison
    var number: Double
  }

  /// As it was written.
  let text: String
  private let conditions: [Condition]

  /// Reads comparisons of a column of `sweep.csv` with a number, joined by `and`.
  init(_ text: String) throws(InputError) {
    self.text = text
    var conditions: [Condition] = []
    var words = text.split(whereSeparator: \.isWhitespace)[...]
    while true {
      guard let condition = Self.condition(words.prefix { $0 != "and" }.joined()) else {
        throw .usage(
          "--fail-on \"\(text)\" is not a comparison of a column with a number",
          remedy: "Write --fail-on \"initial_margin > 3e6\"; join several by `and`.")
      }
      conditions.append(condition)
      words = words.drop { $0 != "and" }
      if words.isEmpty { break }
      words = words.dropFirst()
    }
    self.conditions = conditions
  }

  private static func condition(_ text: String) -> Condition? {
    // Of the signs that stand first, the longer one: <= before <.
    guard let start = text.firstIndex(where: "<>=!".contains),
      let sign = Comparison.allCases.first(where: { text[start...].hasPrefix($0.rawValue) }),
      let number = VariedField.number(String(text[start...].dropFirst(sign.rawValue.count))),
      start > text.startIndex
    else { return nil }
    return Condition(name: String(text[..<start]), comparison: sign, number: number)
  }

  /// Refuses a column that the sweep does not have.
  func requireColumns(_ known: [String]) throws(InputError) {
    for condition in conditions where !known.contains(condition.name) {
      throw .usage(
        "--fail-on \"\(text)\": the sweep has no column \(condition.name)",
        remedy: InputError.suggestion(for: condition.name, among: known))
    }
  }

  /// Whether all its comparisons hold; one of a column that is blank does not.
  func holds(_ value: (_ column: String) -> Double?) -> Bool {
    conditions.allSatisfy { condition in
      value(condition.name).map { condition.comparison.holds($0, condition.number) } ?? false
    }
  }
}
