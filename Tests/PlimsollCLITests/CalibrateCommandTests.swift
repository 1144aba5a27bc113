import Foundation
import Testing

/// The nightly calibration: gates, the last good model, reports.
@Suite struct CalibrateCommandTests {
  private static let spec = """
    missing: complete
    volatility: {model: garch, likelihood: student-t}
    innovations: {model: student-t}
    correlation: {estimator: kendall}
    dependence: {copula: t}
    fallback: [ewma, constant, exclude]

    """

  private func scratch(_ gates: String = "") throws -> ScratchBook {
    let scratch = try ScratchBook(["prices.csv": ScratchBook.prices(rows: 400)])
    try scratch.write("spec.yaml", Self.spec + gates)
    return scratch
  }

  private let calibrate = "calibrate --prices desk/prices.csv --spec spec.yaml -o m.model.json"

  @Test func writesAModelAndAReport() throws {
    let scratch = try scratch()
    let run = try scratch.run(line: calibrate + " --report rep")
    #expect(run.status == 0, "\(run.errors)")
    let report = try scratch.text("rep/report.md")
    #expect(report.contains("**Accepted: no gate was held against it.**"))
    #expect(report.contains("## Fitted variance"))
    let gates = try scratch.table("rep/gates.csv")
    #expect(gates == [["gate", "subject", "value", "limit", "passed"]])
    let factors = try scratch.table("rep/factors.csv")
    #expect(factors.count == 3 && factors[1][1] == "garch")
    let files = try scratch.contents("rep")
    for name in ["charts", "factors.csv", "gates.csv", "report.md", "run.json"] {
      #expect(files.contains { $0.hasPrefix(name) }, "\(name)")
    }
    let model = try scratch.text("m.model.json")
    #expect(!model.contains("nan") && !model.contains("inf"))
    for key in ["\"as_of\"", "\"sha256\"", "\"plimsoll\"", "\"omega\"", "\"schema\" : 2"] {
      #expect(model.contains(key), "\(key)")
    }
  }

  @Test func theSameNightGivesTheSameBytes() throws {
    let scratch = try scratch()
    #expect(try scratch.run(line: calibrate).status == 0)
    let first = try scratch.bytes("m.model.json")
    #expect(try scratch.run(line: calibrate + " --threads 1").status == 0)
    #expect(try scratch.bytes("m.model.json") == first)
  }

