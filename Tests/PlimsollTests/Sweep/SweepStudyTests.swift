import Foundation
import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import Plimsoll

@Suite struct SweepStudyTests {
  /// A cell is what the verb says of files edited by hand.
  @Test func aCellIsTheStudyWithItsFilesEdited() throws {
    let files = try StudyFolder()
    let sweep = try files.sweep([
      "rule.level=0.95,0.99", "rule.scenarios.spec.volatility.decay=0.90,0.94", "seed=3",
    ])
    #expect(sweep.records.rowCount == 4)
    #expect(try sweep.records.values("status") == Array(repeating: "ok", count: 4))
    var row = 0
    for level in ["0.95", "0.99"] {
      for decay in ["0.90", "0.94"] {
        try files.write(
          "rules/one.yaml", StudyFolder.rule.replacing("level: 0.99", with: "level: \(level)"))
        try files.write(
          "specs/s.yaml", StudyFolder.spec.replacing("decay: 0.94", with: "decay: \(decay)"))
        try files.write("studies/margin.yaml", StudyFolder.study + "  seed: 3\n")
        let edited = try files.run()
        #expect(!edited.figures.isEmpty)
        for figure in edited.figures {
          #expect(try sweep.records.values(figure.column)[row] == .optional(figure.value))
        }
        row += 1
      }
    }
    let margins = try sweep.records.values("initial_margin")
    #expect(Set(margins.map { "\($0)" }).count == 4)
  }

  @Test func seedsAreCommonUnlessVaried() throws {
    let files = try StudyFolder()
    let base = try files.run().figures
    let sweep = try files.sweep(["rule.maintenance=0.5,0.75"])
    let initial = try sweep.records.values("initial_margin")
    #expect(initial == Array(repeating: .optional(base[0].value), count: 2))
    #expect(base[0].name == "initial_margin")
    let seeds = try files.sweep(["seed=1,2,3"])
    #expect(Set(try seeds.records.values("initial_margin").map { "\($0)" }).count == 3)
  }

  /// Of several rules one, another, or all.
  @Test func itemsOfAList() throws {
    let files = try StudyFolder()
    try files.write(
      "studies/margin.yaml",
      "margin: {book: ../desk, rule: [../rules/one.yaml, ../rules/two.yaml]}\n")
    let second = try files.sweep(["rule[1].level=0.9"])
    let both = try files.sweep(["rule[*].level=0.9"])
    let base = try files.run()
    func margins(_ report: Report, _ row: Int = 0) throws -> [CSVValue] {
      try ["one.initial_margin", "two.initial_margin"].map { try report.records.values($0)[row] }
    }
    let unchanged = base.figures.filter { $0.name == "initial_margin" }.map {
      CSVValue.optional($0.value)
    }
    #expect(try margins(second)[0] == unchanged[0])
    #expect(try margins(second)[1] != unchanged[1])
    #expect(try margins(both)[0] != unchanged[0])
    // Rules that differ in their level alone become one.
    #expect(try margins(both)[0] == margins(both)[1])
    #expect(try margins(second)[1] == margins(both)[1])
    let error = #expect(throws: InputError.self) { try files.sweep(["rule.level=0.9"]) }
    #expect(error?.kind == .usage)
    #expect(error?.remedy == "Write [0] to [1] for one of them, or [*] for all.")
  }

  /// Which rule, and a field of it, whichever it is.
  @Test func aFieldOfAVariedRule() throws {
    let files = try StudyFolder()
    let sweep = try files.sweep(["rule.level=0.9,0.95", "rule=../rules/one.yaml,../rules/two.yaml"])
    #expect(try sweep.records.values("status") == Array(repeating: "ok", count: 4))
    let margins = try sweep.records.values("initial_margin")
    #expect(margins[0] == margins[1] && margins[2] == margins[3] && margins[0] != margins[2])
  }

