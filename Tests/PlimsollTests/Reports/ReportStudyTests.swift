import Foundation
import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import Plimsoll

/// A temporary folder, removed when it goes.
private final class Scratch {
  let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ name: String, _ text: String) throws {
    try OutputFolder.write(Array(text.utf8), toFile: path(name))
  }

  /// Runs the study and writes its results.
  func save(_ study: any Study, to name: String) throws {
    try study.run(in: RunEnvironment(threads: 2)).folder(style: .full).write(to: path(name))
  }

  /// The report of a folder.
  func report(
    _ name: String, other: String? = nil, output: String? = nil, last: Int = 30,
    threshold: Double = 0.5
  ) throws -> Report {
    try ReportStudy(
      folder: path(name), other: other.map(path), output: output.map(path), last: last,
      threshold: threshold
    ).run(in: RunEnvironment())
  }
}

@Suite struct SavedResultTests {
  /// What names a row names one alone, in every table of the committed reports: two runs are compared row
  /// by row.
  @Test func keysNameOneRow() throws {
    let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../../reports")
      .standardized.path
    var seen = 0
    for report in try FileManager.default.contentsOfDirectory(atPath: folder) {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(report)")
      where name.hasSuffix(".csv") && name != "sweep.csv" {
        let table = try CSVFile(InputFile(path: "\(folder)/\(report)/\(name)"))
        let key = try #require(SavedView.key(of: name), "\(report)/\(name)")
        let places = try key.map { try #require(table.index(of: $0), "\(name): \($0)") }
        let rows = (0..<table.rowCount).map { row in
          places.map { table.text(row: row, column: $0) }
        }
        #expect(Set(rows).count == rows.count, "\(report)/\(name)")
        seen += 1
      }
    }
    #expect(seen > 40)
  }

  private let files: StudyFolder
  private let scratch: Scratch

  init() throws {
    files = try StudyFolder(accounts: 3)
    try files.write(
      "desk/collateral.csv", "account,asset,amount\na0,USD,1\na1,USD,100000\na2,USD,200000\n")
    scratch = try Scratch()
  }

  private func save(_ yaml: String, to name: String) throws {
    try files.write("studies/x.yaml", yaml)
    try scratch.save(try StudyFile(files.path("studies/x.yaml")).study, to: name)
  }

  @Test func oneRun() throws {
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "margin")
    let kept = try scratch.report("margin")
    #expect(kept.documentPath == "summary.md")
    try FileManager.default.removeItem(atPath: scratch.path("margin/report.md"))
    let report = try scratch.report("margin")
    #expect(report.documentPath == "report.md")
    let text = try #require(report.document?.text)
    #expect(
      text.contains(
        "- **rule one: 1 account short of initial margin by 178.85 USD: a0 (bankrupt)**"))
    for name in ["margin.csv", "contributions.csv"] {
      #expect(
        try CSVFile(InputFile(path: scratch.path("margin/\(name)"))).rowCount > 0)
    }
    #expect(text.contains("## contributions.csv") && text.contains("prices.csv"))
    #expect(text.contains("](charts/margin-levels-one.svg)"))
    // The records are the main table as it was saved.
    let saved = try CSVFile(InputFile(path: scratch.path("margin/margin.csv")))
    #expect(report.records.columns == saved.header && report.records.rowCount == saved.rowCount)
    #expect(report.headline.rows.count == 3)
    // Lowest margin levels first.
    #expect(report.headline.rows[0][0] == "a0")
  }

  @Test func elsewhereLinksLeadBack() throws {
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "night/margin")
    let report = try scratch.report("night/margin", output: "pages/deep")
    #expect(report.documentPath == "report.md")
    let text = try #require(report.document?.text)
    #expect(text.contains("](../../night/margin/charts/margin-levels-one.svg)"))
    #expect(text.contains("](../../night/margin/report.md)"))
  }

  @Test func aNight() throws {
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "night/margin")
    try save("stress: {book: ../desk, rule: ../rules/one.yaml}", to: "night/stress")
    try save("risk: {book: ../desk, method: historical}", to: "night/risk")
    let model = try CalibrationStudy(
      prices: files.path("desk/prices.csv"), output: "m.model.json"
    ).run(in: RunEnvironment())
    try scratch.write(
      "night/calibrate/m.model.json",
      String(decoding: try #require(model.attachments.first).bytes, as: UTF8.self))
    try scratch.write("night/log.txt", "started")
    try scratch.write("night/logs/x.log", "started")
    let report = try scratch.report("night")
    let text = try #require(report.document?.text)
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings == ["## calibrate", "## risk", "## margin", "## stress", "## Inputs"])
    // What calls for a decision comes before anything else.
    let verdict = try #require(
      text.range(of: "- **margin: rule one: 1 account short of initial margin"))
    #expect(verdict.lowerBound < (try #require(text.range(of: "## calibrate")).lowerBound))
    #expect(text.contains("[full report](margin/report.md) · [page](margin/report.html)"))
    #expect(text.contains("m.model.json") && text.contains(Release.version))
    // Columns are named in words.
    #expect(text.contains("| margin level |") || text.contains("| margin level after |"))
    #expect(!text.contains("margin_level"))
    #expect(
      report.headline.rows.map { $0[0] }.unique() == ["calibrate", "risk", "margin", "stress"])
    // Rendering again, with the page in place, gives the same page.
    try report.folder(style: .rendered).write(to: scratch.path("night"))
    #expect(try scratch.report("night").document == report.document)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("night/run.json")))
  }

  @Test func aRejectedModel() throws {
    let model = try CalibrationStudy(
      prices: files.path("desk/prices.csv"), output: "m.model.json"
    ).run(in: RunEnvironment())
    let json = String(decoding: try #require(model.attachments.last).bytes, as: UTF8.self)
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "night/margin")
    try scratch.write("night/calibrate/m.model.json.rejected", json)
    let verdict = "- **calibrate: its gates rejected the model m.model.json.rejected; the last good"
    #expect(try scratch.report("night").document?.text.contains(verdict) == true)
    // The good one of another night beside it.
    try scratch.write("night/calibrate/m.model.json", json)
    let text = try #require(try scratch.report("night").document?.text)
    #expect(text.contains(verdict) && text.contains("| A "))
  }

  @Test func aNightThatReadDifferentPrices() throws {
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "night/margin")
    let prices = try files.text("desk/prices.csv")
    try files.write(
      "desk/prices.csv", prices.split(separator: "\n").dropLast().joined(separator: "\n"))
    try save("risk: {book: ../desk, method: historical}", to: "night/risk")
    let text = try #require(try scratch.report("night").document?.text)
    #expect(text.contains("**Different files of one name were read: prices.csv.**"))
  }

  @Test func brokenFolders() throws {
    func refusal(_ name: String, _ kind: InputError.Kind, _ place: String) {
      let error = #expect(throws: InputError.self) { try scratch.report(name) }
      #expect(error?.kind == kind)
      #expect(error?.place?.file.hasSuffix(place) == true, "\(String(describing: error))")
      #expect(error?.remedy.isEmpty == false)
    }
    refusal("none", .absentFile, "none")
    try scratch.write("empty/readme.txt", "")
    refusal("empty", .absentFile, "empty")
    try save("margin: {book: ../desk, rule: ../rules/one.yaml}", to: "night/margin")
    try scratch.write("night/stress/stress.csv", "account\n")
    refusal("night", .absentFile, "night/stress/run.json")
    try FileManager.default.removeItem(atPath: scratch.path("night/stress"))
    try scratch.write("night/margin/contributions.csv", "a,b\n1\n")
    refusal("night", .data, "night/margin/contributions.csv")
    try FileManager.default.removeItem(atPath: scratch.path("night/margin/contributions.csv"))
    try FileManager.default.removeItem(atPath: scratch.path("night/margin/margin.csv"))
    refusal("night", .absentFile, "night/margin/margin.csv")
    for text in ["", "{", "[]", "{\"version\": 1}"] {
      try scratch.write("night/margin/run.json", text)
      refusal("night/margin", .data, "night/margin/run.json")
    }
  }

  /// What a run failed at is in its record, and a night says it.
  @Test func failedChecksAreKept() throws {
    try files.write("studies/x.yaml", "margin: {book: ../desk, rule: ../rules/one.yaml}")
    try scratch.save(
      SweepStudy(study: files.path("studies/x.yaml"), vary: ["rule.level=0.9,1.5"]), to: "n/sweep")
    let text = try #require(try scratch.report("n").document?.text)
    #expect(text.contains("- **sweep: 1 of 2 cells failed**"))
    #expect(text.contains("**warning** rule.level 1.5: "))
  }
}

