import Foundation
import PlimsollMarket
import Testing

@testable import Plimsoll

/// Study files, swept fields and orders, damaged.
@Suite struct StudyReaderTests {
  static let family = "studies"

  static let readers: [FuzzReader] = [
    FuzzReader(
      "study", "study-margin.yaml", "study-monitor.yaml", "study-stress.yaml",
      "study-waterfall.yaml"
    ) { file in _ = try StudyFile(try file.path()) },
    FuzzReader("vary", "vary.txt", "vary-list.txt") { file in
      let field = try VariedField(file.text)
      try BrokenPromise.unless(
        Set(field.values).count == field.values.count && !field.values.contains(""),
        "values are there once")
      for value in field.values { _ = VariedField.cell(value) }
      _ = try? field.path.places(inStudyAt: try FuzzReader.path("study-margin.yaml"))
    },
    FuzzReader("pretrade-orders", "pretrade-orders.csv") { file in
      let table = try CSVFile(file.input)
      let reader = try OrderReader(table)
      for row in 0..<table.rowCount {
        let order = try reader.order(row: row)
        try BrokenPromise.unless(order.quantity.isFinite, "quantities are finite")
      }
    },
    FuzzReader("pretrade-lines", "pretrade-orders.csv") { file in
      var lines = OrderLines(file.name)
      for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
        _ = try lines.next(String(line))
      }
    },
  ]

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(StudyReaderTests.family, StudyReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