  @Test func aFieldThatIsNotThereYet() throws {
    let files = try StudyFolder()
    let sweep = try files.sweep(["rule.scenarios.normals=inverse,box-muller", "scenarios=500,800"])
    #expect(try sweep.records.values("status") == Array(repeating: "ok", count: 4))
    // A rule that the study does not name is the usual one.
    try files.write("studies/margin.yaml", "margin: {book: ../desk, scenarios: 500}\n")
    let usual = try files.sweep(["rule.level=0.9,0.99"])
    #expect(Set(try usual.records.values("initial_margin").map { "\($0)" }).count == 2)
  }

  @Test(
    arguments: [
      ("rule.levl=0.9", "one.yaml", "level, measure, mpor"),
      ("rule.scenarios.sped.window=all", "one.yaml", "Fields here: method, spec, count, seed."),
      ("rule.scenarios.spec.volatility.decai=0.9", "s.yaml", "has model, decay."),
      ("sed=1", "margin.yaml", "Did you mean seed? Fields here: book, prices"),
      ("rule.measure.x=1", "one.yaml", "Vary the value itself: rule.measure=…"),
      ("book.x=1", "margin.yaml", "Vary the value itself: book=…"),
      ("rule[1].level=1", "margin.yaml", "Items are [0] to [0]."),
      ("rule.level[0].x=1", "one.yaml", "Vary the value itself: rule.level[0]=…"),
      ("rule.floor[1]=1", "one.yaml", "Leave the brackets out."),
    ]) func aPathThatLeadsNowhere(vary: String, file: String, remedy: String) throws
  {
    let files = try StudyFolder()
    let error = try #require(#expect(throws: InputError.self) { try files.sweep([vary]) })
    #expect(error.kind == .usage)
    #expect(error.place?.file == file, "\(error)")
    #expect(error.remedy.contains(remedy), "\(error)")
  }

  /// A broken study is its file's fault, whatever is varied.
  @Test func aBrokenStudy() throws {
    let files = try StudyFolder()
    try files.write("studies/margin.yaml", "margin: {book: ../desk, rule: ../rules/none.yaml}\n")
    let error = #expect(throws: InputError.self) { try files.sweep(["seed=1,2"]) }
    #expect(error?.kind == .absentFile)
  }

  @Test func aFailedCellIsARow() throws {
    let files = try StudyFolder()
    let report = try files.sweep(["rule.level=0.95,1.5,0.99", "rule.mpor=2d,36h"])
    #expect(
      try report.records.values("status")
        == ["ok", "failed", "failed", "failed", "ok", "failed"])
    let errors = try report.records.values("error")
    #expect(errors[0] == .blank)
    let bars =
      "a horizon of 36h is not a whole number of bars of 1d. Give a multiple of 1d, or prices "
      + "with shorter bars."
    #expect(errors[1] == .text(bars))
    guard case .text(let text) = errors[2] else {
      Issue.record("no error")
      return
    }
    #expect(text.hasPrefix("one.yaml, line 2, column level: \"1.5\" is not between 0 and 1"))
    #expect(try report.records.values("initial_margin")[1] == .blank)
    #expect(report.failedChecks == ["4 of 6 cells failed"])
    #expect(report.document?.text.contains("## Failed cells") == true)
  }

  @Test func jobsAndThreadsChangeNothing() throws {
    let files = try StudyFolder()
    let vary = ["rule.level=0.9,0.95,0.99", "rule.scenarios.spec.volatility.decay=0.9,0.97"]
    func bytes(_ report: Report) -> [String: [UInt8]] {
      var bytes: [String: [UInt8]] = ["report.md": Array(report.document?.text.utf8 ?? "".utf8)]
      for (path, table) in report.tables { bytes[path] = table.encoded(significantDigits: nil) }
      for (path, svg) in report.charts { bytes[path] = Array(svg.utf8) }
      return bytes
    }
    let first = bytes(try files.sweep(vary, in: RunEnvironment(threads: 1)))
    #expect(first.count > 4)
    for threads in [2, 4] {
      #expect(bytes(try files.sweep(vary, in: RunEnvironment(threads: threads))) == first)
    }
    for (jobs, threads) in [(1, 4), (3, 4), (8, 2)] {
      let folder = files.path("out-\(jobs)-\(threads)")
      let report = try SweepStudy(study: files.path("studies/margin.yaml"), vary: vary).run(
        in: RunEnvironment(threads: threads), jobs: jobs,
        keepingCellsIn: SweepFolder(folder, resuming: false))
      #expect(bytes(report) == first)
    }
  }
}

