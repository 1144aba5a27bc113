/// One field of a `CSVTable`.
public enum CSVValue: Equatable, Sendable {
  /// Words, quoted in the file when they must be.
  case text(String)
  /// A finite number; NaN or infinity is a programming error.
  case number(Double)
  /// A whole number, never rounded.
  case integer(Int)
  /// Nothing: a value that does not exist, such as a bound that cannot be attained.
  case blank

  /// The number, or a blank for nil.
  public static func optional(_ x: Double?) -> CSVValue { x.map(CSVValue.number) ?? .blank }

  func text(significantDigits: Int?) -> String {
    switch self {
    case .text(let words): words
    case .number(let x): NumberText.plain(x, significantDigits: significantDigits)
    case .integer(let n): String(n)
    case .blank: ""
    }
  }
}

extension CSVValue: ExpressibleByStringLiteral {
  /// A literal in quotes is text.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension CSVValue: ExpressibleByFloatLiteral {
  /// A literal with a point is a number.
  public init(floatLiteral value: Double) { self = .number(value) }
}

extension CSVValue: ExpressibleByIntegerLiteral {
  /// A literal without a point is a whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
}
