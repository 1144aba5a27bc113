import Foundation
import Testing

/// `plimsoll stress`, and the add-ons of a rule, from the command line.
@Suite struct StressCommandTests {
  private static let library = """
    scenarios:
      - {name: crash, shocks: {BTC: {relative: -0.5}, default: {beta: 1, of: BTC}}}
    grids: [{spot: [-0.1, 0.1]}]
    correlation_breaks: [{name: one, blend: 1, toward: 1}]

    """

  @Test func writesEveryScenarioOfEveryAccount() throws {
    let scratch = try ScratchBook()
    try scratch.write("mine.yaml", Self.library)
    let run = try scratch.run(line: "stress desk --library mine.yaml --scenarios 2000 -v -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("account"))
    #expect(run.errors.contains("one: the blended correlation was none"))
    let table = try scratch.table("out/stress.csv")
    #expect(
      table[0].joined(separator: ",") == "account,scenario,pnl,equity_after,margin_level_after")
    #expect(table.count == 1 + 2 * 4)
    #expect(table.dropFirst().prefix(4).map { $0[0] } == Array(repeating: "hedge", count: 4))
    let files = try scratch.contents("out")
    #expect(
      Set(files).isSuperset(of: [
        "stress.csv", "report.md", "run.json", "charts/tornado-hedge.svg",
        "charts/tornado-long.svg",
      ]))
    let report = try scratch.text("out/report.md")
    #expect(report.contains("**crash** loses"))
    // Half of two perpetuals, ten coins and one pledged coin.
    let prices = try scratch.table("desk/prices.csv")
    let (btc, eth) = (try #require(Double(prices[160][1])), try #require(Double(prices[160][2])))
    let crash = try #require(table.first { $0[0] == "long" && $0[1] == "crash" })
    let pnl = try #require(Double(crash[2]))
    #expect(abs(pnl + 0.5 * (3 * btc + 10 * eth)) < 1e-6)
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try ScratchBook()
    for threads in [1, 3] {
      let run = try scratch.run(
        line: "stress desk --scenarios 2000 --threads \(threads) -o out\(threads)")
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in ["stress.csv", "report.md"] {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"))
    }
  }

  @Test(arguments: [
    ("grids:", "gird:", "mine.yaml, line 3, column gird: unknown key \"gird\""),
    ("BTC: {relative: -0.5}, ", "", "mine.yaml, line 2, column scenarios.[0].shocks.default"),
    ("crash, shocks: {", "c, shocks: {DOGE: {log: 1}, ", "mine.yaml, line 2, column scenarios.[0]"),
    (
      "relative: -0.5", "relative: -2",
      "mine.yaml, line 2, column scenarios.[0].shocks.BTC.relative"
    ),
  ]) func badLibraries(from: String, to: String, place: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("mine.yaml", Self.library.replacing(from, with: to))
    try scratch.run(line: "stress desk --library mine.yaml --scenarios 2000 -o out")
      .expectRefusal(65, place: place)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func absentLibrariesAndRules() throws {
    let scratch = try ScratchBook()
    try scratch.run(line: "stress desk --library absent.yaml -o out").expectRefusal(66)
    try scratch.run(line: "stress desk --rule absent.yaml -o out").expectRefusal(66)
    #expect(try scratch.run(line: "stress desk --wrong -o out").status == 64)
  }

  @Test func liquidityFromTheFolderOrByFlag() throws {
    let header = "underlying,average_daily_volume,spread_bps\n"
    let scratch = try ScratchBook(["liquidity.csv": header + "BTC,1000,2\nETH,1000,3\n"])
    #expect(try scratch.run(line: "margin desk --scenarios 2000 -o out").status == 0)
    let table = try scratch.table("out/margin.csv")
    for row in table.dropFirst() {
      let values = [8, 9, 10, 11].compactMap { Double(row[$0]) }
      #expect(values.count == 4 && values.allSatisfy { $0 >= 0 })
      // The rule adds up the charges before the core.
      let initial = try #require(Double(row[6]))
      let sum = values.reduce(0, +)
      #expect(abs(initial - sum) <= 4 * sum.ulp)
    }
    let venue = try scratch.table("out/concentration.csv")
    #expect(
      venue[0].joined(separator: ",")
        == "underlying,net_notional,gross_notional,average_daily_volume,days_to_close,"
        + "largest_account,largest_share")
    #expect(venue.dropFirst().map { $0[0] } == ["BTC", "ETH"])
    try scratch.write("none.csv", header + "BTC,0,2\n")
    try scratch.run(line: "margin desk --liquidity none.csv -o bad")
      .expectRefusal(65, place: "none.csv, line 2, column average_daily_volume")
    try scratch.write("half.csv", header + "BTC,10,2\n")
    try scratch.run(line: "margin desk --liquidity half.csv -o bad")
      .expectRefusal(65, place: "half.csv, column underlying: there is no row for ETH")
    #expect(try !scratch.contents().contains("bad"))
  }
}
