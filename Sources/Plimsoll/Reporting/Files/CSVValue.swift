/// One field of a `CSVTable`.
public enum CSVValue: Equatable, Sendable {
  /// Words, quoted in the file when they must be.
  case text(String)
  /// A finite number; NaN or infinity is a programming error.
  case number(Double)
  /// A whole number, never rounded.
  case integer(Int)
  /// `true` or `false`.
  case flag(Bool)
  /// Nothing: a value that does not exist, such as a bound that cannot be attained.
  case blank

  /// The number, or a blank for nil.
  public static func optional(_ x: Double?) -> CSVValue { x.map(CSVValue.number) ?? .blank }

  /// Appends the field as a file holds it.
  func append(to text: inout [UInt8], significantDigits: Int?) {
    switch self {
    case .text(let words): Self.append(words, to: &text)
    case .number(let x): NumberText.appendPlain(x, significantDigits: significantDigits, to: &text)
    case .integer(let n): text.append(contentsOf: String(n).utf8)
    case .flag(let isTrue): text.append(contentsOf: (isTrue ? "true" : "false").utf8)
    case .blank: break
    }
  }

  /// Appends words, quoted when they hold a comma, a quote or a line break.
  private static func append(_ words: String, to text: inout [UInt8]) {
    let start = text.count
    text.append(contentsOf: words.utf8)
    let special = text[start...].contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard special else { return }
    text.removeSubrange(start...)
    text.append(UInt8(ascii: "\""))
    for byte in words.utf8 {
      if byte == UInt8(ascii: "\"") { text.append(byte) }
      text.append(byte)
    }
    text.append(UInt8(ascii: "\""))
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
