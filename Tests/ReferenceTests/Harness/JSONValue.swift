/// Any JSON value, for files whose keys are data.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let entries) = self else { return nil }
    return entries[key]
  }

  var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  var entries: [String: JSONValue]? {
    guard case .object(let entries) = self else { return nil }
    return entries
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// A number; infinities are written as text.
  var number: Double? {
    switch self {
    case .number(let number): number
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    default: nil
    }
  }

  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  var numbers: [Double]? { Self.all(elements?.map(\.number)) }

  var texts: [String]? { Self.all(elements?.map(\.text)) }

  var rows: [[Double]]? { Self.all(elements?.map(\.numbers)) }

  /// Hexadecimal words, least significant first.
  var words: [UInt32]? {
    Self.all(
      elements?.map { element in
        element.text.flatMap { $0.hasPrefix("0x") ? UInt32($0.dropFirst(2), radix: 16) : nil }
      })
  }

  /// The values when none is missing.
  private static func all<Value>(_ values: [Value?]?) -> [Value]? {
    guard let values else { return nil }
    let present = values.compactMap(\.self)
    return present.count == values.count ? present : nil
  }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    // Numbers first: they are the most, and a failed attempt is slow.
    if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let elements = try? value.decode([JSONValue].self) {
      self = .array(elements)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }
}
