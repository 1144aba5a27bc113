import Foundation
import Testing

/// `plimsoll backtest` from the command line.
@Suite struct BacktestCommandTests {
  /// Half of the level's risk: rejected.
  private static let careless = """
    kind: shortfall
    level: 0.6
    measure: var
    mpor: 2d
    scenarios: {method: historical}
    maintenance: 0.75
    collateral: simulated

    """

  @Test func writesForecastsTestsAndAReport() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "backtest desk --rule filtered-historical,gaussian --from 2024-03-01 --to 2024-05-29 "
        + "--scenarios 500 -o out")
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    #expect(run.output.hasPrefix("account"))
    let forecasts = try scratch.table("out/backtest.csv")
    #expect(
      forecasts[0].prefix(9).joined(separator: ",")
        == "date,account,rule,pnl,var,es,margin,exception,margin_breach")
    #expect(forecasts.count == 1 + 90 * 2 * 2)
    let tests = try scratch.table("out/backtest-tests.csv")
    let promised = """
      account,rule,level,observations,exceptions,coverage,kupiec_lr,kupiec_p,christoffersen_lr,\
      christoffersen_p,conditional_lr,conditional_p,traffic_light,es_z1,es_z2,margin_breaches,\
      margin_breach_p,peak_to_trough,max_increase_5d,average_margin,verdict
      """
    #expect(tests[0].prefix(21).joined(separator: ",") == promised)
    #expect(tests.count == 1 + 2 * 2)
    try checkRowsAgree(tests, forecasts)
    let files = Set(try scratch.contents("out"))
    #expect(
      files.isSuperset(of: [
        "report.md", "run.json", "charts/coverage-cost.svg", "charts/margin-long.svg",
        "charts/pnl-gaussian-hedge.svg",
      ]))
    let report = try scratch.text("out/report.md")
    for heading in ["Verdicts", "Recommendation", "Coverage of margin", "Method", "Diagnostics"] {
      #expect(report.contains("## \(heading)\n"))
    }
    let cells = (forecasts + tests).joined()
    #expect(!cells.contains { ["nan", "-nan", "inf", "-inf"].contains($0) })
  }

  /// Counts and means of `backtest-tests.csv` are those of the rows of `backtest.csv`.
  private func checkRowsAgree(_ tests: [[String]], _ forecasts: [[String]]) throws {
    for row in tests.dropFirst() {
      let own = forecasts.filter { $0[1] == row[0] && $0[2] == row[1] }
      #expect(Int(row[3]) == own.count)
      #expect(Int(row[4]) == own.count { $0[7] == "1" })
      #expect(Int(row[15]) == own.count { $0[8] == "1" })
      let margins = own.compactMap { Double($0[6]) }
      let mean = margins.reduce(0, +) / Double(margins.count)
      #expect(abs(try #require(Double(row[19])) / mean - 1) < 1e-12)
      for forecast in own {
        let (pnl, value) = (try #require(Double(forecast[3])), try #require(Double(forecast[4])))
        #expect((forecast[7] == "1") == (pnl < -value))
      }
    }
  }

  @Test func aRejectedRuleEndsWithOne() throws {
    let scratch = try ScratchBook()
    // A level of 60 % in name, its value at risk a twentieth as large by a window of calm.
    try scratch.write("careless.yaml", Self.careless)
    try scratch.write("desk/prices.csv", Self.calmThenWild())
    let run = try scratch.run(
      line: "backtest desk --rule careless.yaml --from 2024-04-15 -o out")
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.errors.contains("check failed: rule careless is rejected for"))
    let report = try scratch.text("out/report.md")
    #expect(report.contains("**No rule passes.**"))
    #expect(report.contains("**rejected**"))
    #expect(try scratch.table("out/backtest-tests.csv")[1][20] == "rejected")
  }

  /// Prices that rise a little for a hundred days, then fall day by day.
  private static func calmThenWild() -> String {
    var text = "date,BTC,ETH\n"
    var level = 100.0
    for row in 0..<160 {
      text += "\(ScratchBook.date(row)),\(level),100\n"
      level *= row < 100 ? (row % 2 == 0 ? 1.002 : 0.999) : 0.98
    }
    return text
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try ScratchBook()
    for threads in [1, 3] {
      let run = try scratch.run(
        line: "backtest desk --rule gaussian,filtered-historical --scenarios 300 "
          + "--from 2024-05-01 --threads \(threads) -o out\(threads)")
      #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    }
    for file in try scratch.contents("out1") where file.contains(".") && file != "run.json" {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"), "\(file)")
    }
  }

  @Test(arguments: [
    ("--from 2024-05-01 --to 2024-04-01", 64, "--from 2024-05-01 is after --to 2024-04-01"),
    ("--from 2031-01-01", 64, "--from 2031-01-01 is outside the prices"),
    ("--refit 90m --from 2024-05-01", 64, "--refit 90m is not a whole number of bars of 1d"),
    ("--refit soon", 64, ""),
    ("--bars 0", 64, ""),
    ("--from 2024-05-01 --bars 10", 64, "--from is given together with --bars"),
    ("", 65, "prices.csv: 159 returns of all factors"),
    ("--from 2024-01-01 --to 2024-01-15", 65, "prices.csv: no bar can be tested"),
    ("--from 2024-05-01 --rule absent.yaml", 66, "absent.yaml"),
    ("--from 2024-05-01 --rule historical,historical", 64, "two rules are called historical"),
    ("--from 2024-05-01 --rule historical --volatility ewma", 64, "choices for calibrating"),
  ])
  func refusals(options: String, status: Int32, place: String) throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "backtest desk -o out \(options)")
    run.expectRefusal(status, place: place)
    #expect(!(try scratch.contents()).contains("out"))
  }
}
