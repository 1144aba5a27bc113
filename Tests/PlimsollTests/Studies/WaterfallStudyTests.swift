import Plimsoll
import Testing

/// The sample book's waterfall as a value.
@Suite struct WaterfallStudyTests {
  private func report(
    _ waterfall: String = "sample-house",
    moves: WaterfallStudy.MoveSettings = WaterfallStudy.MoveSettings()
  ) throws -> Report {
    let book = try ShippedFiles.sampleBook()
    return try WaterfallStudy(
      book: BookSettings(files: BookFiles(folder: book)), members: "\(book)/members.csv",
      waterfall: waterfall, scenarios: 5_000, moves: moves
    ).run(in: RunEnvironment())
  }

  private func table(_ name: String, _ report: Report) throws -> CSVFile {
    let found = try #require(report.tables.first { $0.path == name })
    return try CSVFile(
      InputFile(name: name, bytes: found.table.encoded(significantDigits: nil)))
  }

  private func column(_ name: String, _ table: CSVFile) throws -> [Double] {
    let place = try table.requiredIndex(of: name)
    return try (0..<table.rowCount).map { try table.requiredNumber(row: $0, column: place) }
  }

  @Test(arguments: ["sample-house", "clearing-house", "crypto-venue"])
  func shippedWaterfallsRun(name: String) throws {
    let report = try report(name)
    let summary = try table("waterfall-summary.csv", report)
    let (loss, drawn) = (try column("loss", summary), try column("drawn", summary))
    let uncovered = try column("uncovered", summary)
    #expect(summary.rowCount == 30 && loss.contains { $0 > 0 })
    for row in loss.indices {
      #expect(
        (100 * drawn[row]).rounded() + (100 * uncovered[row]).rounded()
          == (100 * loss[row]).rounded())
    }
    #expect(report.failedChecks.isEmpty == !uncovered.contains { $0 > 0 })
    #expect(report.document?.text.contains("## Cover 1 and cover 2") == true)
  }

  /// What survivors and the operator owe each other: payments of one are receipts of another.
  @Test func obligationsOfTheWorstScenario() throws {
    let report = try report()
    let owed = try table("obligations.csv", report)
    let (pays, receives) = (try column("pays", owed), try column("receives", owed))
    let (margin, net) = (try column("variation_margin", owed), try column("net", owed))
    let restored = try column("replenishment", owed)
    for row in pays.indices {
      #expect(abs(receives[row] - pays[row] - net[row]) < 0.005)
      #expect(receives[row] == max(0, margin[row]))
    }
    let text = try #require(report.document?.text)
    #expect(text.contains(NumberText.money(restored.reduce(0, +))))
    // The report's sums are those of the netting of all debts with the operator.
    let count = pays.count
    var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: count + 1), count: count + 1)
    for row in 0..<count {
      matrix[row][count] = pays[row]
      matrix[count][row] = receives[row]
    }
    let all = Obligations(participants: (0...count).map { "\($0)" }, owed: matrix)
    #expect(text.contains("owe each other \(NumberText.money(all.gross)) gross"))
    #expect(
      text.contains(
        "\(NumberText.money(all.multilateralPayments)) is paid, "
          + "\(NumberText.percent(all.multilateralRatio)) less"))
    // What is restored in a scenario brings the fund back to what it was.
    let table = try table("replenishment.csv", report)
    let names = try table.requiredIndex(of: "scenario")
    let (share, used) = (try column("share_of_defaulters", table), try column("used", table))
    let worst = (0..<table.rowCount).filter {
      table.text(row: $0, column: names) == "Black Thursday"
    }
    #expect(abs(worst.reduce(0) { $0 + share[$1] + used[$1] } - restored.reduce(0, +)) < 0.005)
  }

  /// How far prices go after defaults is what is asked for, and said.
  @Test func movesAreFollowedAsFarAsAsked() throws {
    var after: [WaterfallStudy.MoveSettings.Extent: [Double]] = [:]
    for extent in [WaterfallStudy.MoveSettings.Extent.closeOut, .cascade] {
      let report = try report(moves: WaterfallStudy.MoveSettings(extent: extent))
      after[extent] = try column("cover_2_after", table("cover.csv", report))
      let text = try #require(report.document?.text)
      #expect(text.contains("the close-out and the cascade after it") == (extent == .cascade))
      let prices = try table("waterfall-prices.csv", report)
      let (own, total) = (try column("log_move", prices), try column("log_move_after", prices))
      #expect(prices.rowCount > 0 && zip(own, total).allSatisfy { $0 != $1 })
      #expect(report.manifest.inputs.contains { $0.file == "square-root.yaml" })
    }
    #expect(after[.closeOut] != after[.cascade])
    let none = try report(moves: WaterfallStudy.MoveSettings(extent: .none))
    #expect(try table("waterfall-prices.csv", none).rowCount == 0)
    #expect(none.document?.text.contains("is not followed") == true)
    // Nothing moves prices: after is before.
    let still = try report(moves: WaterfallStudy.MoveSettings(impact: "none"))
    let cover = try table("cover.csv", still)
    #expect(try column("cover_2_after", cover) == column("cover_2", cover))
  }

  @Test func figuresAndTheStudyItself() throws {
    let report = try report()
    let figures = Dictionary(uniqueKeysWithValues: report.figures.map { ($0.name, $0.value) })
    let cover = try table("cover.csv", report)
    let two = try #require(try column("cover_2", cover).max())
    let required = try #require(figures["required_fund"] ?? nil)
    #expect(required >= 1.1 * two && required < 1.1 * two + 0.011)
    let shares = try column("required", table("default-fund.csv", report))
    #expect(abs(shares.reduce(0, +) - required) < 0.005)
    // Closing out a falling market costs more.
    #expect(try #require(figures["required_fund_after"] ?? nil) > required)
  }
}
