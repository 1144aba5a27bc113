import Foundation
import PlimsollMarket
import Testing

@testable import Plimsoll

/// Two runs of one verb in folders of their own, and their comparison.
@Suite struct ExplanationRunsTests {
  private let files: StudyFolder
  private let environment = RunEnvironment(threads: 2)

  init() throws {
    files = try StudyFolder(accounts: 3)
    for day in ["one", "two"] {
      try files.write("\(day)/prices.csv", try files.text("desk/prices.csv"))
      try files.write("\(day)/positions.csv", try files.text("desk/positions.csv"))
    }
    // The second day: an account more and one less, a larger position, another last price.
    try files.write(
      "two/positions.csv",
      "account,instrument,quantity\na0,A,1\na0,B,-2\na1,A,4\na1,B,-2\nfresh,A,2\n")
    let lines = try files.text("one/prices.csv").split(separator: "\n")
    try files.write("two/prices.csv", lines.dropLast(3).joined(separator: "\n") + "\n")
  }

  private func save(_ yaml: String, to name: String) throws {
    try files.write("studies/x.yaml", yaml)
    try StudyFile(files.path("studies/x.yaml")).study.run(in: environment)
      .folder(style: .full).write(to: files.path(name))
  }

  private func compare() throws -> Report {
    try ReportStudy(folder: files.path("a"), other: files.path("b")).run(in: environment)
  }

