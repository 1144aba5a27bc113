import Foundation
import Testing

@testable import Plimsoll

/// The shipped schemas and the readers say the same of a file.
@Suite struct SchemaTests {
  @Test(arguments: SchemaKind.all) func whatShipsIsValidAndRead(kind: SchemaKind) throws {
    let schema = JSONSchema(try kind.document())
    let scratch = try SchemaKind.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let documents = try kind.documents()
    #expect(documents.count >= 2)
    for (name, folder, value) in documents {
      #expect(schema.faults(value) == [], "\(name)")
      let refusal = try kind.refusal(of: value, in: "\(scratch)/\(folder)")
      #expect(refusal == nil, "\(name): \(refusal.map(\.description) ?? "")")
    }
  }

  /// An empty list in the place of any value or mapping: refused by both or by neither.
  @Test(arguments: SchemaKind.all) func wrongTypesAreRefusedByBoth(kind: SchemaKind) throws {
    let schema = JSONSchema(try kind.document())
    let scratch = try SchemaKind.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    var refused = 0
    for (name, folder, value) in try kind.documents() {
      for path in value.paths where !path.isEmpty && value[path[...]].map(\.isList) == false {
        let changed = value.replacing(path[...], by: .list([]))
        let refusal = try kind.refusal(of: changed, in: "\(scratch)/\(folder)")
        let faults = schema.faults(changed)
        #expect(
          (refusal != nil) == !faults.isEmpty,
          "\(name) \(path): \(refusal.map(\.description) ?? "read"), \(faults)")
        refused += refusal == nil ? 0 : 1
      }
    }
    #expect(refused > 5)
  }

  /// A key left out: what the schema refuses the reader refuses, and a missing key is one to both.
  @Test(arguments: SchemaKind.all) func missingKeysAreRefusedByBoth(kind: SchemaKind) throws {
    let schema = JSONSchema(try kind.document())
    let scratch = try SchemaKind.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    for (name, folder, value) in try kind.documents() {
      for path in value.paths where !path.isEmpty && Int(path[path.count - 1]) == nil {
        let changed = value.replacing(path[...], by: nil)
        let refusal = try kind.refusal(of: changed, in: "\(scratch)/\(folder)")
        let faults = schema.faults(changed)
        if !faults.isEmpty { #expect(refusal != nil, "\(name) \(path): \(faults)") }
        if let refusal, refusal.message.contains("is missing") {
          #expect(!faults.isEmpty, "\(name) \(path): \(refusal.description)")
        }
      }
    }
  }

  @Test func modelFilesAreValidAndAModelWithoutAPartIsNot() throws {
    let schema = JSONSchema(try JSONValue(yaml: ShippedFiles.schema("model")))
    let prices = try PriceHistory(
      csv: try InputFile(path: "\(SchemaKind.models)/books/sample/prices.csv"))
    for spec in ["nightly", "garch-t", "constant-normal"] {
      let model = try RiskModel.calibrated(
        to: prices, factors: prices.factors,
        spec: try CalibrationSpec(
          yaml: try InputFile(path: "\(SchemaKind.models)/specs/\(spec).yaml")))
      let json = String(decoding: try model.encoded(name: "m").json, as: UTF8.self)
      let value = try JSONValue(yaml: json)
      #expect(schema.faults(value) == [])
      for key in value.pairs.keys.sorted() {
        let changed = value.replacing([key][...], by: nil)
        let path = FileManager.default.temporaryDirectory
          .appending(path: "\(UUID().uuidString).model.json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try changed.json.write(toFile: path, atomically: true, encoding: .utf8)
        let isRead = (try? RiskModel(path: path)) != nil
        #expect(isRead == schema.faults(changed).isEmpty, "\(spec) without \(key)")
      }
    }
  }
}

extension JSONValue {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
}
