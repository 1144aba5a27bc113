import Foundation
import Testing

/// `plimsoll report` as a command: what it prints, where it writes, how it refuses.
@Suite struct ReportCommandTests {
  @Test func aNightFromTheVerbsThemselves() throws {
    let scratch = try ScratchBook()
    for line in [
      "calibrate --prices desk/prices.csv -o night/calibrate/desk.model.json",
      "margin desk --scenarios 2000 -o night/margin",
      "stress desk --scenarios 2000 -o night/stress",
    ] { #expect(try scratch.run(line: line).status == 0) }
    // Models through time have a page of their own, which the night's links to.
    #expect(try scratch.run(line: "report night/calibrate -o night/drift").status == 0)
    let run = try scratch.run(line: "report night")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("folder "))
    let page = try scratch.text("night/report.md")
    for part in [
      "# Night of \(ScratchBook.date(159))", "## calibrate", "## margin", "## stress",
      "## drift (report)", "(drift/report.md)", "desk.model.json", "prices.csv",
    ] {
      #expect(page.contains(part))
    }
    let json = try scratch.run(line: "report night --format json")
    let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    let names = try #require(rows as? [[String: Any]]).compactMap { $0["verb"] as? String }
    #expect(Set(names) == ["calibrate", "margin", "stress", "report"])
  }

  /// A run's own report stays; without it the page takes its place.
  @Test func oneRun() throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "risk desk --method historical -o out").status == 0)
    let own = try scratch.bytes("out/report.md")
    let record = try scratch.bytes("out/run.json")
    #expect(try scratch.run(line: "report out").status == 0)
    #expect(try scratch.bytes("out/report.md") == own)
    #expect(try scratch.text("out/summary.md").contains("historical"))
    #expect(try scratch.run(line: "report out -o elsewhere").status == 0)
    #expect(try scratch.contents("elsewhere") == ["report.html", "report.md", "run.json"])
    // Charts of the saved run stand within the page.
    #expect(try scratch.text("elsewhere/report.html").contains("src=\"data:image/svg+xml;base64,"))
    #expect(try scratch.text("elsewhere/report.md").contains("](../out/charts/"))
    #expect(try scratch.bytes("out/run.json") == record)
  }

  @Test func modelsThroughTime() throws {
    let scratch = try ScratchBook()
    for row in [100, 120, 140, 159] {
      let run = try scratch.run(
        line: "calibrate --prices desk/prices.csv --as-of \(ScratchBook.date(row)) "
          + "-o models/\(row).model.json")
      #expect(run.status == 0)
    }
    let run = try scratch.run(line: "report models --last 3 --threshold 0.1")
    #expect(run.status == 0)
    #expect(run.output.contains("3 models; a jump is a change above 10%"))
    let table = try scratch.table("models/drift.csv")
    #expect(table[0] == ["as_of", "factor", "parameter", "value", "change"])
    #expect(
      Set(table.dropFirst().map { $0[0] }) == Set([120, 140, 159].map(ScratchBook.date)))
    #expect(try scratch.contents("models/charts").contains("volatility.svg"))
  }

  /// A comparison writes only where it is told to.
  @Test func twoRuns() throws {
    let scratch = try ScratchBook()
    for (folder, seed) in [("a", 1), ("b", 2)] {
      let run = try scratch.run(line: "margin desk --scenarios 2000 --seed \(seed) -o \(folder)")
      #expect(run.status == 0)
    }
    let before = try scratch.contents()
    let run = try scratch.run(line: "report a b")
    #expect(run.status == 0)
    #expect(run.output.contains("margin.csv") && run.output.contains("initial_margin"))
    #expect(try scratch.contents() == before)
    #expect(try scratch.run(line: "report a b -o c").status == 0)
    #expect(
      try scratch.table("c/comparison.csv")[0]
        == ["table", "key", "column", "before", "after", "change", "relative_change"])
    #expect(try scratch.text("c/report.md").contains("| seed"))
    let same = try scratch.run(line: "report a a")
    #expect(same.output.contains("Nothing differs"))
  }

  @Test(arguments: [
    ("report", 64), ("report out --last 0", 64), ("report out --threshold 0", 64),
    ("report out --threshold x", 64), ("report none", 66), ("report desk", 66),
    ("report out none", 66), ("report out other", 64), ("report broken", 65),
    ("report half", 66), ("report out -o desk/prices.csv/x", 73),
  ]) func whatMakesNoSenseIsRefused(line: String, status: Int) throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "risk desk --method historical -o out").status == 0)
    #expect(try scratch.run(line: "margin desk --rule historical -o other").status == 0)
    for folder in ["broken", "half"] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.folder)/\(folder)/margin", withIntermediateDirectories: true)
    }
    try scratch.write("broken/margin/run.json", "{\"verb\": \"margin\"")
    try scratch.write("half/margin/margin.csv", "account\n")
    let before = try scratch.contents()
    try scratch.run(line: line).expectRefusal(Int32(status))
    #expect(try scratch.contents() == before)
  }
}
