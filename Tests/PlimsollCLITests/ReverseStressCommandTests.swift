import Foundation
import Testing

/// `plimsoll stress --reverse`, `--given` and `--liquidation`.
@Suite struct ReverseStressCommandTests {
  private func column(_ name: String, of table: [[String]]) throws -> Int {
    try #require(table.first?.firstIndex(of: name), "no column \(name)")
  }

  @Test func writesWhatTakesEachAccountDown() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "stress desk --reverse 50% --liquidation --scenarios 2000 -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("distance to the loss"))
    #expect(run.output.contains("distance to liquidation"))
    let reverse = try scratch.table("out/reverse.csv")
    #expect(
      reverse[0].joined(separator: ",")
        == "account,method,target_loss,loss,margin_level_after,distance,dimension,"
        + "chi_square_tail,normal_tail,windows,windows_farther,windows_losing,reason")
    #expect(reverse.count == 1 + 2 * 3)
    for row in reverse.dropFirst() where row[1] == "full" {
      let (target, loss) = (try #require(Double(row[2])), try #require(Double(row[3])))
      #expect(abs(loss - target) < 1e-9 * target)
      #expect(try #require(Double(row[5])) > 0 && row[6] == "2" && row[12].isEmpty)
    }
    // What the moves earn adds up to the loss.
    let moves = try scratch.table("out/reverse-moves.csv").dropFirst()
    let hedge = moves.filter { $0[0] == "hedge" && $0[1] == "full" }
    #expect(hedge.map { $0[2] } == ["BTC", "ETH"])
    let sum = hedge.reduce(0) { $0 + (Double($1[8]) ?? .nan) }
    let loss = try #require(reverse.first { $0[0] == "hedge" && $0[1] == "full" })
    #expect(abs(sum + (Double(loss[3]) ?? .nan)) < 1e-6)
    #expect(try scratch.table("out/reverse-history.csv").count == 1 + 2 * 5)

    let factors = try scratch.table("out/liquidation-factors.csv")
    #expect(factors.count == 1 + 2 * 2 * 2)
    #expect(
      Set(try scratch.contents("out")).isSuperset(of: [
        "liquidation.csv", "liquidation-factors.csv", "liquidation-scenarios.csv",
        "liquidation-nearest.csv", "charts/liquidation-long.svg", "report.md",
      ]))
    let report = try scratch.text("out/report.md")
    for words in [
      "## Reverse stress: what would it take?", "**Distance** (Mahalanobis distance)",
      "## How far from liquidation?", "charts/liquidation-long.svg", "no single liquidation price",
    ] {
      #expect(report.contains(words), "\(words)")
    }
    // A stress run alone writes none of it.
    #expect(try scratch.run(line: "stress desk --scenarios 2000 -o plain").status == 0)
    #expect(try !scratch.contents("plain").contains { $0.hasPrefix("reverse") })
    #expect(try !scratch.text("plain/report.md").contains("Mahalanobis"))
  }

  @Test func givenMovesAreAScenario() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "stress desk --given BTC=-30% --reverse 1500 --scenarios 2000 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let given = try scratch.table("out/given-moves.csv")
    #expect(
      given[0].joined(separator: ",")
        == "factor,given,log_move,relative_move,price,standard_deviations")
    #expect(given[1].prefix(2) == ["BTC", "true"] && given[2].prefix(2) == ["ETH", "false"])
    #expect(abs((Double(given[1][3]) ?? .nan) + 0.3) < 1e-12)
    #expect((Double(given[2][3]) ?? .nan) < 0)
    let rows = try scratch.table("out/stress.csv").filter { $0[1] == "given BTC -30%" }
    #expect(rows.count == 2)
    let moves = try scratch.table("out/reverse-moves.csv").filter { $0[1] == "full" }
    #expect(moves.filter { $0[2] == "BTC" }.allSatisfy { $0[3] == "true" })
    // A factor that the book does not hold tells of those it does.
    let other = try ScratchBook([
      "positions.csv": "account,instrument,quantity\nlong,ETH,10\n", "instruments.csv": nil,
      "collateral.csv": nil,
    ])
    let outside = try other.run(line: "stress desk --given BTC=-30% --scenarios 2000 -o out")
    #expect(outside.status == 0, "\(outside.errors)")
    #expect(try other.table("out/given-moves.csv").map { $0[0] } == ["factor", "BTC", "ETH"])
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try ScratchBook()
    for threads in [1, 3] {
      let run = try scratch.run(
        line: "stress desk --reverse liquidation --liquidation --scenarios 2000 "
          + "--threads \(threads) -o out\(threads)")
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in try scratch.contents("out1") where file.contains(".") && file != "run.json" {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"), "\(file)")
    }
  }

  @Test(arguments: [
    "--reverse 0", "--reverse=-5", "--reverse nan", "--reverse inf", "--reverse 0%",
    "--reverse much", "--given BTC", "--given BTC=-100%", "--given BTC=-1.5", "--given BTC=nan",
    "--given BTC=-10%,BTC=-20%", "--given BTC=-10%,", "--given DOGE=-10%", "--reverse",
    "--given BTC=1e9", "--reverse 1e30",
  ]) func badUsage(flags: String) throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "stress desk \(flags) --scenarios 2000 -o out")
    #expect(run.status == 64, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("rror: "))
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func lossesBeyondAllReason() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "stress desk --reverse 1e20 --given BTC=99999900% --scenarios 2000 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let full = try scratch.table("out/reverse.csv").filter { $0[1] == "full" }
    #expect(full.allSatisfy { $0[5].isEmpty && $0[12].contains("cannot lose that much") })
  }

  @Test func aModelWithoutTheGivenFactorIsRefused() throws {
    let scratch = try ScratchBook(["prices.csv": ScratchBook.prices(["BTC", "ETH", "SOL"])])
    #expect(
      try scratch.run(line: "calibrate --prices desk/prices.csv -o all.model.json").status == 0)
    let all = try scratch.run(
      line: "stress desk --given SOL=-30% --model all.model.json --scenarios 2000 -o all")
    #expect(all.status == 0, "\(all.errors)")
    let two = try ScratchBook()
    #expect(try two.run(line: "calibrate --prices desk/prices.csv -o two.model.json").status == 0)
    try two.write("desk/prices.csv", ScratchBook.prices(["BTC", "ETH", "SOL"]))
    let run = try two.run(
      line: "stress desk --given SOL=-30% --model two.model.json --scenarios 2000 -o out")
    run.expectRefusal(65, place: "the model of ")
    #expect(run.errors.contains("has no factor SOL"))
  }

  @Test func degenerateBooks() throws {
    // FLAT never moves; one account holds it alone, one nothing but USD.
    let scratch = try ScratchBook([
      "prices.csv": ScratchBook.prices(["BTC", "FLAT"]),
      "positions.csv": "account,instrument,quantity\nlong,BTC,3\nlong,FLAT,2\nflat,FLAT,5\n",
      "instruments.csv": nil, "collateral.csv": "account,asset,amount\nusd,USD,100\n",
    ])
    let run = try scratch.run(
      line: "stress desk --reverse 100 --liquidation --given FLAT=-1% --scenarios 2000 -v -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("its volatility is zero"))
    let reverse = try scratch.table("out/reverse.csv").filter { $0[1] == "full" }
    #expect(reverse.map { $0[0] } == ["flat", "long", "usd"])
    #expect(reverse[0][5].isEmpty && reverse[0][12].contains("cannot lose"))
    #expect(!reverse[1][5].isEmpty && reverse[1][6] == "1")
    #expect(reverse[2][5].isEmpty && reverse[2][12] == "nothing it holds can gain or lose")
    #expect(try scratch.text("out/given-moves.csv").contains("FLAT,true"))
  }

  @Test func everyFieldOfAStudy() throws {
    let scratch = try ScratchBook()
    func study(_ fields: String) throws {
      try scratch.write(
        "s.yaml", "stress:\n  book: desk\n  scenarios: 2000\n\(fields)")
    }
    try study("  reverse: 50%\n  given: {BTC: -10%}\n  liquidation: true\n")
    let run = try scratch.run(line: "run s.yaml -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      Set(try scratch.contents("out")).isSuperset(of: [
        "given-moves.csv", "liquidation.csv", "reverse.csv",
      ]))
    try study("  given: [BTC=-10%, ETH=5%]\n")
    #expect(try scratch.run(line: "run s.yaml -o list").status == 0)
    for (fields, place) in [
      ("  reverse: -5\n", "s.yaml, line 4, column stress.reverse"),
      ("  reverse: .nan\n", "s.yaml, line 4, column stress.reverse"),
      ("  given: {BTC: -100%}\n", "s.yaml, line 4, column stress.given.BTC"),
      ("  given: [BTC=1, BTC=2]\n", "s.yaml, line 4, column stress.given"),
      ("  liquidation: perhaps\n", "s.yaml, line 4, column stress.liquidation"),
    ] {
      try study(fields)
      try scratch.run(line: "run s.yaml -o bad").expectRefusal(65, place: place)
    }
  }
}
