import Foundation
import Plimsoll
import TestBooks
import Testing

/// A book folder in a temporary place, removed at the end of `body`.
private func withBook<Value>(
  accounts: Int = 2, _ body: (BookSettings) throws -> Value
) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("book-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let positions = (0..<accounts).map { "a\($0)/\($0),A,\($0 + 1)\na\($0)/\($0),B,-2\n" }
  try OutputFolder.write(
    Array(SyntheticPrices.csv(["A", "B"], days: 200).utf8),
    toFile: folder.appendingPathComponent("prices.csv").path)
  try OutputFolder.write(
    Array(("account,instrument,quantity\n" + positions.joined()).utf8),
    toFile: folder.appendingPathComponent("positions.csv").path)
  return try body(BookSettings(files: BookFiles(folder: folder.path)))
}

private func level(_ value: Double) throws -> ConfidenceLevel {
  try #require(ConfidenceLevel(value))
}

@Suite struct StudyTests {
  @Test func studiesAreValues() throws {
    func roundTrip<S: Study & Equatable>(_ study: S) throws {
      #expect(try JSONDecoder().decode(S.self, from: JSONEncoder().encode(study)) == study)
    }
    let book = BookSettings(
      files: BookFiles(folder: "f", prices: "p"), asOf: Timestamp("2024-02-29"),
      marks: ["BTC": 61_000])
    try roundTrip(MarginStudy(book: book, rules: ["a", "b"], scenarios: 10, seed: 3))
    try roundTrip(
      RiskStudy(
        book: book, methods: [.historical], levels: [try level(0.975)], horizons: [.days(2)]))
    try roundTrip(CalibrationStudy(prices: "p", output: "m.json"))
    try roundTrip(
      SimulationStudy(model: "m", scenarios: 5, horizon: .day, seed: 1, output: "x.npy"))
  }

  @Test func aMarginStudyIsItsRuleOnItsBook() throws {
    try withBook { settings in
      let report = try MarginStudy(book: settings, scenarios: 3_000, seed: 5)
        .run(in: RunEnvironment())
      #expect(report.manifest.rules == ["shortfall"])
      let rule = try ShortfallRule(path: shippedRule)
      var context = RiskContext()
      context.scenarioCount = 3_000
      context.seed = 5
      let assessment = try rule.assess(try Book(reading: settings.files), in: context)
      let column = try #require(report.records.columns.firstIndex(of: "initial_margin"))
      #expect(
        report.records.rows.map { $0[column] }
          == assessment.requirements.map { .number($0.initial) })
    }
  }

  private var shippedRule: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("models/rules/shortfall.yaml").path
  }

  @Test func manyAccountsAreListedInPart() throws {
    try withBook(accounts: 60) { settings in
      let report = try MarginStudy(book: settings, scenarios: 500).run(in: RunEnvironment())
      #expect(report.headline.rows.count == 50 && report.headline.note != nil)
      #expect(report.records.rows.count == 60)
      // Two of all accounts; of each of twelve, its P&L and its way from gross to net.
      #expect(report.charts.count == 2 + 12 + 12)
      // Account names hold a slash; file names must not.
      #expect(report.charts.allSatisfy { $0.path.split(separator: "/").count == 2 })
      // The document shows each of them, those of accounts with a slash in their name too.
      let text = try #require(report.document?.text)
      for chart in report.charts { #expect(text.contains("](\(chart.path))")) }
      #expect(Set(report.charts.map(\.path)).count == report.charts.count)
    }
  }

  @Test func committedReportsHoldNothingOfTheMachine() throws {
    try withBook { settings in
      let report = try MarginStudy(book: settings, scenarios: 500).run(in: RunEnvironment())
      let full = report.folder(style: .full).paths
      let committed = report.folder(style: .committed).paths
      #expect(full.contains("run.json") && !committed.contains("run.json"))
      #expect(committed.contains("margin.csv") && committed.contains("report.md"))
    }
  }

  @Test func settingsThatNothingUsesAreRefused() throws {
    try withBook { settings in
      var overrides = SpecOverrides()
      overrides.volatility = .constant
      #expect(throws: InputError.self) {
        try MarginStudy(book: settings, rules: ["historical"], overrides: overrides)
          .run(in: RunEnvironment())
      }
      #expect(throws: InputError.self) {
        try MarginStudy(book: settings, rules: ["shortfall", "shortfall"])
          .run(in: RunEnvironment())
      }
      let levels = [try level(0.9), try level(0.9)]
      #expect(throws: InputError.self) {
        try RiskStudy(
          book: settings, methods: [.historical], levels: levels, horizons: [.day]
        ).run(in: RunEnvironment())
      }
    }
  }

  @Test func overridesReachEveryFactor() throws {
    try withBook { settings in
      var overrides = SpecOverrides()
      overrides.innovations = .normal
      overrides.volatility = .constant
      overrides.correlation = .sample
      overrides.dependence = .gaussian
      let study = MarginStudy(book: settings, overrides: overrides, scenarios: 500)
      let report = try study.run(in: RunEnvironment())
      let text = try #require(report.document?.text)
      #expect(text.contains("normal") && !text.contains("degrees") && text.contains("by sample"))
    }
  }

  @Test func scenarioFilesAreRefusedBeforeReading() {
    #expect(throws: InputError.self) {
      try SimulationStudy(
        model: "absent", scenarios: 1, horizon: .day, seed: 1, output: "out.txt"
      ).run(in: RunEnvironment())
    }
  }
}
