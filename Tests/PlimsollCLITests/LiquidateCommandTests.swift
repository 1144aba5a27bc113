import Foundation
import Testing

/// `plimsoll liquidate` from the command line.
@Suite struct LiquidateCommandTests {
  private static let liquidity =
    "underlying,average_daily_volume,spread_bps\nBTC,20000,5\nETH,20000,5\n"
  /// One account that a fall takes under, one that gains by it.
  private static let positions =
    "account,instrument,quantity,entry_price\nlong,BTC-PERP,30,\nshort,BTC-PERP,-40,\n"
  private static let collateral = "account,asset,amount\nlong,USD,600\nshort,USD,9000\n"
  private static let library =
    "scenarios: [{name: fall, shocks: {BTC: {relative: -0.4}}, liquidity: {volume: 0.5}}]\n"

  private func scratch(_ more: [String: String?] = [:]) throws -> ScratchBook {
    let usual: [String: String?] = [
      "liquidity.csv": Self.liquidity, "positions.csv": Self.positions,
      "collateral.csv": Self.collateral, "fall.yaml": Self.library,
    ]
    return try ScratchBook(usual.merging(more, uniquingKeysWith: { $1 }))
  }

  private static let line =
    "liquidate desk --rule gaussian --library desk/fall.yaml --scenarios 50 --sample 500"

