import Foundation
import Plimsoll
import TestBooks
import Testing

@Suite struct AntiProcyclicalityReportTests {
  private func withBook<Value>(_ body: (BookSettings) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("book-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(SyntheticPrices.csv(["A", "B"], days: 330).utf8)
      .write(to: folder.appendingPathComponent("prices.csv"))
    try Data("account,instrument,quantity\nlong,A,3\nlong,B,2\nspread,A,3\nspread,B,-2\n".utf8)
      .write(to: folder.appendingPathComponent("positions.csv"))
    return try body(BookSettings(files: BookFiles(folder: folder.path)))
  }

  private func cells(_ column: String, of table: CSVTable) throws -> [CSVValue] {
    let place = try #require(table.columns.firstIndex(of: column))
    return table.rows.map { $0[place] }
  }

  private func number(_ value: CSVValue) throws -> Double {
    guard case .number(let number) = value else {
      Issue.record("\(value) is not a number")
      return .nan
    }
    return number
  }

  @Test func marginReportsTellWhatOptionsAdd() throws {
    try withBook { settings in
      let rules = [
        "filtered-historical", "buffered", "stressed-observations", "stressed-blend", "long-floor",
      ]
      let report = try MarginStudy(book: settings, rules: rules).run(in: RunEnvironment())
      let added = try cells("anti_procyclicality", of: report.records)
      let initial = try cells("initial_margin", of: report.records)
      #expect(report.records.columns.suffix(2) == ["anti_procyclicality", "open_orders"])
      #expect(added[0] == .blank && added[1] == .blank)
      for place in 0..<2 {
        let plain = try number(initial[place])
        for rule in 1..<5 {
          let row = 2 * rule + place
          #expect(try number(added[row]) == (try number(initial[row])) - plain)
        }
        #expect(abs(try number(initial[2 + place]) - 1.25 * plain) < 1e-9 * plain)
      }
      let text = try #require(report.document?.text)
      #expect(text.contains("## Anti-procyclicality"))
      #expect(text.contains("over the longest available, not Art. 28(1)(c)"))
      for article in ["Art. 28(1)(a)", "Art. 28(1)(b)", "an approximation of", "buffer full"] {
        #expect(text.contains(article))
      }
    }
  }

  @Test func rulesWithoutOptionHaveNoSuchSection() throws {
    try withBook { settings in
      let report = try MarginStudy(book: settings, rules: ["historical"])
        .run(in: RunEnvironment())
      #expect(report.document?.text.contains("Anti-procyclicality") == false)
    }
  }

  @Test func backtestsDrawTheFrontier() throws {
    try withBook { settings in
      let rules = ["filtered-historical", "buffered", "long-floor"]
      let report = try BacktestStudy(book: settings, rules: rules).run(in: RunEnvironment())
      let table = try #require(report.tables.first { $0.path == "frontier.csv" }?.table)
      #expect(table.rows.count == 6)
      let states = try cells("on_frontier", of: table)
      let beaters = try cells("beaten_by", of: table)
      for (state, beaten) in zip(states, beaters) {
        #expect(state == .text(beaten == .text("") ? "yes" : "no"))
      }
      // The cheapest rule is on the frontier, for no other costs as little.
      #expect(states[0] == .text("yes") && states[3] == .text("yes"))
      let text = try #require(report.document?.text)
      #expect(text.contains("## Coverage, cost, procyclicality"))
      #expect(text.contains("no other rule beats filtered-historical"))
      let drawn = Set(report.charts.map(\.path))
      for chart in ["cost-procyclicality", "coverage-procyclicality"] {
        #expect(drawn.contains("charts/frontier-\(chart).svg"))
        #expect(text.contains("charts/frontier-\(chart).svg"))
      }
    }
  }

  @Test func oneRuleIsNoFrontier() throws {
    try withBook { settings in
      let report = try BacktestStudy(book: settings, rules: ["historical"])
        .run(in: RunEnvironment())
      #expect(!report.tables.contains { $0.path == "frontier.csv" })
      #expect(report.document?.text.contains("Coverage, cost") == false)
    }
  }
}
