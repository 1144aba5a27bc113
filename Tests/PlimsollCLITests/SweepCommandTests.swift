import Foundation
import Testing

/// Sweeps as processes: kept cells, a kill in the middle, and what goes on afterwards.
@Suite struct SweepCommandTests {
  private static let study = "margin: {book: desk, rule: rule.yaml}\n"
  private static let rule = """
    kind: shortfall
    level: 0.99
    measure: es
    mpor: 1d
    scenarios: {method: historical}
    maintenance: 0.75
    collateral: simulated

    """

  private static func scratch() throws -> ScratchBook {
    let scratch = try ScratchBook()
    try scratch.write("study.yaml", study)
    try scratch.write("rule.yaml", rule)
    return scratch
  }

  /// Files by path; `run.json` without what is of the machine.
  private static func files(_ scratch: ScratchBook, _ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try scratch.contents(folder) {
      let url = URL(fileURLWithPath: "\(scratch.folder)/\(folder)/\(path)")
      if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { continue }
      var data = try Data(contentsOf: url)
      if path == "run.json" {
        let parsed = try JSONSerialization.jsonObject(with: data)
        var manifest = try #require(parsed as? [String: Any])
        #expect(manifest.removeValue(forKey: "machine") != nil)
        data = try JSONSerialization.data(withJSONObject: manifest, options: .sortedKeys)
      }
      files[path] = data
    }
    return files
  }

