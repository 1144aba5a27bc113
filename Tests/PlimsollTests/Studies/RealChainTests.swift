import Foundation
import Plimsoll
import Testing

private let data = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("shared/data").path

private let isThere = FileManager.default.fileExists(atPath: "\(data)/prices-daily.csv")

/// Real prices and a real option chain, where they lie beside the checkout.
@Suite(.enabled(if: isThere, "the public market data is not beside the checkout"))
struct RealChainTests {
  private func book(_ positions: String) throws -> BookSettings {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("positions-\(UUID().uuidString).csv").path
    try OutputFolder.write(Array(positions.utf8), toFile: path)
    return BookSettings(
      files: BookFiles(
        folder: nil, prices: "\(data)/prices-daily.csv", positions: path,
        surface: "\(data)/options-deribit-2026-02-06.csv"))
  }

  /// A short strangle with a call bought back, on the night after a fall of 15 %, from prices that
  /// ended sixteen months before.
  @Test func threeLegsOnAStaleHistory() throws {
    let settings = try book(
      """
      account,instrument,quantity
      strangle,BTC-27MAR26-60000-P,-10
      strangle,BTC-27MAR26-80000-C,-10
      strangle,BTC-27MAR26-70000-C,5
      covered,BTC-27MAR26-70000-C,-5
      covered,BTC,5
      plain,BTC,5

      """)
    let report = try MarginStudy(book: settings, scenarios: 20_000).run(in: RunEnvironment())
    func figure(_ account: String, _ column: String) throws -> Double {
      let place = try #require(report.records.columns.firstIndex(of: column))
      let row = try #require(report.records.rows.first { $0[0] == .text(account) })
      guard case .number(let value) = row[place] else { return .nan }
      return value
    }
    let spot = 64_700.0
    // Two-day 99 % shortfall of the coin: its daily volatility of 2.2 % makes about 11 %.
    let plain = try figure("plain", "core") / (5 * spot)
    #expect((0.07...0.16).contains(plain))
    #expect(try figure("covered", "core") < figure("plain", "core"))
    let strangle = try figure("strangle", "core")
    #expect(strangle > 0 && strangle < 25 * spot * 0.15)
    #expect(try figure("strangle", "stress") > 0)
    #expect(
      report.diagnostics.contains {
        $0.severity == .warning && $0.message.contains("2024-09-30, 493 days before")
      })
    let text = try #require(report.document?.text)
    #expect(text.contains("keeps its mark volatility"))
  }

  @Test func everyDailyColumnCalibratesUnderEveryPolicy() throws {
    let history = try PriceHistory(csv: try InputFile(path: "\(data)/prices-daily.csv"))
    #expect(history.factors.count == 22)
    for missing in MissingPrices.allCases {
      var spec = CalibrationSpec()
      spec.missing = missing
      spec.correlation.estimator = missing == .pairwise ? .sample : .ledoitWolfIdentity
      let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
      #expect(model.coverage.count == 22)
      for dead in ["FTT", "LUNC", "USTC", "DAI", "MATIC"] {
        #expect(model.diagnostics.contains { $0.subject == dead && $0.severity == .warning })
      }
    }
  }

  /// Some nineteen hundred options as hedges of a short strangle: one that is bought back costs half of
  /// what lies between its bid and its ask, and every order has the margin that the hedge promises.
  @Test func hedgesFromAWholeChain() throws {
    let settings = try book(
      "account,instrument,quantity\nstrangle,BTC-27MAR26-60000-P,-10\n"
        + "strangle,BTC-27MAR26-80000-C,-10\n")
    let report = try MarginStudy(
      book: settings, scenarios: 5_000, whatIf: WhatIf(hedges: 8)
    ).run(in: RunEnvironment())
    let table = try #require(report.tables.first { $0.path == "hedges.csv" }).table
    #expect(table.rowCount == 8)
    let chain = try CSVFile(InputFile(path: "\(data)/options-deribit-2026-02-06.csv"))
    let columns = try ["instrument", "bid", "ask", "index_price"].map {
      try chain.requiredIndex(of: $0)
    }
    let orders = FileManager.default.temporaryDirectory
      .appendingPathComponent("orders-\(UUID().uuidString).csv").path
    var text = "account,instrument,quantity\n"
    for row in table.rows {
      guard case .text(let name) = row[2], case .number(let quantity) = row[3],
        case .number(let cost) = row[7]
      else { throw CancellationError() }
      text += "strangle,\(name),\(quantity)\n"
      let quote = try #require(
        (0..<chain.rowCount).first { chain.text(row: $0, column: columns[0]) == name })
      let bid = try chain.requiredNumber(row: quote, column: columns[1])
      let ask = try chain.requiredNumber(row: quote, column: columns[2])
      // The chain's index prices lie within the minutes that it took to ask for it.
      let index = try chain.requiredNumber(row: quote, column: columns[3])
      let expected = abs(quantity) * (ask - bid) / 2 * index
      #expect(abs(cost - expected) < 0.005 * expected, "\(name)")
    }
    try OutputFolder.write(Array(text.utf8), toFile: orders)
    let answers = try PreTradeStudy(book: settings, orders: orders, scenarios: 5_000)
      .run(in: RunEnvironment()).records.rows
    for (hedge, answer) in zip(table.rows, answers) {
      guard case .number(let promised) = hedge[5], case .number(let after) = answer[4] else {
        throw CancellationError()
      }
      #expect(abs(promised - after) < 1e-9 * after)
    }
  }
}
