import Foundation
import Plimsoll
import Testing

/// The program of the README, so that it keeps compiling and running.
@Suite struct ReadmeTests {
  private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test func theLibraryExampleRuns() throws {
    let book = try Book(reading: BookFiles(folder: "\(root)/models/books/sample"))
    let model = try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: CalibrationSpec())
    let scenarios = try MonteCarlo(model, bars: 2, count: 2_000, seed: 1)
    let pnl = try PortfolioPnL(book, under: scenarios, horizon: .days(2)).ofAccount(0)
    let level = try #require(ConfidenceLevel(0.99))
    let shortfall = pnl.expectedShortfall(at: level)
    #expect(shortfall.value.isFinite && shortfall.standardError != nil)
  }

  /// The first screen's rows under the shipped rule are those of the committed report.
  @Test func theFirstScreenIsTheReports() throws {
    let readme = try String(contentsOfFile: "\(root)/README.md", encoding: .utf8)
    let margin = try CSVFile(try InputFile(path: "\(root)/reports/margin/margin.csv"))
    let columns = try ["account", "rule", "initial_margin"].map(margin.requiredIndex)
    var checked = 0
    for row in 0..<margin.rowCount
    where margin.text(row: row, column: columns[1]) == "shortfall" {
      let account = margin.text(row: row, column: columns[0])
      let initial = try margin.requiredNumber(row: row, column: columns[2])
      let line = try #require(
        readme.split(separator: "\n").first { $0.hasPrefix("\(account) ") }, "no row of \(account)")
      #expect(line.contains(NumberText.money(initial)))
      checked += 1
    }
    #expect(checked == 9)
  }
}