@Suite struct SharedWorkTests {
  /// What is shared changes no answer.
  @Test(arguments: [
    "margin: {book: ../desk, rule: ../rules/one.yaml, as-of: 2022-05-31}",
    "margin: {book: ../desk, rule: ../rules/one.yaml, volatility: constant}",
    "risk: {book: ../desk, scenarios: 1000, method: [historical, monte-carlo, normal]}",
    "stress: {book: ../desk, scenarios: 1000}",
    "margin: {book: ../desk, rule: [historical, filtered-historical]}",
    "calibrate: {prices: ../desk/prices.csv, as-of: 2022-05-31}",
    "backtest: {book: ../desk, rule: ../rules/one.yaml, from: 2022-06-20, refit: 10d}",
  ]) func theAnswerIsTheSame(yaml: String) throws {
    let files = try StudyFolder()
    try files.write("studies/x.yaml", yaml)
    let study = try StudyFile(files.path("studies/x.yaml")).study
    let alone = try study.run(in: RunEnvironment(threads: 1))
    let shared = SharedWork()
    // Others have been at work: other as-of times, other specs.
    _ = try files.run().records
    for other in ["studies/margin.yaml", "studies/x.yaml", "studies/x.yaml"] {
      let report = try StudyFile(files.path(other)).study
        .run(in: RunEnvironment(threads: 2, shared: shared))
      guard other == "studies/x.yaml" else { continue }
      #expect(report.records == alone.records)
      #expect(report.document == alone.document)
      #expect(report.diagnostics == alone.diagnostics)
      #expect(report.manifest.inputs == alone.manifest.inputs)
      #expect(report.attachments.map(\.bytes) == alone.attachments.map(\.bytes))
    }
  }

  @Test func fiftyCellsCalibrateOnce() throws {
    let files = try StudyFolder()
    let shared = SharedWork()
    let report = try files.sweep(
      ["rule.level=0.940:0.989:0.001"], in: RunEnvironment(threads: 2, shared: shared))
    #expect(report.records.rowCount == 50)
    #expect(report.failedChecks.isEmpty)
    #expect(shared.calibrations.modelCount == 1)
    #expect(shared.books.count == 1)
    let decays = try files.sweep(
      ["rule.scenarios.spec.volatility.decay=0.90:0.99:0.01", "rule.level=0.9,0.95"],
      in: RunEnvironment(threads: 2, shared: shared))
    #expect(decays.records.rowCount == 20)
    // Ten decays, one of which the first sweep had.
    #expect(shared.calibrations.modelCount == 10)
  }

  /// Cells of a backtest share their fits: the level changes none of them.
  @Test func backtestsFitOnce() throws {
    let files = try StudyFolder()
    try files.write(
      "studies/x.yaml",
      "backtest: {book: ../desk, rule: ../rules/one.yaml, from: 2022-06-20, refit: 10d, scenarios: 500}\n"
    )
    let shared = SharedWork()
    let environment = RunEnvironment(threads: 2, shared: shared)
    let one = try files.sweep(["rule.level=0.9"], study: "studies/x.yaml", in: environment)
    let fits = shared.calibrations.fitCount
    #expect(fits >= 2)
    let five = try files.sweep(
      ["rule.level=0.9:0.98:0.02"], study: "studies/x.yaml", in: environment)
    #expect(shared.calibrations.fitCount == fits)
    #expect(try five.records.values("average_margin")[0] == one.records.values("average_margin")[0])
    #expect(Set(try five.records.values("average_margin").map { "\($0)" }).count == 5)
  }
}
