import Foundation
import Plimsoll
import Testing

private let sample = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../models/books/sample").standardized.path

@Suite struct WhatIfTests {
  private let settings = BookSettings(files: BookFiles(folder: sample))

  /// A position that takes an account over a limit counts for `--fail-on-breach`, like one it holds.
  @Test func limitsBrokenByWhatIsAddedAreTold() throws {
    let limits = try ShippedFiles.rule("limits")
    func run(_ quantity: Double) throws -> (report: Report, limits: CSVValue) {
      let report = try MarginStudy(
        book: settings, rules: [limits], failsOnBreach: true,
        whatIf: WhatIf(
          trades: [.init(instrument: "BTC-PERP", quantity: quantity)], account: "basis")
      ).run(in: RunEnvironment())
      let table = try #require(report.tables.first { $0.path == "what-if.csv" }).table
      let column = try #require(table.columns.firstIndex(of: "breaches_after"))
      return (report, table.rows[0][column])
    }
    let large = try run(10_000)
    guard case .text(let broken) = large.limits else { throw CancellationError() }
    #expect(broken.contains("position-limit BTC"))
    #expect(large.report.failedChecks.contains { $0.contains("with the positions added") })
    #expect(large.report.document?.text.contains("limits broken after") == true)
  }

  /// A pack without figures for anybody's coins is left out beside a rule that has them, and said to be.
  @Test func aPackThatChargesNobodyIsLeftOut() throws {
    let pack = FileManager.default.temporaryDirectory
      .appendingPathComponent("pack-\(UUID().uuidString).yaml").path
    try OutputFolder.write(
      Array(
        """
        kind: venue
        venue: V
        program: P
        as_of: 2025-01-01
        source: s
        sources: {s: {evidence: verified, text: "made for a test"}}
        classes: {g: {only: [XYZ]}}
        units: underlying
        complete_for: [spot, futures, options]
        charges: {a: {kind: delta-rate, grouping: g, rate: {only: 0.1}}}
        initial: a
        maintenance: a

        """.utf8), toFile: pack)
    let report = try MarginStudy(
      book: settings, rules: [pack, try ShippedFiles.rule("historical")]
    ).run(in: RunEnvironment())
    #expect(report.diagnostics.contains { $0.message.hasPrefix("left out: no account can be") })
    #expect(report.records.rows.allSatisfy { $0[1] == .text("historical") })
    #expect(throws: InputError.self) {
      try MarginStudy(book: settings, rules: [pack]).run(in: RunEnvironment())
    }
  }

  /// A pre-trade check would leave out what open orders add: it says so rather than accept too much.
  @Test func openOrdersAreRefusedBeforeATrade() throws {
    let orders = FileManager.default.temporaryDirectory
      .appendingPathComponent("orders-\(UUID().uuidString).csv").path
    try OutputFolder.write(
      Array("account,instrument,quantity\nbasis,BTC-PERP,1\n".utf8), toFile: orders)
    var files = BookFiles(folder: sample)
    files.openOrders = orders
    let study = PreTradeStudy(
      book: BookSettings(files: files), orders: orders, rule: try ShippedFiles.rule("limits"))
    let error = #expect(throws: InputError.self) { try study.run(in: RunEnvironment()) }
    #expect(error?.kind == .usage && error?.description.contains("open orders") == true)
  }
}
