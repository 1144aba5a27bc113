import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct VariedFieldTests {
  @Test(
    arguments: [
      ("seed=1,2,3", ["1", "2", "3"]),
      ("rule=shortfall, historical", ["shortfall", "historical"]),
      ("level=[0.95,0.99],0.975", ["[0.95,0.99]", "0.975"]),
      (
        "haircuts={BTC: 0.1, default: 0.5},{default: 1}",
        ["{BTC: 0.1, default: 0.5}", "{default: 1}"]
      ),
      ("name='a,b',\"c,d\"", ["'a,b'", "\"c,d\""]),
      ("as-of=2024-03-10T08:00:00Z", ["2024-03-10T08:00:00Z"]),
      ("rule.level=0.90:0.99:0.03", ["0.90", "0.93", "0.96", "0.99"]),
      ("x=0.1:0.35:0.1", ["0.1", "0.2", "0.3"]), ("x=1:3:1,10", ["1", "2", "3", "10"]),
      ("x=2:-1:-1.5", ["2.0", "0.5", "-1.0"]), ("x=-0.05:0.05:0.05", ["-0.05", "0.00", "0.05"]),
      ("x=5:5:1", ["5"]),
    ] as [(String, [String])]) func valuesAreReadAsWritten(text: String, values: [String]) throws
  {
    #expect(try VariedField(text).values == values)
  }

  /// A tenth added up ten times is not one in doubles; here it is.
  @Test func rangesAreExact() throws {
    let values = try VariedField("x=0:1:0.1").values
    #expect(values.count == 11 && values.last == "1.0")
    #expect(try VariedField("x=0.9:0.999:0.001").values.count == 100)
  }

  @Test(arguments: [
    "level", "=1", "x=", "x=1,", "x=,1", "x=1,1", "x=0.9,0.90", "x=0:1:0", "x=0:1:-0.1",
    "x=1:0:0.1", "x=0:1000000:1", ".x=1", "x.=1", "x..y=1", "x[=1", "x[a]=1", "[0]=1", "\"x=1",
    "x[-1]=1",
  ]) func whatMakesNoSenseIsRefused(text: String) throws {
    let error = #expect(throws: InputError.self) { try VariedField(text) }
    #expect(error?.kind == .usage)
    #expect(error?.remedy.isEmpty == false)
  }

  @Test func pathsHaveSteps() throws {
    #expect(
      try FieldPath("rule[1].floor.\"BTC.perp\"").steps
        == [.key("rule"), .index(1), .key("floor"), .key("BTC.perp")])
    #expect(try FieldPath("rule[*].level").steps == [.key("rule"), .all, .key("level")])
    let path = try FieldPath("a[2].\"b.c\".d")
    #expect(path.text(without: 0) == path.text)
    #expect(path.text(without: 1) == "a[2].\"b.c\"")
  }

  @Test func valuesAsTheTableHoldsThem() {
    #expect(VariedField.cell("12") == .integer(12))
    #expect(VariedField.cell("0.90") == .number(0.9))
    #expect(VariedField.cell("1e3") == .number(1000))
    #expect(VariedField.cell("18446744073709551615") == .text("18446744073709551615"))
    #expect(VariedField.cell("2d") == .text("2d"))
    #expect(VariedField.cell("nan") == .text("nan"))
    #expect(VariedField.cell("inf") == .text("inf"))
    #expect(VariedField.cell("0x10") == .text("0x10"))
  }
}

@Suite struct SweepPlanTests {
  @Test func theFirstFieldVariesSlowest() throws {
    let plan = try SweepPlan(study: "s.yaml", vary: ["a=1,2", "b=x,y,z"], zip: false)
    #expect(
      plan.cells == [["1", "x"], ["1", "y"], ["1", "z"], ["2", "x"], ["2", "y"], ["2", "z"]])
  }

  @Test func zippedFieldsGoTogether() throws {
    let plan = try SweepPlan(study: "s.yaml", vary: ["a=1,2", "b=x,y"], zip: true)
    #expect(plan.cells == [["1", "x"], ["2", "y"]])
    #expect(throws: InputError.self) {
      try SweepPlan(study: "s.yaml", vary: ["a=1,2", "b=x,y,z"], zip: true)
    }
  }

  @Test(
    arguments: [
      [], ["a=1", "a=2"], ["a.b=1", "a.\"b\"=2"], ["a=1:9999:1", "b=1:9999:1"],
    ] as [[String]]) func whatMakesNoSenseIsRefused(vary: [String])
  {
    let error = #expect(throws: InputError.self) {
      try SweepPlan(study: "s.yaml", vary: vary, zip: false)
    }
    #expect(error?.kind == .usage)
  }
}