  /// The gate is against the model of half the history; it fails, the model in place stays to the byte.
  @Test func aFailedGateLeavesTheLastGoodModel() throws {
    let scratch = try scratch("gates: {max_volatility_change: 0.000001}\n")
    #expect(try scratch.run(line: calibrate + " --as-of 2024-09-01").status == 0)
    let good = try scratch.bytes("m.model.json")
    let run = try scratch.run(line: calibrate + " --previous m.model.json --report rep")
    #expect(run.status == 1)
    #expect(run.errors.contains("check failed: gate max_volatility_change"), "\(run.errors)")
    #expect(try scratch.bytes("m.model.json") == good)
    #expect(try scratch.text("rep/report.md").contains("**Rejected:"))
    let rejected = try scratch.bytes("m.model.json.rejected")
    #expect(rejected != good)
    // It is a whole model, for those who want to look at it.
    try scratch.write("looked-at.json", String(decoding: rejected, as: UTF8.self))
    #expect(
      try scratch.run(
        line: "simulate --model looked-at.json --scenarios 10 --horizon 1d -o x.csv"
      ).status == 0)
  }

  /// As a study, whose folder holds the model and the record of the run that wrote it.
  @Test func aFailedGateOfAStudyLeavesTheLastGoodModel() throws {
    let scratch = try ScratchBook()
    try scratch.write("loose.yaml", "gates: {}\n")
    try scratch.write("tight.yaml", "gates: {max_volatility_change: 0.000001}\n")
    let fields = "prices: desk/prices.csv, output: m.model.json"
    try scratch.write(
      "a.yaml", "calibrate: {\(fields), spec: loose.yaml, as-of: 2024-04-01}\n")
    try scratch.write(
      "b.yaml", "calibrate: {\(fields), spec: tight.yaml, previous: out/m.model.json}\n")
    let first = try scratch.run(line: "run a.yaml -o out")
    #expect(first.status == 0, "\(first.errors)")
    let good = try scratch.bytes("out/m.model.json")
    let second = try scratch.run(line: "run b.yaml -o out")
    #expect(second.status == 1, "\(second.errors)")
    #expect(try scratch.contents("out").contains("m.model.json.rejected"))
    #expect(try scratch.bytes("out/m.model.json") == good)
  }

  @Test func whatCannotBeCompared() throws {
    let scratch = try scratch("gates: {max_parameter_change: 0.5}\n")
    try scratch.run(line: calibrate + " --previous absent.json")
      .expectRefusal(66, place: "absent.json")
    try scratch.write("other.csv", ScratchBook.prices(["SOL", "XRP"], rows: 300))
    #expect(
      try scratch.run(line: "calibrate --prices other.csv -o other.model.json").status == 0)
    try scratch.run(line: calibrate + " --previous other.model.json")
      .expectRefusal(64, place: "the previous model has none of the factors")
    #expect(try !scratch.contents().contains("m.model.json"))
  }

  /// A rule that asks for GARCH, given a model of EWMA.
  @Test func aModelOfAnotherSpecIsSaid() throws {
    let scratch = try scratch()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    let other = try scratch.run(line: "margin desk --model m.json --rule garch-t -o a")
    #expect(other.errors.contains("calibrated by another spec"), "\(other.errors)")
    let own = try scratch.run(line: "margin desk --model m.json --rule shortfall -o b")
    #expect(own.status == 0 && !own.errors.contains("another spec"), "\(own.errors)")
  }

  /// A model of the format before fitted volatilities.
  @Test func anOlderModelStillReads() throws {
    let scratch = try scratch()
    #expect(
      try scratch.run(line: "calibrate --prices desk/prices.csv -o m.model.json").status == 0)
    var lines = try scratch.text("m.model.json").components(separatedBy: "\n")
    // What that format did not have: the spec's newer keys.
    var object = try #require(
      JSONSerialization.jsonObject(with: Data(lines.joined(separator: "\n").utf8))
        as? [String: Any])
    object["schema"] = 1
    var spec = try #require(object["spec"] as? [String: Any])
    for key in ["fallback", "gates", "minimum_history"] { spec[key] = nil }
    var volatility = try #require(spec["volatility"] as? [String: Any])
    for key in ["targets_variance", "start"] { volatility[key] = nil }
    spec["volatility"] = volatility
    spec["factors"] = [String: Any]()
    object["spec"] = spec
    let old = try JSONSerialization.data(withJSONObject: object)
    lines = [String(decoding: old, as: UTF8.self)]
    try scratch.write("old.json", lines[0])
    let run = try scratch.run(line: "margin desk --model old.json -o out")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(arguments: [
    ("volatility: {model: garch, likelihood: student-t}", "volatility: {model: garhc}", 65),
    ("{model: garch, likelihood: student-t}", "{model: ewma, likelihood: normal}", 65),
    ("{model: garch, likelihood: student-t}", "{model: garch, variance_targeting: yes please}", 65),
    ("[ewma, constant, exclude]", "[ewma, drop]", 65),
    ("[ewma, constant, exclude]", "[ewma]\ngates: {max_parametre_change: 1}", 65),
    ("[ewma, constant, exclude]", "[ewma]\ngates: {max_parameter_change: -1}", 65),
    ("[ewma, constant, exclude]", "[ewma]\nminimum_history: long", 65),
  ]) func badSpecs(from: String, to: String, status: Int32) throws {
    let scratch = try scratch()
    try scratch.write("spec.yaml", Self.spec.replacing(from, with: to))
    try scratch.run(line: calibrate + " --report rep").expectRefusal(
      status, place: "spec.yaml, line")
    let files = try scratch.contents()
    #expect(!files.contains { $0.hasPrefix("rep") || $0.hasPrefix("m.model") }, "\(files)")
  }

  /// A column of five prices, one that ended, one that never moves, one with a slipped decimal point.
  @Test func oneBadColumnDoesNotStopTheNight() throws {
    let rows = ScratchBook.prices(["BTC", "ETH", "SOL", "FLAT"], rows: 400)
      .split(separator: "\n").enumerated().map { place, line -> String in
        var cells = line.split(separator: ",").map(String.init)
        if place == 0 { return (cells + ["NEW"]).joined(separator: ",") }
        if place > 200 { cells[3] = "" }
        return (cells + [place > 395 ? "\(place)" : ""]).joined(separator: ",")
      }
    let scratch = try ScratchBook(["prices.csv": rows.joined(separator: "\n") + "\n"])
    try scratch.write("spec.yaml", Self.spec)
    let run = try scratch.run(line: calibrate + " --format json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("SOL: left out of the model: its prices end"), "\(run.errors)")
    #expect(run.errors.contains("NEW: left out of the model: 4 returns"), "\(run.errors)")
    #expect(run.errors.contains("FLAT: its price never changes"), "\(run.errors)")
    #expect(!run.output.contains("SOL") && run.output.contains("FLAT"))
  }
}
