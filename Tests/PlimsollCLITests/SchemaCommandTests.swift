import Foundation
import Testing

/// `plimsoll schema`.
@Suite struct SchemaCommandTests {
  @Test func listsWhatThereIs() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "schema")
    #expect(run.status == 0)
    let names = run.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(names.count == 21 && names == names.sorted())
    for name in ["rule", "venue-pack", "model", "study-risk", "study-waterfall"] {
      #expect(names.contains(Substring(name)))
    }
    #expect(run.output.contains("A study of risk"))
  }

  @Test func printsOneAndWritesAll() throws {
    let scratch = try ScratchBook()
    let one = try scratch.run(line: "schema rule")
    #expect(one.status == 0)
    let all = try scratch.run(line: "schema -o schemas")
    #expect(all.status == 0)
    #expect(try scratch.text("schemas/rule.schema.json") == one.output)
    #expect(try scratch.contents("schemas").count == 21)
    let alone = try scratch.run(line: "schema impact -o alone")
    #expect(alone.status == 0)
    #expect(try scratch.contents("alone") == ["impact.schema.json"])
  }

  @Test func anUnknownNameIsAnErrorAndWritesNothing() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "schema rules -o schemas")
    #expect(run.status == 64 && run.errors.contains("Did you mean rule?"))
    #expect(try !scratch.contents().contains("schemas"))
  }
}
