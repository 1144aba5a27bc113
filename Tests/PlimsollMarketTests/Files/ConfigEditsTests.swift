import Foundation
import Testing

@testable import PlimsollMarket

/// Values read in place of a document's own.
@Suite struct ConfigEditsTests {
  /// A file in a temporary place, removed at the end of `body`.
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "edits-\(UUID().uuidString).yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private static let text = """
    level: 0.99
    haircuts: {BTC: 0.1, default: 0.5}
    list: [a, b]
    """

  private func root(_ path: String, _ edits: [ConfigEdit]) throws -> [String: ConfigNode] {
    var all = ConfigEdits()
    for edit in edits { all.add(edit, toFileAt: path) }
    return try all.inForce { () throws(InputError) in
      try ConfigDocument(InputFile(path: path)).root.mapping(nil)
    }
  }

  @Test func aValueIsReplaced() throws {
    try withFile(Self.text) { path in
      let edited = try root(
        path,
        [
          ConfigEdit(path: [.key("level")], value: "0.975"),
          ConfigEdit(path: [.key("haircuts"), .key("BTC")], value: "0.2"),
          ConfigEdit(path: [.key("list"), .index(1)], value: "c"),
        ])
      #expect(try edited["level"]?.number() == 0.975)
      #expect(try edited["haircuts"]?.mapping(nil)["BTC"]?.number() == 0.2)
      #expect(try edited["haircuts"]?.mapping(nil)["default"]?.number() == 0.5)
      #expect(try edited["list"]?.list().map { try $0.text() } == ["a", "c"])
      // The file itself is as it was, and so is what others read of it.
      #expect(
        try ConfigDocument(InputFile(path: path)).root.mapping(nil)["level"]?.number() == 0.99)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.text)
    }
  }

  @Test func theLastNameMayBeNew() throws {
    try withFile(Self.text) { path in
      let edited = try root(path, [ConfigEdit(path: [.key("new")], value: "{a: [1, 2]}")])
      #expect(try edited["new"]?.mapping(nil)["a"]?.list().count == 2)
      #expect(throws: InputError.self) {
        try root(path, [ConfigEdit(path: [.key("none"), .key("x")], value: "1")])
      }
      #expect(throws: InputError.self) {
        try root(path, [ConfigEdit(path: [.key("list"), .index(2)], value: "1")])
      }
      #expect(throws: InputError.self) {
        try root(path, [ConfigEdit(path: [.key("level")], value: "[1")])
      }
    }
  }

  @Test func aSingleValueIsItsOwnFirstItem() throws {
    try withFile(Self.text) { path in
      let edited = try root(path, [ConfigEdit(path: [.key("level"), .index(0)], value: "1")])
      #expect(try edited["level"]?.number() == 1)
    }
  }

  /// An error about an edited value points at the line of the file that it replaces.
  @Test func errorsKeepTheirLine() throws {
    try withFile(Self.text) { path in
      let edited = try root(
        path, [ConfigEdit(path: [.key("haircuts")], value: "{BTC: x, default: 0.5}")])
      let node = try #require(try edited["haircuts"]?.mapping(nil)["BTC"])
      let error = #expect(throws: InputError.self) { try node.number() }
      #expect(error?.place?.line == 2)
      #expect(error?.place?.column == "haircuts.BTC")
      #expect(error?.message == "\"x\" is not a finite number")
    }
  }

  /// A file is the same by whatever path it is reached.
  @Test func pathsThatMeanTheSameFile() throws {
    try withFile(Self.text) { path in
      let url = URL(fileURLWithPath: path)
      let other = url.deletingLastPathComponent().path + "/./" + url.lastPathComponent
      var edits = ConfigEdits()
      edits.add(ConfigEdit(path: [.key("level")], value: "0.5"), toFileAt: other)
      let level = try edits.inForce { () throws(InputError) in
        try ConfigDocument(InputFile(path: path)).root.mapping(nil)["level"]?.number()
      }
      #expect(level == 0.5)
    }
  }

  /// Documents that were parsed before are read again with other edits, and anew once they change.
  @Test func parsedDocumentsKeepNoEdits() throws {
    let documents = ParsedDocuments()
    func level(_ path: String, _ value: String?) throws -> Double? {
      var edits = ConfigEdits(of: documents)
      if let value {
        edits.add(ConfigEdit(path: [.key("level")], value: value), toFileAt: path)
      }
      return try edits.inForce { () throws(InputError) in
        try ConfigDocument(InputFile(path: path)).root.mapping(nil)["level"]?.number()
      }
    }
    try withFile(Self.text) { path in
      #expect(try level(path, "0.5") == 0.5)
      #expect(try level(path, "0.6") == 0.6)
      #expect(try level(path, nil) == 0.99)
      #expect(documents.count == 1)
      try Data("level: 0.9".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try level(path, nil) == 0.9)
      #expect(documents.count == 2)
    }
  }
}
