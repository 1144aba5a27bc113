import PlimsollMarket
import Testing

@Suite struct InputErrorTests {
  @Test func threeFacts() {
    let error = InputError.data(
      "prices.csv", line: 412, column: "ETH", "price 0 is not above zero",
      remedy: "Leave a missing price blank.")
    #expect(
      error.description
        == "prices.csv, line 412, column ETH: price 0 is not above zero\n"
        + "  Leave a missing price blank.")
    #expect(error.kind == .data)
  }

  @Test func aPlaceMayBeLessExactOrAbsent() {
    #expect(InputError.data("a.csv", "is empty", remedy: "r").description == "a.csv: is empty\n  r")
    #expect(
      InputError.data("a.csv", line: 2, "is short", remedy: "r").description
        == "a.csv, line 2: is short\n  r")
    let usage = InputError.usage("horizon 0", remedy: "r")
    #expect(usage.description == "horizon 0\n  r")
    #expect(usage.place == nil)
  }

  @Test func kindsAreExitCodes() {
    #expect(InputError.Kind.usage.rawValue == 64)
    #expect(InputError.Kind.data.rawValue == 65)
    #expect(InputError.Kind.absentFile.rawValue == 66)
  }

  @Test(arguments: [
    ("BTC-PREP", "Did you mean BTC-PERP?"), ("btc", "Did you mean BTC?"),
    ("EHT", "Did you mean ETH?"), ("ETG", "Did you mean ETH?"),
    ("DOGECOIN", "Known here: BTC, ETH, BTC-PERP."),
  ]) func suggestions(name: String, remedy: String) {
    #expect(InputError.suggestion(for: name, among: ["BTC", "ETH", "BTC-PERP"]) == remedy)
  }

  @Test func longListsAreCut() {
    let known = (1...31).map { "factor-\($0)" }
    let remedy = InputError.suggestion(for: "x", among: known)
    #expect(remedy.contains("factor-30, …."))
    #expect(!remedy.contains("factor-31"))
    #expect(InputError.suggestion(for: "x", among: []) == "Known here: none.")
  }

  @Test func diagnosticsReadOnOneLine() {
    #expect(
      Diagnostic(.warning, "BTC", "prices end early").description
        == "warning: BTC: prices end early")
    #expect(Diagnostic(.note, "bars", "a gap").description == "note: bars: a gap")
  }
}
