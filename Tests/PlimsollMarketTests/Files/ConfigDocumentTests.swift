import PlimsollMarket
import Testing

@Suite struct ConfigDocumentTests {
  private static func root(_ text: String) throws -> ConfigNode {
    try ConfigDocument(InputFile(name: "rule.yaml", text: text)).root
  }

  /// The error of reading `text` and doing `body` with its top level.
  private static func failure(
    _ text: String, _ body: (ConfigNode) throws -> Void = { _ in }
  ) -> InputError? {
    #expect(throws: InputError.self) { try body(try Self.root(text)) }
  }

  private enum Measure: String, CaseIterable { case es, `var` }

  @Test func valuesOfEveryKind() throws {
    let keys = try Self.root(
      """
      # A rule.
      level: 0.99          # a comment
      mpor: 2d
      count: 1000
      measure: es
      names: [a, "b c"]
      inner: {spec: ../x.yaml}
      rows:
        - 1
        - 2
      """
    ).mapping(["level", "mpor", "count", "measure", "names", "inner", "rows"])
    #expect(try keys["level"]?.number() == 0.99)
    #expect(try keys["mpor"]?.timeSpan() == .days(2))
    #expect(try keys["count"]?.count() == 1000)
    #expect(try keys["measure"]?.choice(Measure.self) == .es)
    #expect(
      try keys["names"]?.list().map { item throws(InputError) in try item.text() } == ["a", "b c"])
    #expect(
      try keys["rows"]?.list().map { item throws(InputError) in try item.number() } == [1, 2])
    #expect(try keys["inner"]?.mapping(["spec"])["spec"]?.text() == "../x.yaml")
    #expect(try keys["inner"]?.mapping(nil)["spec"]?.path == "inner.spec")
  }

  @Test func jsonIsRead() throws {
    let keys = try Self.root(
      "{\n\t\"level\": 0.99,\n\t\"names\": [\"a\"],\n\t\"inner\": {\"x\": 1e-3}\n}\n"
    ).mapping(["level", "names", "inner"])
    #expect(try keys["level"]?.number() == 0.99)
    #expect(try keys["names"]?.list().count == 1)
    #expect(try keys["inner"]?.mapping(["x"])["x"]?.number() == 0.001)
  }

  @Test func anUnknownKeyIsNamedWithItsLine() {
    let top = Self.failure("level: 0.99\n\nlevell: 0.95\n") {
      _ = try $0.mapping(["level", "measure"])
    }
    #expect(top?.place == .init(file: "rule.yaml", line: 3, column: "levell"))
    #expect(top?.description.hasSuffix("unknown key \"levell\"\n  Did you mean level?") == true)
    let deep = Self.failure("a: 1\nfloor:\n  fractoin: 1\n") {
      _ = try $0.mapping(nil)["floor"]?.mapping(["fraction"])
    }
    #expect(deep?.place == .init(file: "rule.yaml", line: 3, column: "floor.fractoin"))
    let far = Self.failure("colour: red\n") { _ = try $0.mapping(["level", "measure"]) }
    #expect(far?.remedy == "Known here: level, measure.")
  }

  @Test(arguments: [
    "a: 1\nb: 2\na: 3\n", "{\"a\": 1, \"a\": 2}", "1: x\n\"1\": y\n", "? [a]\n: 1\n? [b]\n: 2\n",
  ]) func repeatedKeysAreRefused(text: String) {
    let error = Self.failure(text) { _ = try $0.mapping(nil) }
    #expect(error?.kind == .data)
    #expect(error?.place?.line != nil)
  }

  @Test(arguments: [
    ("a:\n\tb: 1\n", 2), ("a: [1, 2\nb: 3\n", 2), ("a: 1\n b: 2\n", 2), ("a: \"x\n", 2),
    ("a: }\n", 1),
  ]) func whatIsNotYAMLIsShownWithItsLine(text: String, line: Int) {
    let error = Self.failure(text)
    #expect(error?.kind == .data)
    #expect(error?.place?.file == "rule.yaml")
    #expect(error?.place?.line == line)
    #expect(error?.place?.column != nil)
    #expect(error?.remedy == "Write plain YAML (indent with spaces) or JSON.")
  }

  @Test(arguments: ["", "# only a comment\n", "just text", "- a\n- b\n", "[1, 2]"])
  func aDocumentHoldsKeys(text: String) {
    #expect(Self.failure(text)?.message == "holds no keys")
  }

  @Test func valuesOfTheWrongKind() {
    func check(
      _ text: String, _ message: String, _ read: (ConfigNode) throws -> Void,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let error = Self.failure("first: 1\nx: \(text)\n") { root in
        try root.mapping(nil)["x"].map(read)
      }
      #expect(error?.message == message, sourceLocation: sourceLocation)
      #expect(
        error?.place == .init(file: "rule.yaml", line: 2, column: "x"),
        sourceLocation: sourceLocation)
    }
    check("high", "\"high\" is not a finite number") { _ = try $0.number() }
    check(".nan", "\".nan\" is not a finite number") { _ = try $0.number() }
    check(".inf", "\".inf\" is not a finite number") { _ = try $0.number() }
    check("1.5", "\"1.5\" is out of range") { _ = try $0.number("up to 1") { $0 <= 1 } }
    check("0", "\"0\" is not a whole number above 0") { _ = try $0.count() }
    check("1.5", "\"1.5\" is not a whole number above 0") { _ = try $0.count() }
    check("2 days", "\"2 days\" is not a time span") { _ = try $0.timeSpan() }
    check("[1]", "is not a single value") { _ = try $0.text() }
    check("{a: 1}", "this is not a list") { _ = try $0.list() }
    check("5", "\"5\" is not a list") { _ = try $0.list() }
    check("5", "\"5\" is not a mapping") { _ = try $0.mapping(nil) }
    check("mean", "unknown value \"mean\"") { _ = try $0.choice(Measure.self) }
  }

  @Test func itemsOfAListHaveTheirPlace() {
    let error = Self.failure("rows:\n  - 1\n  - two\n") { root in
      _ = try root.mapping(nil)["rows"]?.list().map { item throws(InputError) in
        try item.number()
      }
    }
    #expect(error?.place == .init(file: "rule.yaml", line: 3, column: "rows.[1]"))
  }
}