  private static func cells(_ scratch: ScratchBook, _ folder: String) -> Set<String> {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: "\(scratch.folder)/\(folder)/cells")
    return Set((names ?? []).filter { $0.hasSuffix(".json") })
  }

  private static let twoHundred =
    "sweep study.yaml --vary rule.level=0.900:0.995:0.005 --vary rule.maintenance=0.50:0.95:0.05"

  /// A sweep killed with SIGKILL and resumed does the missing cells only, and ends with every cell
  /// once and the bytes of one that was never stopped.
  @Test(arguments: [20, 80]) func aKilledSweepGoesOn(after count: Int) throws {
    let scratch = try Self.scratch()
    #expect(try scratch.run(line: Self.twoHundred + " -o whole").status == 0)
    let whole = try Self.files(scratch, "whole")
    #expect(try scratch.table("whole/sweep.csv").count == 201)

    let process = try CommandRun.process(
      (Self.twoHundred + " -o out").split(separator: " ").map(String.init), in: scratch.folder)
    try process.run()
    while Self.cells(scratch, "out").count < count, process.isRunning { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let done = Self.cells(scratch, "out")
    #expect(done.count >= count && done.count < 200)
    #expect(try !scratch.contents("out").contains("sweep.csv"))
    let times = try done.map { try Self.changed(scratch, "out/cells/\($0)") }

    try scratch.run(line: Self.twoHundred + " -o out")
      .expectRefusal(64, place: "out holds a sweep that was not finished")
    let resumed = try scratch.run(line: Self.twoHundred + " --resume -o out")
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("note: resume: \(done.count) of 200 cells were done before"))
    #expect(try Self.files(scratch, "out") == whole)
    // What was done before was not done again.
    #expect(try done.map { try Self.changed(scratch, "out/cells/\($0)") } == times)
    let rows = try scratch.table("out/sweep.csv").dropFirst()
    #expect(Set(rows.map { "\($0[0]),\($0[1])" }).count == 200)
  }

  private static func changed(_ scratch: ScratchBook, _ path: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: "\(scratch.folder)/\(path)")[.modificationDate]
      as? Date
  }

  private static let few = "sweep study.yaml --vary rule.level=0.9,0.95 --vary seed=1,2 -o out"

  @Test func changedInputsAreDoneAgain() throws {
    let scratch = try Self.scratch()
    #expect(try scratch.run(line: Self.few).status == 0)
    let first = try scratch.text("out/sweep.csv")
    let again = try scratch.run(line: Self.few + " --resume")
    #expect(again.errors.contains("note: resume: 4 of 4 cells were done before"))
    #expect(try scratch.text("out/sweep.csv") == first)

    try scratch.write("desk/positions.csv", ScratchBook.positions + "new,ETH,3,\n")
    let changed = try scratch.run(line: Self.few + " --resume")
    #expect(
      changed.errors.contains(
        "warning: resume: 4 cells done before are done again: positions.csv has changed since"))
    let second = try scratch.text("out/sweep.csv")
    #expect(second != first)
    try scratch.write("fresh.yaml", Self.study)
    #expect(
      try scratch.run(line: Self.few.replacing("-o out", with: "-o fresh")).status == 0)
    #expect(try scratch.text("fresh/sweep.csv") == second)

    // A kept cell that cannot be read is done again as well.
    let cell = try #require(Self.cells(scratch, "out").min())
    try scratch.write("out/cells/\(cell)", "{")
    let repaired = try scratch.run(line: Self.few + " --resume")
    #expect(repaired.errors.contains("1 cell done before is done again"))
    #expect(try scratch.text("out/sweep.csv") == second)
  }

  @Test func failedCellsAreTriedAgain() throws {
    let scratch = try Self.scratch()
    let line = "sweep study.yaml --vary rule=rule.yaml,other.yaml -o out"
    let run = try scratch.run(line: line)
    #expect(run.status == 1)
    #expect(run.errors.contains("check failed: 1 of 2 cells failed"))
    let table = try scratch.table("out/sweep.csv")
    #expect(table[1].contains("ok") && table[2].contains("failed"))
    #expect(Self.cells(scratch, "out").count == 1)
    try scratch.write("other.yaml", Self.rule.replacing("0.99", with: "0.9"))
    let resumed = try scratch.run(line: line + " --resume")
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("note: resume: 1 of 2 cells were done before"))
    #expect(try scratch.table("out/sweep.csv")[2].contains("ok"))
  }

  /// A finished folder is done anew; what is not of the sweep stays.
  @Test func aFinishedSweepIsDoneAnew() throws {
    let scratch = try Self.scratch()
    #expect(try scratch.run(line: Self.few).status == 0)
    try scratch.write("out/cells/notes.json", "mine")
    let run = try scratch.run(line: "sweep study.yaml --vary seed=5,6 -o out")
    #expect(run.status == 0)
    #expect(!run.errors.contains("resume"))
    #expect(Self.cells(scratch, "out").count == 3)
    #expect(try scratch.text("out/cells/notes.json") == "mine")
    #expect(try scratch.table("out/sweep.csv").count == 3)
  }

  @Test(arguments: [
    ("sweep study.yaml -o out", 64), ("sweep study.yaml --vary seed -o out", 64),
    ("sweep study.yaml --vary seeds=1,2 -o out", 64),
    ("sweep study.yaml --vary rule.levl=0.9 -o out", 64),
    ("sweep study.yaml --vary seed=1,2 --vary scenarios=1,2,3 --zip -o out", 64),
    ("sweep study.yaml --vary seed=1,2 --jobs 0 -o out", 64),
    ("sweep none.yaml --vary seed=1,2 -o out", 66), ("run none.yaml -o out", 66),
    ("sweep rule.yaml --vary seed=1,2 -o out", 65), ("run rule.yaml -o out", 65),
    ("sweep study.yaml --vary seed=1,2 -o study.yaml/out", 73),
    ("run study.yaml -o desk/prices.csv/out", 73),
  ]) func whatMakesNoSenseIsRefused(line: String, status: Int) throws {
    let scratch = try Self.scratch()
    let before = try scratch.contents()
    try scratch.run(line: line).expectRefusal(Int32(status))
    #expect(try scratch.contents() == before)
  }

  /// `run` does what the verb does: the same files, the same table.
  @Test(
    arguments: [
      (
        "margin: {book: desk, rule: [shortfall, historical], scenarios: 2000, seed: 3}",
        "margin desk --rule shortfall,historical --scenarios 2000 --seed 3"
      ),
      (
        "risk: {book: desk, method: [historical, monte-carlo], level: [0.95, 0.99], "
          + "horizon: 2d, scenarios: 2000, as-of: 2024-05-31}",
        "risk desk --method historical,monte-carlo --level 0.95,0.99 --horizon 2d --scenarios 2000 "
          + "--as-of 2024-05-31"
      ),
      (
        "stress: {prices: desk/prices.csv, positions: desk/positions.csv, instruments: "
          + "desk/instruments.csv, mark: [BTC=99, ETH=101], scenarios: 2000, volatility: constant}",
        "stress --prices desk/prices.csv --positions desk/positions.csv --instruments "
          + "desk/instruments.csv --mark BTC=99 --mark ETH=101 --scenarios 2000 "
          + "--volatility constant"
      ),
    ]) func runDoesWhatTheVerbDoes(study: String, line: String) throws
  {
    let scratch = try ScratchBook()
    try scratch.write("study.yaml", study)
    let verb = try scratch.run(line: line + " -o verb")
    let run = try scratch.run(line: "run study.yaml -o run")
    #expect(verb.status == 0 && run.status == 0)
    #expect(run.output == verb.output && run.errors == verb.errors)
    // Even the record of the study is the same: paths are relative to the file, which is here.
    #expect(try Self.files(scratch, "run") == Self.files(scratch, "verb"))
    #expect(try Self.files(scratch, "run").count > 4)
  }

  /// A flag added to a verb is a field of its studies too.
  @Test(arguments: ["calibrate", "simulate", "risk", "margin", "pretrade", "stress", "backtest"])
  func everyFlagIsAField(verb: String) throws {
    let scratch = try ScratchBook()
    let help = try scratch.run(verb, "--help").output
    let flags = Set(help.matches(of: /--([a-z-]+)/).map { String($0.output.1) })
    let notOfStudies: Set = [
      "threads", "reproducible", "format", "quiet", "verbose", "version", "help", "output",
      "report",
    ]
    let named = flags.filter { help.contains("\n  --\($0)") || help.contains(", --\($0)") }
      .subtracting(notOfStudies)
    #expect(named.count >= 4)
    // Fields are checked before their values.
    let fields = named.sorted().map { "\($0): x" }.joined(separator: ", ")
    try scratch.write("study.yaml", "\(verb): {\(fields)}\n")
    let run = try scratch.run(line: "run study.yaml -o out")
    #expect([65, 66].contains(run.status))
    #expect(!run.errors.contains("unknown key"), "\(run.errors)")
  }

  @Test func runOfVerbsThatWriteOneFile() throws {
    let scratch = try ScratchBook()
    try scratch.write("c.yaml", "calibrate: {prices: desk/prices.csv, output: m.json}\n")
    try scratch.write("s.yaml", "simulate: {model: run/m.json, scenarios: 100, seed: 2}\n")
    for line in [
      "calibrate --prices desk/prices.csv -o m.json --report verb", "run c.yaml -o run",
      "run c.yaml -o alone", "run s.yaml -o run",
      "simulate --model m.json --scenarios 100 --seed 2 -o scenarios.csv",
    ] { #expect(try scratch.run(line: line).status == 0) }
    #expect(try scratch.bytes("run/m.json") == scratch.bytes("m.json"))
    #expect(try scratch.bytes("run/scenarios.csv") == scratch.bytes("scenarios.csv"))
    var alone = try Self.files(scratch, "alone")
    #expect(alone.removeValue(forKey: "m.json") != nil)
    #expect(try Self.files(scratch, "verb") == alone)
  }

  @Test func jobsChangeNoFile() throws {
    let scratch = try Self.scratch()
    for (folder, flags) in [("a", "--jobs 1 --threads 1"), ("b", "--jobs 3"), ("c", "--threads 4")]
    {
      let run = try scratch.run(line: Self.few.replacing("-o out", with: "-o \(folder) \(flags)"))
      #expect(run.status == 0)
    }
    let first = try Self.files(scratch, "a")
    #expect(first.count > 6)
    #expect(try Self.files(scratch, "b") == first)
    #expect(try Self.files(scratch, "c") == first)
  }
}