@Suite struct ComparisonReportTests {
  @Test func twoRuns() throws {
    let files = try StudyFolder()
    let scratch = try Scratch()
    func save(_ rules: String, seed: Int, to name: String) throws {
      try files.write(
        "studies/x.yaml", "margin: {book: ../desk, rule: \(rules), seed: \(seed)}")
      try scratch.save(try StudyFile(files.path("studies/x.yaml")).study, to: name)
    }
    try save("[../rules/one.yaml]", seed: 1, to: "a")
    try save("[../rules/one.yaml]", seed: 1, to: "same")
    try save("[../rules/one.yaml, ../rules/two.yaml]", seed: 2, to: "b")

    let same = try scratch.report("a", other: "same")
    #expect(same.records.rowCount == 0)
    #expect(same.document?.text.contains("**The tables are the same.**") == true)
    #expect(
      same.document?.text.contains("The same release, seed, settings and inputs.") == true)

    let report = try scratch.report("a", other: "b")
    let text = try #require(report.document?.text)
    #expect(text.contains("| seed ") && text.contains("| input: two.yaml"))
    #expect(text.contains("study: rules[1]"))
    let first = try CSVFile(InputFile(path: scratch.path("a/margin.csv")))
    let second = try CSVFile(InputFile(path: scratch.path("b/margin.csv")))
    // Every figure of every row that both have, by hand.
    var expected: [String: (Double, Double)] = [:]
    for row in 0..<first.rowCount {
      for column in first.header.indices {
        guard let before = first.number(row, column), let after = second.number(row, column),
          before != after
        else { continue }
        expected["\(first.text(row, "account")) / one,\(first.header[column])"] = (before, after)
      }
    }
    #expect(expected.count > 5)
    var found = 0
    var largest = Double.infinity
    for row in report.records.rows where row[0] == "margin.csv" {
      guard case .text(let key) = row[1], case .text(let column) = row[2] else { continue }
      if column.isEmpty {
        #expect(key.hasSuffix(" / two") && row[3] == .blank)
        continue
      }
      let (before, after) = try #require(expected["\(key),\(column)"])
      #expect(row[3] == .number(before) && row[4] == .number(after))
      #expect(row[5] == .number(after - before))
      guard case .number(let relative) = row[6] else {
        #expect(before == 0)
        continue
      }
      #expect(relative == (after - before) / abs(before))
      #expect(abs(relative) <= largest)
      largest = abs(relative)
      found += 1
    }
    #expect(found == expected.values.count { $0.0 != 0 })
    let removed = try scratch.report("b", other: "a").records.rows.filter {
      $0[0] == "margin.csv" && $0[2] == ""
    }
    #expect(removed.map { $0[4] } == [.blank, .blank])
  }

  @Test func differentVerbs() throws {
    let files = try StudyFolder()
    let scratch = try Scratch()
    for (verb, rest) in [("margin", "rule: ../rules/one.yaml"), ("risk", "method: historical")] {
      try files.write("studies/x.yaml", "\(verb): {book: ../desk, \(rest)}")
      try scratch.save(try StudyFile(files.path("studies/x.yaml")).study, to: verb)
    }
    let error = #expect(throws: InputError.self) { try scratch.report("margin", other: "risk") }
    #expect(error?.kind == .usage)
    #expect(throws: InputError.self) { try scratch.report("margin", other: "none") }
  }

  /// A table that no one knows is matched by as many of its first columns as it takes.
  @Test func unknownTables() throws {
    func table(_ rows: String) throws -> CSVFile {
      try CSVFile(InputFile(name: "new.csv", text: "desk,day,value,word\n" + rows))
    }
    let difference = try TableDifference(
      table("x,1,10,a\nx,2,0,a\ny,1,-4,a\n"), table("y,1,-5,b\nx,2,3,a\nz,1,1,a\n"))
    #expect(difference.key == ["desk", "day"])
    #expect(difference.shared == 2 && difference.added == 1 && difference.removed == 1)
    #expect(
      difference.changes == [
        .init(
          key: "x / 2", column: "value", before: 0.0, after: 3.0, absolute: 3, relative: nil),
        .init(
          key: "y / 1", column: "value", before: -4.0, after: -5.0, absolute: -1,
          relative: -0.25),
        .init(key: "x / 1", column: "", before: "row", after: .blank),
        .init(key: "y / 1", column: "word", before: "a", after: "b"),
        .init(key: "z / 1", column: "", before: .blank, after: "row"),
      ])
    #expect(throws: InputError.self) {
      try TableDifference(table("x,1,1,a\nx,1,1,a\n"), table("x,1,1,a\n"))
    }
  }
}

