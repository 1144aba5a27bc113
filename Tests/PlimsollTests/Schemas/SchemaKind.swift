import Foundation
import Plimsoll
import Testing

/// A kind of hand-written file: its schema, its reader, its shipped files and further examples.
struct SchemaKind: Sendable, CustomTestStringConvertible {
  var schema: String
  var folders: [String]
  /// Examples in which keys stand that no shipped file has.
  var examples: [String] = []
  var read: @Sendable (String) throws -> Void

  var testDescription: String { schema }

  static let models = URL(fileURLWithPath: #filePath)
    .appending(path: "../../../../models").standardized.path

  static let all: [SchemaKind] = [
    SchemaKind(schema: "spec", folders: ["specs"], examples: SchemaExamples.spec) {
      _ = try CalibrationSpec(yaml: try InputFile(path: $0))
    },
    SchemaKind(schema: "joint-factors", folders: ["factors"], examples: SchemaExamples.joint) {
      _ = try JointSpec(yaml: try InputFile(path: $0))
    },
    SchemaKind(schema: "rule", folders: ["rules", "venues"], examples: SchemaExamples.rule) {
      _ = try MarginRule(path: $0)
    },
    SchemaKind(schema: "venue-pack", folders: ["venues"], examples: SchemaExamples.pack) {
      _ = try MarginRule(path: $0)
    },
    SchemaKind(schema: "stress-library", folders: ["stress"], examples: SchemaExamples.library) {
      _ = try StressLibrary(path: $0)
    },
    SchemaKind(schema: "impact", folders: ["impact"], examples: SchemaExamples.impact) {
      _ = try ImpactModel(path: $0)
    },
    SchemaKind(schema: "liquidation", folders: ["liquidation"]) {
      _ = try LiquidationRules(path: $0)
    },
    SchemaKind(schema: "waterfall", folders: ["waterfalls"], examples: SchemaExamples.waterfall) {
      _ = try Waterfall(path: $0)
    },
  ]

  /// The schema as it ships.
  func document() throws -> JSONValue { try JSONValue(yaml: ShippedFiles.schema(schema)) }

  /// Shipped files and examples, each with the folder it is read in.
  func documents() throws -> [(name: String, folder: String, value: JSONValue)] {
    var found: [(name: String, folder: String, value: JSONValue)] = []
    for folder in folders {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.models)/\(folder)")
      for name in names.filter({ $0.hasSuffix(".yaml") }).sorted() {
        let text = try String(contentsOfFile: "\(Self.models)/\(folder)/\(name)", encoding: .utf8)
        let value = try JSONValue(yaml: text)
        // Clearing houses' rules of our own form stand among the packs.
        let isPack = value["kind"] == .text("venue")
        if (schema == "rule" && isPack) || (schema == "venue-pack" && !isPack) { continue }
        found.append((name, folder, value))
      }
    }
    for (place, text) in examples.enumerated() {
      found.append(("example \(place)", folders[0], try JSONValue(yaml: text)))
    }
    return found
  }

  /// A copy of the shipped files but the books, in which changed documents can be read.
  static func scratch() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-schemas-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: models) where name != "books" {
      try FileManager.default.copyItem(atPath: "\(models)/\(name)", toPath: "\(folder)/\(name)")
    }
    let book = "symbol,side,level,price,quantity\nX,bid,1,99,10\nX,ask,1,101,10\n"
    try book.write(toFile: "\(folder)/impact/book.csv", atomically: true, encoding: .utf8)
    try Data().write(to: URL(fileURLWithPath: "\(folder)/rules/moves.npy"))
    return folder
  }

  /// What the reader says of `value`, read as a file in `folder`; nil when it takes it.
  func refusal(of value: JSONValue, in folder: String) throws -> InputError? {
    let path = "\(folder)/changed.yaml"
    try value.json.write(toFile: path, atomically: true, encoding: .utf8)
    do {
      try read(path)
      return nil
    } catch let error as InputError {
      return error
    }
  }
}
