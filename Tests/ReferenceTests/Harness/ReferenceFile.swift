import Foundation
import Plimsoll

/// One file of reference values.
struct ReferenceFile: Sendable {
  /// The name without its extension.
  let name: String
  let id: String
  let topic: String
  let inputs: JSONValue
  let expected: JSONValue
  let tolerance: JSONValue
  private let folder: URL

  init(_ url: URL) throws {
    let content = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url))
    name = url.deletingPathExtension().lastPathComponent
    folder = url.deletingLastPathComponent()
    guard let id = content["id"]?.text, let topic = content["topic"]?.text,
      let inputs = content["inputs"], let expected = content["expected"]
    else { throw ReferenceError.input("id, topic, inputs or expected") }
    self.id = id
    self.topic = topic
    self.inputs = inputs
    self.expected = expected
    tolerance = content["tolerance"] ?? .null
  }

  /// An input, as read by `reading`.
  func input<Value>(_ key: String, _ reading: (JSONValue) -> Value?) throws -> Value {
    guard let value = inputs[key].flatMap(reading) else { throw ReferenceError.input(key) }
    return value
  }

  func number(_ key: String) throws -> Double { try input(key, \.number) }

  func numbers(_ key: String) throws -> [Double] { try input(key, \.numbers) }

  func matrix(_ key: String) throws -> Matrix { Matrix(try input(key, \.rows)) }

  /// The content of the CSV beside the file that `inputs.csv` names.
  func csv() throws -> InputFile {
    let name = try input("csv", \.text)
    let path = folder.appending(path: name).path
    guard FileManager.default.fileExists(atPath: path) else {
      throw ReferenceError.absentData(name)
    }
    return try InputFile(path: path)
  }

  /// The columns of that CSV that `inputs.columns` names, its first `count` rows.
  func columns(first count: String) throws -> [[Double]] {
    let table = try CSVFile(csv())
    let rows = try inputs[count].map { _ in try input(count, \.integer) } ?? table.rowCount
    guard rows <= table.rowCount else { throw ReferenceError.input(count) }
    return try input("columns", \.texts).map { try Self.column($0, of: table, rows: rows) }
  }

  /// The column of that CSV that `inputs.column` names.
  func column() throws -> [Double] {
    let table = try CSVFile(csv())
    return try Self.column(input("column", \.text), of: table, rows: table.rowCount)
  }

  private static func column(_ name: String, of table: CSVFile, rows: Int) throws -> [Double] {
    let column = try table.requiredIndex(of: name)
    return try (0..<rows).map { try table.requiredNumber(row: $0, column: column) }
  }
}
