import Foundation
import Plimsoll
import Testing

private let sample = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../models/books/sample").standardized.path

@Suite struct PreTradeStudyTests {
  private static func study(_ text: String, fills: Bool = false) throws -> PreTradeStudy {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("orders-\(UUID().uuidString).csv").path
    try OutputFolder.write(Array(text.utf8), toFile: path)
    return PreTradeStudy(
      book: BookSettings(files: BookFiles(folder: sample)), orders: path, fills: fills,
      scenarios: 3_000)
  }

  /// The shipped orders, each compared with a margin study that adds it.
  @Test func isTheMarginOfTheBookWithThePosition() throws {
    let study = PreTradeStudy(
      book: BookSettings(files: BookFiles(folder: sample)), orders: sample + "/orders.csv",
      scenarios: 3_000)
    let report = try study.run(in: RunEnvironment())
    #expect(report.records.rowCount == 11)
    for row in report.records.rows.prefix(5) {
      guard case .text(let account) = row[0], case .text(let instrument) = row[1],
        case .number(let quantity) = row[2], case .number(let after) = row[4]
      else { throw CancellationError() }
      let margin = try MarginStudy(
        book: study.book, scenarios: 3_000,
        whatIf: WhatIf(
          trades: [.init(instrument: instrument, quantity: quantity)], account: account)
      ).run(in: RunEnvironment())
      let table = try #require(margin.tables.first { $0.path == "what-if.csv" }).table
      guard case .number(let again) = table.rows[0][3] else { throw CancellationError() }
      #expect(table.rowCount == 1 && abs(again - after) < 1e-9 * again)
    }
    #expect(report.figures.map(\.name) == ["orders", "rejected"])
    #expect(report.manifest.timings["one order"] != nil)
  }

  @Test func aDeskAnswersLines() throws {
    let study = try Self.study("account,instrument,quantity\n")
    var desk = try study.desk(in: RunEnvironment())
    var lines = OrderLines("feed")
    #expect(try lines.next("") == nil)
    #expect(try lines.next("quantity,note,instrument,account") == nil)
    let order = try #require(try lines.next("-2,\"a, b\",BTC-PERP,directional"))
    #expect(order.quantity == -2 && order.place.line == 3)
    let answer = try desk.answer(order)
    #expect(answer.account == "directional" && answer.change < 0 && answer.isAccepted)
    #expect(answer.csv.hasPrefix("directional,BTC-PERP,-2,") && answer.csv.hasSuffix(",true,\n"))
    #expect(answer.json.hasPrefix("{\"accepted\":true,\"account\":\"directional\""))
    #expect(try lines.next("  ") == nil)
    let wrong = #expect(throws: InputError.self) { try lines.next("1,,BTC-PERP") }
    #expect(wrong?.place == .init(file: "feed", line: 5))
    let unknown = try #require(try lines.next("1,,NO-PERP,directional"))
    let error = #expect(throws: InputError.self) { try desk.answer(unknown) }
    #expect(error?.place?.line == 6 && desk.answers.count == 1)
    let report = try desk.report(ofInputs: [], seconds: 0.5)
    #expect(report.manifest.timings["one order"] == 0.5)
    #expect(report.records.rowCount == 1)
    var forgetful = try study.desk(in: RunEnvironment(), keepingAnswers: false)
    try forgetful.answer(order)
    #expect(forgetful.answers.isEmpty && forgetful.count == 1 && forgetful.rejected == 0)
    var other = OrderLines("feed")
    let headless = #expect(throws: InputError.self) { try other.next("a,b") }
    #expect(headless?.place == .init(file: "feed", line: 1, column: "account"))
  }

  @Test func filesOfStudies() throws {
    let text = try Self.study("account,instrument,quantity\nbasis,BTC,1\n").orders
    let path = text + ".yaml"
    try OutputFolder.write(
      Array("pretrade: {book: \(sample), orders: \(text), fill: true, scenarios: 500}\n".utf8),
      toFile: path)
    let study = try #require(try StudyFile(path).study as? PreTradeStudy)
    #expect(study.fills && !study.failsOnReject && study.scenarios == 500)
    #expect(try study.run(in: RunEnvironment()).records.rowCount == 1)
  }
}