  @Test func everyTableIsThere() throws {
    let scratch = try scratch()
    let run = try scratch.run(line: "\(Self.line) -o out")
    #expect(run.status == 0, "\(run.errors)")
    let cascade = try scratch.table("out/cascade.csv")
    #expect(
      cascade[0].prefix(11).joined(separator: ",")
        == "scenario,kind,liquidated,bankrupt,taken_over,volume,fees,slippage,rounds,shortfall,"
        + "insurance_draw")
    #expect(cascade.count == 52 && cascade[1].prefix(2) == ["fall", "named"])
    let trades = try scratch.table("out/liquidations.csv")
    #expect(
      trades[0].prefix(9).joined(separator: ",")
        == "scenario,step,account,instrument,quantity,price,impact,fee,equity_after")
    #expect(trades.contains { $0[0] == "fall" && $0[2] == "long" && $0[10] == "deleveraging" })
    #expect(trades.contains { $0[0] == "fall" && $0[2] == "short" && $0[10] == "deleveraged" })
    let accounts = try scratch.table("out/liquidation-accounts.csv")
    #expect(accounts.dropFirst().map { $0[0] } == ["long", "short"])
    let fates = try scratch.table("out/fates.csv")
    #expect(fates.filter { $0[0] == "fall" && $0[2] == "long" }.count == 25)
    #expect(try scratch.text("out/report.md").contains("closed against winners"))
    let files = try scratch.contents("out")
    #expect(
      Set(files).isSuperset(of: [
        "liquidation-summary.csv", "cascade-steps.csv", "cascade-prices.csv", "run.json",
        "charts/payers-fall.svg",
      ]))
  }

  @Test func anUncoveredLossEndsWithOne() throws {
    let scratch = try scratch(["bare.yaml": "slice: 1\n"])
    let run = try scratch.run(line: "\(Self.line) --liquidation desk/bare.yaml -o out")
    #expect(run.status == 1)
    #expect(run.errors.contains("leave a loss that nobody covers"))
    #expect(try scratch.table("out/cascade.csv").count == 52)
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try scratch()
    for threads in [1, 3] {
      let run = try scratch.run(line: "\(Self.line) --threads \(threads) -o out\(threads)")
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in try scratch.contents("out1") where file != "run.json" && file.contains(".") {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"))
    }
  }

  @Test func thePastIsPlayedAgain() throws {
    let scratch = try scratch()
    let from = ScratchBook.date(100)
    let run = try scratch.run(
      line: "liquidate desk --rule gaussian --sample 500 --as-of \(from) --replay desk/prices.csv "
        + "--to \(ScratchBook.date(110)) --follow short,long -o out")
    #expect(run.status == 0, "\(run.errors)")
    let prices = try scratch.table("desk/prices.csv")
    let moves = try scratch.table("out/cascade-prices.csv").filter { $0[2] == "BTC" }
    #expect(moves.count == 10)
    let (first, last) = (try #require(Double(prices[101][1])), try #require(Double(prices[111][1])))
    let move = try #require(Double(moves[9][3]))
    #expect(abs(move - log(last / first)) < 1e-12)
  }

  @Test func aVenuesPackIsTakenApart() throws {
    let scratch = try scratch()
    let run = try scratch.run(
      line: "liquidate desk --rule hyperliquid-2026-08 --liquidation hyperliquid-2026-08 "
        + "--library desk/fall.yaml --scenarios 20 --sample 500 -o out")
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    #expect(try scratch.text("out/report.md").contains("taken apart by position"))
    #expect(try scratch.table("out/cascade.csv")[1][2] == "1")
  }

  @Test func aFileOfTheStudyDoesTheSame() throws {
    let scratch = try scratch()
    try scratch.write(
      "study.yaml",
      "liquidate: {book: desk, rule: gaussian, library: desk/fall.yaml, scenarios: 50, sample: 500}\n"
    )
    #expect(try scratch.run(line: "\(Self.line) -o flags").status == 0)
    #expect(try scratch.run(line: "run study.yaml -o file").status == 0)
    for file in ["cascade.csv", "liquidations.csv", "report.md"] {
      #expect(try scratch.bytes("flags/\(file)") == scratch.bytes("file/\(file)"))
    }
  }

  @Test(arguments: [
    ("--impact nowhere.yaml", 66 as Int32, "nowhere.yaml"),
    ("--liquidation desk/fall.yaml", 65, "scenarios"),
    ("--steps 0", 64, "steps"), ("--horizon 12h", 64, "12h"), ("--follow nobody", 64, "nobody"),
    ("--replay desk/prices.csv", 64, "--to"), ("--from 2024-03-01", 64, "--replay"),
    ("--replay desk/prices.csv --from 2020-01-01 --to 2020-01-02", 65, "no bars"),
    ("--replay desk/none.csv --to 2024-06-01", 66, "none.csv"), ("--sample -1", 64, "sample"),
    ("--sample 99", 64, "--sample 100"),
    ("--steps 100000000", 64, "shorter than a second"), ("--rule nothing", 66, "nothing"),
  ]) func badUsageIsRefused(flags: String, status: Int32, named: String) throws {
    let scratch = try scratch()
    let run = try scratch.run(line: "\(Self.line) \(flags) -o out")
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(named), "\(run.errors)")
    #expect(try !scratch.contents().contains("out"))
  }

  /// A rule whose scenarios are history has as many as there are windows, and as many paths as asked.
  @Test func historyIsDrawnFrom() throws {
    let scratch = try scratch()
    let run = try scratch.run(
      line: "liquidate desk --rule historical --library desk/fall.yaml --scenarios 7 -o out")
    #expect([0, 1].contains(run.status), "\(run.errors)")
    let table = try scratch.table("out/cascade.csv")
    #expect(table.dropFirst().count { $0[1] != "named" } == 7)
    let report = try scratch.text("out/report.md")
    #expect(report.contains("drawn, with replacement"))
    #expect(!report.contains("over 2000 of its scenarios"))
  }

  @Test func whatTheImpactMakesNoUseOfIsSaid() throws {
    let scratch = try scratch([
      "book.csv": "symbol,side,level,price,quantity\nX,bid,1,99,4\nX,ask,1,101,4\n",
      "impact.yaml":
        "temporary: 1\npermanent: 0\nhalf_life: 1h\nbook: {file: book.csv, symbols: {X: DOGE}}\n",
    ])
    let run = try scratch.run(line: "\(Self.line) --impact desk/impact.yaml -o out")
    #expect(run.status == 0, "\(run.errors)")
    let note = "an order book for it, and nobody holds"
    #expect(try scratch.text("out/report.md").contains(note))
    let thin = try self.scratch([
      "liquidity.csv": "underlying,average_daily_volume\nBTC,1e-9\nETH,1\n"
    ])
    // Nobody is deleveraged: what the bankrupt hold goes to the market.
    let bounded = try thin.run(line: "\(Self.line) --liquidation deribit-2023-08 -o out")
    #expect([0, 1].contains(bounded.status), "\(bounded.errors)")
    #expect(try thin.text("out/report.md").contains("it is bounded there"))
  }

  @Test func whatCannotBeSoldIsRefused() throws {
    let scratch = try scratch(["liquidity.csv": "underlying,average_daily_volume\nETH,1000\n"])
    let run = try scratch.run(line: "\(Self.line) -o out")
    #expect(run.status == 65 && run.errors.contains("there is no row for BTC"))
    let zero = try self.scratch(["liquidity.csv": "underlying,average_daily_volume\nBTC,0\n"])
    let refused = try zero.run(line: "\(Self.line) -o out")
    #expect(refused.status == 65 && refused.errors.contains("not above zero"))
    let none = try self.scratch(["liquidity.csv": nil])
    #expect(try none.run(line: "\(Self.line) -o out").errors.contains("--impact none"))
    let still = try none.run(line: "\(Self.line) --impact none -o out")
    #expect(still.status == 0, "\(still.errors)")
  }

  @Test func anAccountWithoutCollateralIsToldOf() throws {
    let scratch = try scratch([
      "collateral.csv": "account,asset,amount\nshort,USD,9000\n"
    ])
    let run = try scratch.run(line: "\(Self.line) -v -o out")
    #expect(run.errors.contains("long: without collateral"), "\(run.errors)")
  }
}
