import Foundation
import Testing

/// Rules, specs and model files from outside.
@Suite struct RuleAndModelFileTests {
  private static let rule = """
    kind: shortfall
    level: 0.99
    measure: es
    mpor: 1d
    scenarios: {method: historical}
    maintenance: 0.5
    collateral: simulated

    """

  private static func calibrated(_ files: [String: String?] = [:]) throws -> ScratchBook {
    let scratch = try ScratchBook(files)
    let run = try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json")
    #expect(run.status == 0)
    #expect(try scratch.contents().contains("m.json"))
    return scratch
  }

  @Test func aRuleOfOnesOwn() throws {
    let scratch = try ScratchBook()
    try scratch.write("mine.yaml", Self.rule)
    #expect(try scratch.run(line: "margin desk --rule mine.yaml,historical -o out").status == 0)
    let margin = try scratch.table("out/margin.csv")
    #expect(margin.dropFirst().map { $0[1] } == ["mine", "mine", "historical", "historical"])
    for row in margin.dropFirst().prefix(2) {
      let (initial, maintenance) = (try #require(Double(row[6])), try #require(Double(row[7])))
      #expect(initial > 0)
      #expect(maintenance == initial / 2)
    }
  }

  @Test(arguments: [
    ("level: 0.99", "levell: 0.99", "bad.yaml, line 2, column levell: unknown key \"levell\""),
    ("level: 0.99", "level: 1.5", "bad.yaml, line 2, column level: \"1.5\" is not between 0 and 1"),
    ("level: 0.99", "level: high", "bad.yaml, line 2, column level: \"high\" is not a finite"),
    ("mpor: 1d", "mpor: 0d", "bad.yaml, line 4, column mpor: \"0d\" is not a time span"),
    ("measure: es", "measure: mean", "bad.yaml, line 3, column measure: unknown value \"mean\""),
    ("historical}", "crystal-ball}", "bad.yaml, line 5, column scenarios.method: unknown value"),
    (
      "historical}", "historical, 1: a, \"1\": b}",
      "bad.yaml, line 5, column scenarios.1: the key is there twice"
    ),
    ("measure: es", "level: 0.95", "bad.yaml, line"),
    ("measure: es\n", "", "bad.yaml, line 1: the key `measure` is missing"),
    ("measure: es", "\tmeasure: es", "bad.yaml, line 3"),
  ]) func badRules(from: String, to: String, place: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("bad.yaml", Self.rule.replacing(from, with: to))
    try scratch.run(line: "margin desk --rule bad.yaml -o out").expectRefusal(65, place: place)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func aModelMadeBeforehandGivesTheSameMargin() throws {
    let scratch = try Self.calibrated()
    #expect(try scratch.run(line: "margin desk --scenarios 2000 -o fresh").status == 0)
    #expect(
      try scratch.run(line: "margin desk --model m.json --scenarios 2000 -o given").status == 0)
    for file in ["margin.csv", "contributions.csv", "comparison.csv"] {
      #expect(try scratch.bytes("fresh/\(file)") == scratch.bytes("given/\(file)"))
    }
    #expect(
      try scratch.run(line: "calibrate --prices desk/prices.csv --volatility constant -o c.json")
        .status == 0)
    #expect(
      try scratch.run(line: "margin desk --model c.json --scenarios 2000 -o other").status == 0)
    #expect(try scratch.bytes("fresh/margin.csv") != scratch.bytes("other/margin.csv"))
  }

  @Test func aModelFileIsTheSameEachTimeAndHasSortedKeys() throws {
    let scratch = try Self.calibrated()
    #expect(
      try scratch.run(line: "calibrate --prices desk/prices.csv --threads 1 -o m2.json").status == 0
    )
    #expect(try scratch.bytes("m.json") == scratch.bytes("m2.json"))
    let keys = try scratch.text("m.json").split(separator: "\n")
      .filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
    #expect(keys.count > 5)
    #expect(keys == keys.sorted())
  }

  @Test(arguments: [
    ("\"schema\" : 2", "\"schema\" : 99", "m.json: is a model of format 99"),
    ("\"factors\"", "\"factor\"", "m.json: is not a model file"),
    ("\"per_bar\" : ", "\"per_bar\" : -", "m.json: the volatility of BTC is -"),
    ("\"BTC\"", "\"ETH\"", "m.json: factors and correlation do not fit together"),
    ("{\n", "{\n\n,", "m.json: is not a model file"),
  ]) func modelsThatCannotBeUsed(from: String, to: String, place: String) throws {
    let scratch = try Self.calibrated()
    let whole = try scratch.text("m.json")
    #expect(whole.contains(from))
    try scratch.write("m.json", whole.replacing(from, with: to))
    for line in [
      "margin desk --model m.json -o out", "risk desk --model m.json -o out",
      "simulate --model m.json --scenarios 5 -o x.csv",
    ] {
      try scratch.run(line: line).expectRefusal(65, place: place)
    }
    #expect(try scratch.contents().filter { $0 == "out" || $0 == "x.csv" }.isEmpty)
  }

  @Test(arguments: ["", "{}", "[]", "null", "garbage", "{\"schema\": 1", "\u{1}\0\u{2}"])
  func garbageForAModel(text: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("m.json", text)
    try scratch.run(line: "margin desk --model m.json -o out")
      .expectRefusal(65, place: "m.json: is not a model file")
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func aModelWithoutTheBooksFactor() throws {
    let scratch = try ScratchBook()
    try scratch.write("btc.csv", ScratchBook.prices(["BTC"]))
    #expect(try scratch.run(line: "calibrate --prices btc.csv -o m.json").status == 0)
    let run = try scratch.run(line: "margin desk --model m.json -o out")
    run.expectRefusal(65, place: "the model of 2024-06-08 has no factor ETH")
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func anOldModelIsToldOf() throws {
    let scratch = try ScratchBook()
    #expect(
      try scratch.run(line: "calibrate --prices desk/prices.csv --as-of 2024-05-01 -o m.json")
        .status == 0)
    let run = try scratch.run(line: "margin desk --model m.json --scenarios 2000 -o out")
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "warning: scenarios: their last return is of 2024-05-01, 38 days before 2024-06-08"))
  }
}
