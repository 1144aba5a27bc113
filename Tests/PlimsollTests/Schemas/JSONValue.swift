import Foundation
import Yams

/// A value of JSON, or of YAML 1.2's core schema.
enum JSONValue: Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  struct Unreadable: Error {}

  /// Reads YAML, and JSON as the YAML it is.
  init(yaml text: String) throws {
    guard let node = try Yams.compose(yaml: text) else { throw Unreadable() }
    self.init(node)
  }

  private init(_ node: Node) {
    switch node {
    case .scalar(let scalar): self = Self.scalar(scalar.string, plain: scalar.style == .plain)
    case .sequence(let items): self = .list(items.map { JSONValue($0) })
    case .mapping(let pairs):
      self = .object(
        Dictionary(
          uniqueKeysWithValues: pairs.map { ($0.key.scalar?.string ?? "", JSONValue($0.value)) }))
    case .alias: self = .null
    }
  }

  private static func scalar(_ text: String, plain: Bool) -> JSONValue {
    guard plain else { return .text(text) }
    switch text {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "", "~", "null": return .null
    default: break
    }
    let isNumber = text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil
    return isNumber ? .number(Double(text) ?? .nan) : .text(text)
  }

  /// The value as JSON.
  var json: String {
    switch self {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .text(let text):
      "\""
        + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n") + "\""
    case .list(let items): "[" + items.map(\.json).joined(separator: ", ") + "]"
    case .object(let pairs):
      "{"
        + pairs.sorted { $0.key < $1.key }.map {
          JSONValue.text($0.key).json + ": " + $0.value.json
        }
        .joined(separator: ", ") + "}"
    }
  }

  /// The value of a key of an object.
  subscript(_ key: String) -> JSONValue? {
    if case .object(let pairs) = self { pairs[key] } else { nil }
  }

  /// The items of a list; none of anything else.
  var items: [JSONValue] { if case .list(let items) = self { items } else { [] } }

  /// The pairs of an object; none of anything else.
  var pairs: [String: JSONValue] { if case .object(let pairs) = self { pairs } else { [:] } }

  /// The text of a string.
  var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The number.
  var double: Double? { if case .number(let number) = self { number } else { nil } }
}
