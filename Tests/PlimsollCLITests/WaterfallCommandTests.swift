import Foundation
import Testing

/// `plimsoll waterfall` from the command line.
@Suite struct WaterfallCommandTests {
  private static let members = """
    member,account,kind,default_fund,capital,group
    Ahead,long,house,50.25,10,
    Beam,hedge,client-gross,100,0,

    """
  private static let waterfall = """
    layers:
      - {kind: defaulter-margin}
      - {kind: defaulter-fund}
      - {kind: operator-capital, amount: 5}
      - {kind: mutual-fund}

    """
  private static let library = """
    scenarios:
      - {name: crash, shocks: {BTC: {relative: -0.6}, default: {beta: 1, of: BTC}}}
      - {name: rally, shocks: {BTC: {relative: 0.1}, default: {beta: 1, of: BTC}}}

    """
  private static let line =
    "waterfall desk --members m.csv --waterfall w.yaml --library l.yaml --scenarios 3000"

  private static func scratch(
    members: String = members, waterfall: String = waterfall,
    files: [String: String?] = [:]
  ) throws -> ScratchBook {
    let scratch = try ScratchBook(files)
    try scratch.write("m.csv", members)
    try scratch.write("w.yaml", waterfall)
    try scratch.write("l.yaml", library)
    return scratch
  }

