import Foundation
import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct StudyFileTests {
  private func study(_ yaml: String) throws -> any Study {
    let files = try StudyFolder()
    try files.write("studies/x.yaml", yaml)
    return try StudyFile(files.path("studies/x.yaml")).study
  }

  private func refusal(_ yaml: String) throws -> InputError {
    try #require(#expect(throws: InputError.self) { try study(yaml) })
  }

  @Test func aMarginStudyWithEveryField() throws {
    let files = try StudyFolder()
    try files.write(
      "studies/x.yaml",
      """
      margin:
        book: ../desk
        prices: other/prices.csv
        positions: /abs/positions.csv
        as-of: 2022-06-30
        mark: {A: 120, B: 3}
        duplicates: [keep-last, sum]
        rule: [shortfall, ../rules/one.yaml]
        scenarios: 500
        seed: 18446744073709551615
        volatility: constant
        correlation: ledoit-wolf
      """)
    let read = try StudyFile(files.path("studies/x.yaml")).study
    let folder = files.path("studies/")
    var overrides = SpecOverrides()
    overrides.volatility = .constant
    overrides.correlation = .ledoitWolfIdentity
    let expected = MarginStudy(
      book: BookSettings(
        files: BookFiles(
          folder: folder + "../desk", prices: folder + "other/prices.csv",
          positions: "/abs/positions.csv"), asOf: Timestamp("2022-06-30"),
        marks: ["A": 120, "B": 3],
        duplicates: .init(keepLastPrice: true, sumPositions: true)),
      rules: ["shortfall", folder + "../rules/one.yaml"], overrides: overrides, scenarios: 500,
      seed: .max)
    #expect(read as? MarginStudy == expected)
  }

  @Test func otherVerbs() throws {
    let risk = try #require(
      try study(
        """
        {"risk": {"book": "b", "method": "historical", "level": [0.95, 0.99], "horizon": "2d",
          "mark": ["A=1", "B=2"]}}
        """) as? RiskStudy)
    #expect(risk.methods == [.historical] && risk.levels.count == 2)
    #expect(risk.horizons == [.days(2)] && risk.seed == 1 && risk.scenarios == 100_000)
    #expect(risk.book.marks == ["A": 1, "B": 2])
    let calibration = try #require(
      try study("calibrate: {prices: p.csv, spec: s.yaml}") as? CalibrationStudy)
    #expect(calibration.output == "x.model.json")
    #expect(calibration.spec?.hasSuffix("studies/s.yaml") == true)
    let simulation = try #require(
      try study("simulate: {model: m.json, scenarios: 10, output: s.npy}") as? SimulationStudy)
    #expect(simulation.output == "s.npy" && simulation.horizon == .day)
    let backtest = try #require(
      try study("backtest: {book: b, from: 2024-01-01, refit: 5d, rule: [historical, gaussian]}")
        as? BacktestStudy)
    #expect(backtest.from == Timestamp("2024-01-01") && backtest.to == nil)
    #expect(backtest.refit == .days(5) && backtest.rules == ["historical", "gaussian"])
    let stress = try #require(try study("stress: {book: b}") as? StressStudy)
    #expect(stress.rule == "shortfall" && stress.library == "crises")
    let surface = try #require(
      try study("surface: {chain: c.csv, kind: essvi, underlying: [BTC, ETH]}") as? SurfaceStudy)
    #expect(surface.kind == .essvi && surface.underlyings == ["BTC", "ETH"])
    #expect(surface.chain.hasSuffix("studies/c.csv"))
  }

  @Test(
    arguments: [
      ("margn: {book: b}", 1, "Did you mean margin?"),
      ("margin: {book: b}\nrisk: {book: b}", 2, "Put each study in a file of its own."),
      ("margin:\n  book: b\n  sed: 1", 3, "Did you mean seed?"),
      ("margin:\n  book: b\n  as_of: 2024-01-01", 3, "Did you mean as-of?"),
      ("margin:\n  book: b\n  as-of: soon", 3, "Give a date"),
      ("margin:\n  book: b\n  seed: -1", 3, "Give a whole number from 0."),
      ("margin:\n  book: b\n  scenarios: 0", 3, "Give a whole number from 1"),
      ("margin:\n  book: b\n  rule: []", 3, "Name at least one"),
      ("margin:\n  seed: 1", 2, "Add it: book"),
      ("margin: 1", 1, "Write `key: value` lines"),
      ("margin:\n  book: b\n  volatility: ewmaa", 3, "Did you mean ewma?"),
      ("margin:\n  book: b\n  mark: A", 3, "Give a price such as BTC=61000."),
      ("margin:\n  book: b\n  mark: [A=1, A=2]", 3, "Give one price for each asset."),
      ("margin:\n  book: b\n  duplicates: frist", 3, "Known here: keep-last, sum."),
      ("risk:\n  book: b\n  level: 1.5", 3, "Give a level between 0 and 1"),
      ("risk:\n  book: b\n  horizon: 0d", 3, "Give a time span such as 2d."),
      ("simulate:\n  scenarios: 5", 2, "Add it: model"),
      ("surface:\n  kind: svi", 2, "Add it: chain"),
      ("surface:\n  chain: c\n  kind: sabr", 3, "Known here: svi, essvi, ssvi."),
      ("calibrate:\n  prices: p\n  output: a/b.json", 3, "Give a name alone"),
    ] as [(String, Int, String)])
  func errorsHaveALineAndARemedy(yaml: String, line: Int, remedy: String) throws {
    let error = try refusal(yaml)
    #expect(error.kind == .data)
    #expect(error.place?.line == line)
    #expect(error.remedy.hasPrefix(remedy), "\(error)")
  }

  /// A study in a file and the same study in code have the same answer.
  @Test func theFileMeansWhatTheStudyMeans() throws {
    let files = try StudyFolder()
    let read = try files.run()
    let written = try MarginStudy(
      book: BookSettings(files: BookFiles(folder: files.path("desk"))),
      rules: [files.path("rules/one.yaml")]
    ).run(in: RunEnvironment(threads: 1))
    #expect(read.records == written.records)
    #expect(read.document == written.document)
  }

  @Test(arguments: ["margin-levels", "scenario-convergence", "rule-comparison", "filtered-history"])
  func shippedStudiesRun(name: String) throws {
    let report = try StudyFile(name).study.run(in: RunEnvironment())
    #expect(report.records.rowCount >= 9)
    #expect(!report.figures.isEmpty)
  }

  /// What a run would read, known before it runs: a sweep finds out by it whether a cell is stale.
  @Test(arguments: [
    "margin: {book: ../desk, rule: [../rules/one.yaml, shortfall]}",
    "margin: {book: ../desk, rule: ../rules/one.yaml, model: ../m.json}",
    "risk: {book: ../desk, method: [historical, monte-carlo], scenarios: 500}",
    "risk: {book: ../desk, spec: ../specs/s.yaml, scenarios: 500}",
    "risk: {book: ../desk, model: ../m.json, scenarios: 500}",
    "stress: {book: ../desk, rule: ../rules/one.yaml, library: ../library.yaml}",
    "backtest: {book: ../desk, rule: [historical, ../rules/one.yaml], from: 2022-07-01, refit: 10d}",
    "calibrate: {prices: ../desk/prices.csv, previous: ../m.json}",
    "calibrate: {prices: ../desk/prices.csv}", "simulate: {model: ../m.json, scenarios: 10}",
  ]) func inputsAreKnownBeforehand(yaml: String) throws {
    let files = try StudyFolder()
    try files.write(
      "library.yaml", "scenarios:\n  - {name: down, shocks: {default: {relative: -0.3}}}\n")
    let model = try CalibrationStudy(
      prices: files.path("desk/prices.csv"), output: files.path("m.json")
    ).run(in: RunEnvironment())
    try files.write(
      "m.json", String(decoding: try #require(model.attachments.first).bytes, as: UTF8.self))
    try files.write("studies/x.yaml", yaml)
    let study = try #require(
      try StudyFile(files.path("studies/x.yaml")).study as? any FileStudy)
    let known = try study.inputs(SharedWork())
    let report = try study.run(in: RunEnvironment())
    #expect(Set(known) == Set(report.manifest.inputs))
    #expect(known.count >= 1)
  }
}