  private func rows(_ report: Report) throws -> [[String: CSVValue]] {
    let table = try #require(report.tables.first { $0.path == "explanation.csv" }?.table)
    return table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.columns, $0)) }
  }

  private func number(_ row: [String: CSVValue], _ column: String) -> Double {
    if case .number(let number)? = row[column] { number } else { .nan }
  }

  private func saveTwoDays() throws {
    try save("margin: {book: ../one, rule: ../rules/one.yaml}", to: "a")
    try save(
      "margin: {book: ../two, rule: [../rules/one.yaml, ../rules/two.yaml], seed: 7}", to: "b")
  }

  @Test func everyStepIsARun() throws {
    try saveTwoDays()
    let report = try compare()
    #expect(report.diagnostics.isEmpty)
    let rows = try rows(report)
    let steps = ["from_positions", "from_prices", "from_model", "from_rule"]
    for row in rows {
      let sum = steps.reduce(0) { $0 + number(row, $1) }
      let change = number(row, "after") - number(row, "before")
      #expect(
        abs(sum - change) <= 1e-12
          * (number(row, "after").magnitude + number(row, "before").magnitude))
      #expect(number(row, "unexplained") == 0)
    }
    func row(_ account: String, _ rule: String) throws -> [String: CSVValue] {
      try #require(
        rows.first {
          $0["account"] == .text(account) && $0["rule"] == .text(rule)
            && $0["measure"] == .text("initial_margin")
        })
    }
    // Each state on its own, put together by hand.
    func margin(_ yaml: String) throws -> Double {
      try save("margin: {\(yaml), rule: ../rules/one.yaml}", to: "state")
      let table = try CSVFile(InputFile(path: files.path("state/margin.csv"))).records
      let key = ExplainedFigures.Key(account: "a1", rule: "one", measure: "initial_margin")
      return try #require(MarginStudy.figures(of: table).values[key])
    }
    let states = [
      try margin("book: ../one"), try margin("book: ../one, positions: ../two/positions.csv"),
      try margin("book: ../two"), try margin("book: ../two, seed: 7"),
    ]
    let a1 = try row("a1", "one")
    #expect(number(a1, "before") == states[0] && number(a1, "after") == states[3])
    for (place, step) in steps.prefix(3).enumerated() {
      #expect(number(a1, step) == states[place + 1] - states[place])
      #expect(number(a1, step) != 0)
    }
    #expect(number(a1, "from_rule") == 0)
    let gone = try row("a2", "one")
    #expect(gone["note"] == .text("account gone") && number(gone, "after") == 0)
    #expect(number(gone, "from_positions") == -number(gone, "before"))
    #expect(try row("fresh", "one")["note"] == .text("new account"))
    #expect(try row("a1", "two")["note"] == .text("new rule"))
    let text = try #require(report.document?.text)
    #expect(text.contains("## Why figures moved") && text.contains("In one run only: two."))
    #expect(text.contains("**all accounts, one: initial margin went from "))
    #expect(text.contains("](charts/bridge-one-all-accounts.svg)"))
    // A chart of all accounts, and of the three that moved most.
    let moved = rows.filter {
      $0["rule"] == .text("one") && $0["measure"] == .text("initial_margin")
    }.sorted { number($0, "change").magnitude > number($1, "change").magnitude }
    let names =
      ["all-accounts"]
      + moved.prefix(3).compactMap { row in
        if case .text(let name)? = row["account"] { name } else { nil }
      }
    #expect(report.charts.map(\.path) == names.map { "charts/bridge-one-\($0).svg" })
  }

  @Test func theSameRunDoesNotMove() throws {
    try saveTwoDays()
    let report = try ReportStudy(folder: files.path("a"), other: files.path("a"))
      .run(in: environment)
    #expect(report.document?.text.contains("**No figure moved**") == true)
    #expect(report.charts.isEmpty)
  }

  @Test func riskIsExplainedToo() throws {
    let study = "method: [historical, monte-carlo], level: [0.9, 0.99], scenarios: 500"
    try save("risk: {book: ../one, \(study)}", to: "a")
    try save("risk: {book: ../two, \(study), seed: 3}", to: "b")
    let report = try compare()
    #expect(report.diagnostics.isEmpty)
    let rows = try rows(report)
    #expect(rows.contains { $0["rule"] == .text("monte-carlo es 0.99 1d") })
    let past = rows.filter { $0["rule"] == .text("historical var 0.9 1d") }
    #expect(past.count == 4 && past.allSatisfy { number($0, "from_model") == 0 })
    #expect(rows.allSatisfy { number($0, "unexplained") == 0 })
  }

  /// Without the inputs of then there is no explanation, not half of one.
  @Test(arguments: [
    ("one/prices.csv", "prices.csv", true), ("one/positions.csv", "one/positions.csv", false),
    ("rules/two.yaml", "two.yaml", true),
  ]) func changedOrGoneInputs(file: String, subject: String, isChanged: Bool) throws {
    try saveTwoDays()
    if isChanged {
      try files.write(file, try files.text(file) + "\n")
    } else {
      try FileManager.default.removeItem(atPath: files.path(file))
    }
    let report = try compare()
    #expect(report.tables.map(\.path) == ["comparison.csv"] && report.charts.isEmpty)
    #expect(report.diagnostics.contains { $0.subject.hasSuffix(subject) })
    #expect(report.document?.text.contains("**Not explained:**") == true)
    #expect(report.document?.text.contains("## margin.csv") == true)
  }

  @Test func aNewFileOfTheBookIsNoticed() throws {
    try saveTwoDays()
    try files.write("one/collateral.csv", "account,asset,amount\na0,USD,1\n")
    let report = try compare()
    #expect(report.diagnostics.map(\.subject) == ["collateral.csv"])
    #expect(report.diagnostics.first?.message.hasPrefix("is new since") == true)
  }

  /// The new position has no price in the first run's file.
  @Test func aStateThatCannotBeRun() throws {
    try saveTwoDays()
    try files.write(
      "two/prices.csv",
      try files.text("two/prices.csv").replacing("date,A,B", with: "date,A,C"))
    try files.write("two/positions.csv", "account,instrument,quantity\na0,C,1\n")
    try save("margin: {book: ../two, rule: ../rules/one.yaml}", to: "b")
    let report = try compare()
    #expect(report.tables.map(\.path) == ["comparison.csv"])
    let message = try #require(report.diagnostics.first?.message)
    #expect(message.hasPrefix("the run with positions of the second run fails:"))
  }

  /// A saved figure that the run does not give again is told, with how far off it is.
  @Test func aSavedFigureThatCannotBeReproduced() throws {
    try saveTwoDays()
    let saved = try CSVFile(InputFile(path: files.path("b/margin.csv"))).records
    var forged = CSVTable(columns: saved.columns)
    let place = try #require(saved.columns.firstIndex(of: "initial_margin"))
    for (number, row) in saved.rows.enumerated() {
      var row = row
      if number == 0 { row[place] = .number(1_000_000) }
      forged.append(row)
    }
    try OutputFolder.write(
      forged.encoded(significantDigits: nil), toFile: files.path("b/margin.csv"))
    let report = try compare()
    #expect(report.diagnostics.count == 1)
    #expect(report.diagnostics[0].message.hasPrefix("1 figures are not those saved"))
    #expect(try rows(report).count { number($0, "unexplained") != 0 } == 1)
  }
}