/// Designs, sensitivities and checks of a sweep.
@Suite struct SweepDesignCommandTests {
  private static func scratch() throws -> ScratchBook {
    let scratch = try ScratchBook()
    try scratch.write("study.yaml", "margin: {book: desk, rule: rule.yaml}\n")
    try scratch.write(
      "rule.yaml",
      """
      kind: shortfall
      level: 0.99
      measure: es
      mpor: 1d
      scenarios: {method: historical}
      maintenance: 0.75
      collateral: simulated

      """)
    return scratch
  }

  private static let line =
    "sweep study.yaml --vary rule.level=0.9..0.99 --vary rule.maintenance=0.5..0.9 --design sobol "
    + "--points 16"

  @Test func pointsAreRunAndTheirSensitivitiesTold() throws {
    let scratch = try Self.scratch()
    #expect(try scratch.run(line: Self.line + " -o out").status == 0)
    #expect(try scratch.table("out/sweep.csv").count == 17)
    let table = try scratch.table("out/sensitivities.csv")
    // Maintenance margin is the fraction times the initial margin, which the level alone moves.
    let slope = try #require(table[0].firstIndex(of: "slope"))
    func row(_ figure: String, _ field: String) throws -> [String] {
      try #require(table.first { $0[0] == figure && $0[1] == field })
    }
    #expect(try #require(Double(try row("initial_margin", "rule.level")[slope])) > 0)
    #expect(try #require(Double(try row("maintenance_margin", "rule.maintenance")[slope])) > 0)
    let charts = try scratch.contents("out/charts")
    #expect(charts.contains("sensitivity-initial_margin.svg"))
    // The same study as a file gives the same rows.
    try scratch.write(
      "sweep.yaml",
      "sweep: {study: study.yaml, vary: {rule.level: 0.9..0.99, rule.maintenance: 0.5..0.9}, "
        + "design: sobol, points: 16}\n")
    #expect(try scratch.run(line: "run sweep.yaml -o file").status == 0)
    #expect(try scratch.text("file/sweep.csv") == scratch.text("out/sweep.csv"))
  }

  @Test func aCheckThatSomeCellBreaksFails() throws {
    let scratch = try Self.scratch()
    func run(_ check: String, _ output: String) throws -> CommandRun {
      try scratch.run(
        "sweep", "study.yaml", "--vary", "rule.level=0.9,0.95,0.99", "--fail-on", check, "-o",
        output)
    }
    let broken = try run("initial_margin > 0 and rule.level >= 0.95", "broken")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("in 2 of 3 cells, first at rule.level 0.95"))
    #expect(try scratch.contents("broken").contains("sweep.csv"))
    #expect(try run("initial_margin < 0", "whole").status == 0)
    let unknown = try run("initial_margn < 0", "unknown")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("initial_margin"))
    #expect(try !scratch.contents("unknown").contains("sweep.csv"))
    #expect(try run("initial_margin", "odd").status == 64)
  }

  @Test func pointsWithoutADesignAreBadUsage() throws {
    let scratch = try Self.scratch()
    for line in ["--points 8", "--design-seed 2"] {
      let run = try scratch.run(line: "sweep study.yaml --vary seed=1,2 \(line) -o out")
      #expect(run.status == 64)
    }
  }
}
