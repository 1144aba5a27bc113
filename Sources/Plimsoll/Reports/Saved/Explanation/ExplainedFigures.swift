/// Figures of a table by account, rule and measure.
struct ExplainedFigures: Sendable {
  /// What names a figure.
  struct Key: Hashable, Sendable {
    var account, rule, measure: String
  }

  /// In the table's order.
  let keys: [Key]
  /// A blank cell has a key and no value.
  private(set) var values: [Key: Double] = [:]
  private(set) var errors: [Key: Double] = [:]

  /// - Parameter rule: columns whose cells together name the rule.
  /// - Parameter errorOf: the measure that the column of standard errors is about.
  init(_ table: CSVTable, rule: [String], measures: [String], errorOf: String) {
    func place(_ name: String) -> Int? { table.columns.firstIndex(of: name) }
    let accountPlace = place("account")
    let rulePlaces = rule.compactMap(place)
    let errorPlace = place("standard_error")
    var keys: [Key] = []
    for row in table.rows {
      guard let accountPlace else { continue }
      for measure in measures {
        guard let column = place(measure) else { continue }
        let key = Key(
          account: Self.text(row[accountPlace]),
          rule: rulePlaces.map { Self.text(row[$0]) }.joined(separator: " "), measure: measure)
        keys.append(key)
        values[key] = Self.number(row[column])
        if measure == errorOf, let errorPlace { errors[key] = Self.number(row[errorPlace]) }
      }
    }
    self.keys = keys
  }

  private static func text(_ value: CSVValue) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): NumberText.plain(number, significantDigits: nil)
    case .integer(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .blank: ""
    }
  }

  private static func number(_ value: CSVValue) -> Double? {
    switch value {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }
}
