internal import FoundationEssentials

extension CSVTable {
  /// The rows as a JSON list of objects with sorted keys, blanks as null.
  public var json: String { encoded(objects, [.prettyPrinted]) }

  /// The rows as JSON objects with sorted keys, each on a line of its own.
  public var jsonLines: String { objects.reduce(into: "") { $0 += encoded($1, []) + "\n" } }

  private var objects: [[String: CSVValue]] {
    rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
  }

  private func encoded(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format.union([.sortedKeys, .withoutEscapingSlashes])
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("a table holds only finite numbers and text: \(error)")
    }
  }
}

extension CSVValue: Encodable {
  /// Writes the text, number or truth itself, null for a blank.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .integer(let integer): try container.encode(integer)
    case .flag(let isTrue): try container.encode(isTrue)
    case .blank: try container.encodeNil()
    }
  }
}