@Suite struct DriftReportTests {
  private func model(
    _ day: Int, volatilities: [String: Double], degrees: Double = 5,
    diagnostics: [Diagnostic] = []
  ) -> RiskModel {
    let names = volatilities.keys.sorted()
    let correlation = Matrix(
      names.indices.map { i in names.indices.map { j in i == j ? 1 : 0.5 } })
    return RiskModel(
      asOf: Timestamp(seconds: (20_000 + day) * 86_400), bar: .day,
      factors: names.map { name in
        FactorModel(
          factor: RiskFactor(name),
          volatility: VolatilityModel(model: .constant, perBar: volatilities[name] ?? 0),
          innovations: .studentT(StudentTInnovations(degreesOfFreedom: degrees, cut: 10)))
      },
      dependence: Dependence(correlation: correlation, degreesOfFreedom: 4),
      diagnostics: diagnostics)
  }

  private func save(_ model: RiskModel, _ scratch: Scratch, as name: String) throws {
    try scratch.write(
      "models/\(name).model.json",
      String(decoding: try model.encoded(name: name).json, as: UTF8.self))
  }

  @Test func jumpsComingsAndDiagnostics() throws {
    let scratch = try Scratch()
    let old = Diagnostic(.note, "A", "100 returns were filled")
    try save(
      model(0, volatilities: ["A": 0.02, "B": 0.04], diagnostics: [old]), scratch, as: "c-first")
    try save(
      model(
        1, volatilities: ["A": 0.025, "B": 0.012],
        diagnostics: [
          Diagnostic(.note, "A", "101 returns were filled"),
          Diagnostic(.warning, "B", "frozen for 3 bars"),
        ]), scratch, as: "b-second")
    try save(
      model(2, volatilities: ["B": 0.013, "C": 0.05], degrees: 8), scratch, as: "a-third")
    let report = try scratch.report("models")
    let text = try #require(report.document?.text)
    #expect(text.contains("3 models from 2024-10-03 to 2024-10-05: 2 jumps, 1 of them in the last"))
    // -70 % of B's volatility, +60 % of its degrees of freedom.
    #expect(text.contains("| 2024-10-04 | B      | volatility_per_bar |   0.04 | 0.012 | -70.0% |"))
    #expect(text.contains("| 2024-10-05 | B      | degrees_of_freedom |      5 |     8 | +60.0% |"))
    #expect(text.contains("| 2024-10-05 | C   | A    |"))
    #expect(text.contains("- 2024-10-04: **warning** B: frozen for 3 bars"))
    #expect(!text.contains("101 returns"))
    #expect(Set(report.charts.map(\.path)).isSuperset(of: ["charts/volatility.svg"]))
    for chart in report.charts { #expect(text.contains("](\(chart.path))")) }

    let table = report.records
    #expect(table.columns == ["as_of", "factor", "parameter", "value", "change"])
    let volatility = table.rows.filter { $0[1] == "B" && $0[2] == "volatility_per_bar" }
    #expect(volatility.map { $0[3] } == [0.04, 0.012, 0.013])
    #expect(volatility[0][4] == .blank)
    #expect(volatility[1][4] == .number((0.012 - 0.04) / 0.04))
    // A factor's first model has no change, later than others or not.
    #expect(table.rows.filter { $0[1] == "C" }.allSatisfy { $0[4] == .blank })
    #expect(table.rows.contains { $0[1] == "" && $0[2] == "copula_degrees_of_freedom" })
    #expect(
      try scratch.report("models", threshold: 0.65).document?.text.contains("1 jump,") == true)
    let last = try scratch.report("models", last: 2)
    #expect(last.document?.text.contains("2 models from 2024-10-04") == true)
    // Later models alone count: the one before them is not known.
    #expect(last.records.rows.filter { $0[0] == "2024-10-04" }.allSatisfy { $0[4] == .blank })
  }

  @Test func nightsThatBroughtNothingNew() throws {
    let scratch = try Scratch()
    for name in ["a", "b", "c"] { try save(model(0, volatilities: ["A": 0.02]), scratch, as: name) }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models/current.model.json"), withDestinationPath: "c.model.json")
    let report = try scratch.report("models")
    #expect(report.document?.text.contains("**One model: nothing to compare yet.**") == true)
    #expect(report.diagnostics.map(\.subject) == ["c.model.json"])
    #expect(report.diagnostics[0].message.hasPrefix("2 other files are of 2024-10-03 as well"))
    #expect(report.charts.isEmpty)
  }

  @Test func aBrokenModel() throws {
    let scratch = try Scratch()
    try save(model(0, volatilities: ["A": 0.02]), scratch, as: "a")
    try scratch.write("models/b.model.json", "{}")
    let error = #expect(throws: InputError.self) { try scratch.report("models") }
    #expect(error?.kind == .data)
    #expect(error?.place?.file.hasSuffix("models/b.model.json") == true)
  }
}