  /// Whole cents of a cell.
  private static func cents(_ text: String) throws -> Int {
    Int((try #require(Double(text)) * 100).rounded())
  }

  @Test func uncoveredLossesFailAndNothingIsLost() throws {
    let scratch = try Self.scratch()
    let run = try scratch.run(line: Self.line + " -o out")
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.errors.contains("check failed: 1 of 2 stress scenarios leave a loss uncovered"))
    let summary = try scratch.table("out/waterfall-summary.csv")
    #expect(summary[0].prefix(4) == ["scenario", "loss", "drawn", "uncovered"])
    let table = try scratch.table("out/waterfall.csv")
    #expect(table[0].prefix(6) == ["scenario", "layer", "owner", "available", "draw", "remaining"])
    for row in summary.dropFirst() {
      let own = table.dropFirst().filter { $0[0] == row[0] }
      let drawn = try own.reduce(0) { $0 + (try Self.cents($1[4])) }
      let (loss, uncovered) = (try Self.cents(row[1]), try Self.cents(row[3]))
      let told = try Self.cents(row[2])
      #expect(drawn + uncovered == loss && told == drawn)
      for layer in own {
        let left = try Self.cents(layer[3]) - Self.cents(layer[4])
        #expect(try left == Self.cents(layer[5]))
      }
    }
    // In the crash the long account falls by more than its margin; by hand, 0.6 of two perpetuals, ten
    // coins and the part of a pledged coin that counts.
    let crash = try #require(summary.first { $0[0] == "crash" })
    #expect(crash[5] == "Ahead" && crash[4] == "4-mutual-fund")
    let last = try #require(try scratch.table("desk/prices.csv").last)
    let (btc, eth) = (try #require(Double(last[1])), try #require(Double(last[2])))
    let loss = try #require(Double(crash[1]))
    #expect(loss > 0.6 * (2 * btc + 10 * eth) && loss < 0.6 * (3 * btc + 10 * eth))
    let fund = table.filter { $0[0] == "crash" && $0[1] == "2-defaulter-fund" }
    #expect(fund.map { $0[2] } == ["Ahead"] && fund.map { $0[4] } == ["50.25"])
    let operators = table.filter { $0[1] == "3-operator-capital" && $0[0] == "crash" }
    #expect(operators.map { $0[2...5] } == [["operator", "5", "5", "0"]])
    let files = Set(try scratch.contents("out"))
    #expect(
      files.isSuperset(of: [
        "cover.csv", "default-fund.csv", "waterfall-layers.csv", "waterfall-payers.csv",
        "clearing-members.csv", "replenishment.csv", "obligations.csv", "disclosure.csv",
        "report.md", "run.json", "charts/waterfall.svg", "charts/cover.svg",
      ]))
    #expect(try scratch.text("out/report.md").contains("**Check failed:**"))
  }

  @Test func aWaterfallThatAbsorbsEndsWithZero() throws {
    let scratch = try Self.scratch(
      waterfall: Self.waterfall + "  - {kind: insurance-fund, amount: 1e6}\n")
    let run = try scratch.run(line: Self.line + " -o out")
    #expect(run.status == 0, "\(run.errors)")
    for row in try scratch.table("out/waterfall-summary.csv").dropFirst() { #expect(row[3] == "0") }
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try Self.scratch(
      files: ["liquidity.csv": "underlying,average_daily_volume,spread_bps\nBTC,900,2\n"])
    for threads in [1, 3] {
      let run = try scratch.run(
        line: Self.line + " --rule gaussian --threads \(threads) -o out\(threads)")
      #expect(run.status == 1, "\(run.errors)")
    }
    for file in try scratch.contents("out1") where file.hasSuffix(".csv") || file == "report.md" {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"), "\(file)")
    }
    // BTC has a market, ETH none, and the report says so.
    let cover = try scratch.table("out1/cover.csv")
    #expect(cover[0][8] == "cover_1_after" && cover.dropFirst().allSatisfy { !$0[8].isEmpty })
    #expect(try scratch.text("out1/report.md").contains("closing out does not move its price"))
  }

  @Test func theFundIsSharedWithAFloor() throws {
    let scratch = try Self.scratch()
    func contributions(_ options: String) throws -> [Double] {
      let run = try scratch.run(line: Self.line + " \(options) -o fund")
      #expect(run.status == 1, "\(run.errors)")
      return try scratch.table("fund/default-fund.csv").dropFirst().map {
        try #require(Double($0[3]))
      }
    }
    func cover() throws -> Double {
      try scratch.table("fund/cover.csv").dropFirst().map { try #require(Double($0[6])) }.max() ?? 0
    }
    let usual = try contributions("--cover 2 --buffer 1.25")
    let size = 1.25 * (try cover())
    #expect(usual.reduce(0, +) >= size && usual.reduce(0, +) < size + 0.011)
    let floored = try contributions("--contribution-floor 200 --buffer 1.25")
    #expect(floored.allSatisfy { $0 >= 200 })
    let byMargin = try contributions("--allocation initial-margin --cover 1")
    let table = try scratch.table("fund/clearing-members.csv").dropFirst()
    let margins = try table.map { try #require(Double($0[3])) }
    #expect(abs(byMargin[0] / byMargin[1] - margins[0] / margins[1]) < 0.001)
  }

  @Test(arguments: [
    ("Beam,hedge", "Beam,", "m.csv, line 3, column account: member Beam has no account"),
    ("Beam,hedge", "Beam,long", "m.csv, line 3, column account: account long is already"),
    (
      "Beam,hedge,client-gross,100,0,\n", "", "m.csv, column account: no member answers for account"
    ),
    ("100,0", "-100,0", "m.csv, line 3, column default_fund: -100 is below zero"),
    ("100,0", "nan,0", "m.csv, line 3, column default_fund: \"nan\" is not a finite number"),
    ("client-gross", "client", "m.csv, line 3, column kind: unknown kind \"client\""),
    ("capital", "capitol", "m.csv, line 1, column capital: the column is missing"),
  ]) func badMembers(from: String, to: String, place: String) throws {
    let scratch = try Self.scratch(members: Self.members.replacing(from, with: to))
    try scratch.run(line: Self.line + " -o out").expectRefusal(65, place: place)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test(arguments: [
    ("amount: 5", "amount: -5", "w.yaml, line 4, column layers.[2].amount: \"-5\" is out of range"),
    ("amount: 5", "amount: 5, cap: 1", "w.yaml, line 4, column layers.[2].cap: unknown key"),
    ("mutual-fund", "mutal-fund", "w.yaml, line 5, column layers.[3].kind: unknown value"),
    ("layers:", "layer:", "w.yaml, line 1, column layer: unknown key"),
  ]) func badWaterfalls(from: String, to: String, place: String) throws {
    let scratch = try Self.scratch(waterfall: Self.waterfall.replacing(from, with: to))
    try scratch.run(line: Self.line + " -o out").expectRefusal(65, place: place)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func emptyAndAbsentFilesAndBadOptions() throws {
    let scratch = try Self.scratch()
    try scratch.write("empty.csv", "")
    try scratch.write("empty.yaml", "")
    let usual = "waterfall desk --library l.yaml --scenarios 3000 -o out"
    try scratch.run(line: usual + " --members empty.csv").expectRefusal(65, place: "empty.csv")
    try scratch.run(line: usual + " --members m.csv --waterfall empty.yaml")
      .expectRefusal(65, place: "empty.yaml")
    try scratch.run(line: usual + " --members none.csv").expectRefusal(66)
    try scratch.run(line: usual).expectRefusal(66)
    try scratch.run(line: usual + " --members m.csv --waterfall none.yaml").expectRefusal(66)
    for option in ["--cover 3", "--buffer 0.5", "--contribution-floor -1", "--moves all"] {
      #expect(try scratch.run(line: Self.line + " \(option) -o out").status == 64, "\(option)")
    }
    try scratch.run(line: Self.line + " --impact 0.5 -o out").expectRefusal(66)
    try scratch.run(line: Self.line + " --liquidation empty.yaml -o out")
      .expectRefusal(65, place: "empty.yaml")
    try scratch.run(line: usual + " --members m.csv --rule okx-pm-2025-01").expectRefusal(64)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func fromAStudyFileAndInASweep() throws {
    let scratch = try Self.scratch()
    try scratch.write(
      "study.yaml",
      "waterfall: {book: desk, members: m.csv, waterfall: w.yaml, library: l.yaml, scenarios: 3000, "
        + "cover: 1, buffer: 1.2}\n")
    let run = try scratch.run(line: "run study.yaml -o one")
    #expect(run.status == 1, "\(run.errors)")
    #expect(try scratch.run(line: Self.line + " --cover 1 --buffer 1.2 -o two").status == 1)
    for file in ["waterfall.csv", "default-fund.csv", "waterfall-layers.csv", "report.md"] {
      #expect(try scratch.bytes("one/\(file)") == scratch.bytes("two/\(file)"))
    }
    let sweep = try scratch.run(
      line: "sweep study.yaml --vary cover=1,2 --vary waterfall.layers[2].amount=5,5000 -o swept")
    #expect([0, 1].contains(sweep.status), "\(sweep.errors)")
    let table = try scratch.table("swept/sweep.csv")
    #expect(table.count == 5)
    let column = try #require(table[0].firstIndex { $0.hasSuffix("largest_uncovered") })
    let uncovered = try table.dropFirst().map { try #require(Double($0[column])) }
    #expect(uncovered.contains(0) && uncovered.contains { $0 > 0 })
    #expect(try scratch.run(line: "report one").status == 0)
    try scratch.write("bad.yaml", "waterfall: {book: desk, members: m.csv, cover: 5}\n")
    try scratch.run(line: "run bad.yaml -o three").expectRefusal(65, place: "bad.yaml, line 1")
  }

  @Test func affiliatesAndCryptoVenue() throws {
    let scratch = try Self.scratch(
      members: Self.members.replacing("10,\n", with: "10,G\n").replacing("0,\n", with: "0,G\n"),
      files: ["collateral.csv": "account,asset,amount\nlong,USD,-1000\nhedge,USD,2000\n"])
    let run = try scratch.run(
      line: "waterfall desk --members m.csv --waterfall crypto-venue --library l.yaml "
        + "--scenarios 3000 -o out")
    #expect([0, 1].contains(run.status), "\(run.errors)")
    // One group: both default, though the hedge gains.
    let summary = try scratch.table("out/waterfall-summary.csv")
    #expect(summary.first { $0[0] == "crash" }?[5] == "Ahead; Beam")
    let table = try scratch.table("out/waterfall.csv")
    #expect(Set(table.dropFirst().map { $0[1] }).contains("1-account-equity"))
    // Whoever loses its equity loses it whole: what is drawn is all of it.
    for row in table where row[0] == "crash" && row[1] == "1-account-equity" && row[2] == "Ahead" {
      #expect(row[3] == row[4])
    }
  }
}
