import Foundation
import Testing

@testable import Plimsoll

/// The keys that the schemas allow are those that the readers know, in every mapping.
@Suite struct SchemaKeysTests {
  /// Unlike every key, so that the readers list what they know instead of guessing.
  private static let stray = "zzqqzzqqzz"

  /// The keys that a reader's error lists.
  private static func listed(_ error: InputError?) -> [String]? {
    guard let error, error.message.contains("unknown key \"\(stray)\"") else { return nil }
    let list = error.remedy.trimmingPrefix("Known here: ").dropLast()
    return list.split(separator: ", ").map(String.init).sorted()
  }

  @Test(arguments: SchemaKind.all) func theKeysAreTheReaders(kind: SchemaKind) throws {
    let document = try kind.document()
    let schema = JSONSchema(document)
    let scratch = try SchemaKind.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    var visited: Set<[String]> = []
    for (name, folder, value) in try kind.documents() {
      for path in value.paths where value[path[...]].map(\.isObject) == true {
        let place = path + [Self.stray]
        let changed = value.replacing(place[...], by: .text("x"))
        let allowed = schema.faults(changed).first { $0.path == place && $0.allowed != nil }?
          .allowed
        let known = Self.listed(try kind.refusal(of: changed, in: "\(scratch)/\(folder)"))
        if let allowed { visited.insert(allowed) }
        // Classes of underlyings have names of the file's own, which no schema can list.
        if allowed == nil, let known, known.contains("other") { continue }
        #expect(allowed == known, "\(name) \(path)")
      }
    }
    #expect(document.closedKeys.subtracting(visited) == [], "mappings that no document has")
  }

  @Test func eachVerbHasASchemaWithItsFields() throws {
    for kind in StudyFile.kinds {
      let document = try JSONValue(yaml: ShippedFiles.schema("study-\(kind.verb)"))
      let fields = document["properties"]?[kind.verb]?["properties"]?.pairs.keys.sorted()
      #expect(fields == kind.fields.sorted(), "\(kind.verb)")
    }
    let verbs = StudyFile.kinds.map { "study-\($0.verb)" }
    #expect(
      Set(ShippedFiles.schemaNames)
        == Set(verbs + SchemaKind.all.map(\.schema) + ["model"]))
  }

  @Test func shippedStudiesAreValid() throws {
    let folder = "\(SchemaKind.models)/studies"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count >= 6)
    for name in names {
      let value = try JSONValue(yaml: String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
      let verb = try #require(value.pairs.keys.first)
      let schema = JSONSchema(try JSONValue(yaml: ShippedFiles.schema("study-\(verb)")))
      #expect(schema.faults(value) == [], "\(name)")
    }
  }
}

extension JSONValue {
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }

  /// The keys of every mapping of a schema that lets no other through.
  fileprivate var closedKeys: Set<[String]> {
    var found: Set<[String]> = []
    if self["additionalProperties"] == .flag(false), let named = self["properties"] {
      found.insert(named.pairs.keys.sorted())
    }
    for inner in items + Array(pairs.values) { found.formUnion(inner.closedKeys) }
    return found
  }
}
