import PlimsollMarket
import Testing

extension ConfigDocumentTests {
  /// Aliases of aliases that stand for 9^9 values would take hours to compare.
  @Test func aliasesThatMultiplyAreRefused() throws {
    var text = "a0: &a0 [x]\n"
    for level in 1...9 {
      let items = repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    let error = try #require(throws: InputError.self) {
      try ConfigDocument(InputFile(name: "rule.yaml", text: text + "? *a9\n: 1\n"))
    }
    #expect(error.place?.file == "rule.yaml" && error.message.contains("82 aliases"))
  }

  @Test func fewAliasesAreRead() throws {
    let root = try ConfigDocument(
      InputFile(name: "rule.yaml", text: "a: &x {b: 1}\nc: *x\nd: \"*x *x *x\"\n")
    ).root
    let keys = try root.mapping(nil)
    #expect(try keys["c"]?.mapping(nil)["b"]?.number() == 1)
    #expect(try keys["d"]?.text() == "*x *x *x")
  }

  @Test func controlCharactersAreRefusedWithTheirLine() throws {
    let error = try #require(throws: InputError.self) {
      try ConfigDocument(InputFile(name: "rule.yaml", text: "a: 1\nb: x\u{0}y\n"))
    }
    #expect(error.place == InputError.Place(file: "rule.yaml", line: 2))
    #expect(!error.description.contains("\u{0}"))
  }
}
