import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

private func rule(
  _ method: ScenarioPlan.Method, name: String = "r", measure: RiskMeasure = .expectedShortfall,
  collateral: ShortfallRule.CollateralTreatment = .haircut(.none), days: Int = 2
) throws -> ShortfallRule {
  var spec = CalibrationSpec()
  spec.innovations.model = .normal
  var plan = ScenarioPlan(method: method, spec: spec)
  plan.count = 400
  return ShortfallRule(
    name: name, level: try #require(ConfidenceLevel(0.95)), measure: measure,
    marginPeriodOfRisk: .days(days), scenarios: plan, floorFraction: 0.001,
    collateral: collateral)
}

private func spot(_ factor: String, _ quantity: Double) -> Position {
  Position(
    instrument: .spot(Spot(name: factor, underlying: RiskFactor(factor))), quantity: quantity)
}

private let accounts = [
  Account(
    name: "long", positions: [spot("A", 2)], collateral: [Collateral(asset: "B", amount: 3)]),
  Account(name: "mixed", positions: [spot("A", -1), spot("B", 4)]),
  Account(name: "idle", positions: [], collateral: [Collateral(asset: nil, amount: 5)]),
]

private func book(_ prices: PriceHistory, _ held: [Account] = accounts) throws -> Book {
  try Book(name: "b", prices: prices, accounts: held)
}

private func history(_ days: Int = 160, seed: UInt64 = 1) throws -> PriceHistory {
  try SyntheticPrices.history(["A", "B"], days: days, seed: seed)
}

/// The price file with one column changed from a row on.
private func changed(_ prices: PriceHistory, from row: Int, by factor: Double) throws
  -> PriceHistory
{
  var text = "date,A,B\n"
  for (index, time) in prices.times.enumerated() {
    let cells = try ["A", "B"].map { name in
      try #require(prices.price(of: RiskFactor(name), row: index)) * (index >= row ? factor : 1)
    }
    text += "\(time),\(cells[0]),\(cells[1])\n"
  }
  return try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
}

@Suite struct BacktestTests {
  private let period = BacktestPeriod(from: Timestamp("2022-04-01"))

  private func run(
    _ book: Book, _ rules: [ShortfallRule], _ period: BacktestPeriod? = nil, threads: Int? = nil
  ) throws -> Backtest {
    var context = RiskContext()
    context.threads = threads
    return try #require(
      try Backtest(book, rules: rules, period: period ?? self.period, context: context))
  }

  /// Value at risk of a holding of one asset from the ranks of its past moves, and its gains from
  /// the prices, worked out without the library's scenarios.
  @Test func agreesWithRanksOfPastMoves() throws {
    let prices = try history()
    let backtest = try run(try book(prices), [try rule(.historical)])
    let long = backtest.rules[0].accounts[0]
    let column = try prices.times.indices.map { try #require(prices.price(of: "A", row: $0)) }
    #expect(backtest.times.count == prices.times.count { $0 >= Timestamp("2022-04-01") ?? $0 })
    let level = try #require(ConfidenceLevel(0.95))
    for (bar, time) in backtest.times.enumerated() {
      let row = try #require(prices.times.firstIndex(of: time))
      #expect(abs(long.series.pnl[bar] - 2 * (column[row] - column[row - 1])) < 1e-9)
      let losses = (1..<row).map { 2 * column[row - 1] * (1 - column[$0] / column[$0 - 1]) }
      let rank = level.quantileRank(of: losses.count)
      #expect(abs(long.series.valueAtRisk[bar] - losses.sorted()[rank - 1]) < 1e-9)
      if let window = long.windowPnL[bar] {
        #expect(abs(window - 2 * (column[row + 1] - column[row - 1])) < 1e-9)
      } else {
        #expect(bar == backtest.times.count - 1)
      }
      #expect(abs(long.grossNotionals[bar] - 2 * column[row - 1]) < 1e-9)
    }
  }

  /// What a rule says up to a time does not change when later prices do, and neither does what came.
  @Test(arguments: ScenarioPlan.Method.allCases.filter { $0 != .file })
  func laterPricesChangeNothingBefore(method: ScenarioPlan.Method) throws {
    let prices = try history()
    let row = 130
    let rules = [try rule(method)]
    let end = prices.times[row - 1]
    let before = try run(try book(prices), rules)
    let after = try run(try book(try changed(prices, from: row, by: 3)), rules)
    let count = before.times.count { $0 <= end }
    #expect(count > 30)
    for (old, new) in zip(before.rules[0].accounts, after.rules[0].accounts) {
      // The bar that ends in the changed row is forecast from rows that are not.
      #expect(close(old.series.valueAtRisk.prefix(count + 1), new.series.valueAtRisk))
      #expect(close(old.series.expectedShortfall.prefix(count + 1), new.series.expectedShortfall))
      #expect(close(old.margins.prefix(count + 1), new.margins))
      #expect(close(old.series.pnl.prefix(count), new.series.pnl))
    }
  }

  /// Equal but for the rounding of ratios to the last price.
  private func close(_ left: ArraySlice<Double>, _ right: [Double]) -> Bool {
    zip(left, right).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0)) }
  }

  @Test func threadsChangeNothing() throws {
    let book = try book(try history())
    let rules = [
      try rule(.monteCarlo, name: "m"), try rule(.filteredHistorical, name: "f"),
    ]
    let one = try run(book, rules, threads: 1)
    for threads in [2, 5] {
      let other = try run(book, rules, threads: threads)
      for (left, right) in zip(one.rules, other.rules) {
        for (a, b) in zip(left.accounts, right.accounts) {
          #expect(a.series == b.series)
          #expect(a.margins == b.margins)
          #expect(a.windowPnL == b.windowPnL)
        }
        #expect(left.diagnostics == right.diagnostics)
      }
      #expect(
        BacktestFindings.all(of: one, threads: 1).map { $0.map(\.verdict) }
          == BacktestFindings.all(of: other, threads: threads).map { $0.map(\.verdict) })
    }
  }

  @Test func partsMakeTheWhole() throws {
    let book = try book(try history())
    let rules = [try rule(.filteredHistorical), try rule(.monteCarlo)]
    let whole = try run(book, rules)
    var context = RiskContext()
    let parts = try (1...3).map { number in
      let share = WorkShare(doing: try #require(Shard(number, of: 3)))
      context.share = share
      #expect(try Backtest(book, rules: rules, period: period, context: context) == nil)
      return share.results
    }
    // The parts hold every forecast: none is made again.
    context.share = WorkShare(from: parts)
    context.progress = { _, _ in Issue.record("a forecast is made again") }
    let merged = try #require(
      try Backtest(book, rules: rules, period: period, context: context))
    // To the bit; a failed comparison of the texts themselves would list their differences for minutes.
    let isSame = "\(merged)" == "\(whole)"
    #expect(isSame)
  }

  @Test func collateralGainsAndLosesWhereTheRuleSimulatesIt() throws {
    let prices = try history()
    let backtest = try run(
      try book(prices),
      [try rule(.historical, name: "h"), try rule(.historical, name: "s", collateral: .simulated)])
    let (haircut, simulated) = (backtest.rules[0].accounts[0], backtest.rules[1].accounts[0])
    for (bar, time) in backtest.times.enumerated() {
      let row = try #require(prices.times.firstIndex(of: time))
      let move =
        try #require(prices.price(of: "B", row: row))
        - (try #require(prices.price(of: "B", row: row - 1)))
      #expect(
        abs(simulated.series.pnl[bar] - haircut.series.pnl[bar] - 3 * move) < 1e-9)
    }
    #expect(simulated.series.valueAtRisk != haircut.series.valueAtRisk)
    #expect(backtest.rules[0].accounts[2].isWithoutRisk)
    #expect(!backtest.rules[0].accounts[0].isWithoutRisk)
  }

  /// Parameters are those of the last estimation; the volatility follows the prices all the same.
  @Test func estimatesEverySoManyBars() throws {
    let book = try book(try history())
    let rules = [try rule(.monteCarlo)]
    let often = try run(book, rules, BacktestPeriod(from: period.from, refit: .day))
    let seldom = try run(book, rules, BacktestPeriod(from: period.from, refit: .days(30)))
    let (a, b) = (often.rules[0].accounts[1].series, seldom.rules[0].accounts[1].series)
    #expect(a.valueAtRisk[0] == b.valueAtRisk[0])
    #expect(a.valueAtRisk[30] == b.valueAtRisk[30])
    #expect(a.valueAtRisk[29] != b.valueAtRisk[29])
    // Thirty days of new returns move the correlation little, the volatility much.
    for bar in 0..<30 { #expect(abs(a.valueAtRisk[bar] / b.valueAtRisk[bar] - 1) < 0.2) }
    let first = b.valueAtRisk.prefix(30)
    let (least, largest) = (try #require(first.min()), try #require(first.max()))
    #expect(largest > 1.1 * least)
  }

  @Test func optionsKeepMoneynessAndAge() throws {
    let prices = try history()
    let now = try #require(prices.times.last)
    let last = try #require(prices.price(of: "A", row: prices.times.count - 1))
    let option = EuropeanOption(
      name: "O", underlying: "A", settlement: .linear, right: .call, strike: 1.05 * last,
      expiry: now + .days(10), markVolatility: 0.5)
    let backtest = try run(
      try book(
        prices,
        [Account(name: "o", positions: [Position(instrument: .option(option), quantity: 1)])]),
      [try rule(.historical)])
    let series = backtest.rules[0].accounts[0].series
    for (bar, time) in backtest.times.enumerated() {
      let row = try #require(prices.times.firstIndex(of: time))
      let (before, after) = (
        try #require(prices.price(of: "A", row: row - 1)),
        try #require(prices.price(of: "A", row: row))
      )
      func value(_ forward: Double, days: Double) -> Double {
        Black76(
          forward: forward, strike: 1.05 * before, yearsToExpiry: days / 365, volatility: 0.5
        ).price(.call)
      }
      let gain = value(after, days: 9) - value(before, days: 10)
      #expect(abs(series.pnl[bar] - gain) < 1e-9)
    }
  }

  @Test func windowsDoNotOverlapAndCrossNoGap() throws {
    // Rows 120 to 131 are missing.
    let lines = SyntheticPrices.csv(["A", "B"], days: 160).split(separator: "\n")
    let text = (lines[...120] + lines[133...]).joined(separator: "\n") + "\n"
    let prices = try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
    let backtest = try run(try book(prices), [try rule(.historical, days: 3)])
    let history = backtest.rules[0]
    let gap = prices.times[119]
    #expect(!backtest.times.contains { $0 > gap && $0 <= prices.times[120] })
    #expect(backtest.diagnostics.contains { $0.message.contains("no price of all factors") })
    for (start, next) in zip(history.windowStarts, history.windowStarts.dropFirst()) {
      #expect(next >= start + 3)
    }
    for start in history.windowStarts {
      let span = backtest.times[start + 2] - backtest.times[start]
      #expect(span == .days(2))
      #expect(history.accounts[0].windowPnL[start] != nil)
    }
    let last = try #require(backtest.times.lastIndex { $0 <= gap })
    #expect(history.accounts[0].windowPnL[last] == nil)
    #expect(history.accounts[0].windowPnL[last - 1] == nil)
  }

  @Test func datesWithoutAPriceAreSkippedAndSaid() throws {
    let lines = SyntheticPrices.csv(["A", "B"], days: 160).split(separator: "\n").map(String.init)
    let late = lines.enumerated().map { row, line in
      row > 0 && row <= 60
        ? line.split(separator: ",").prefix(2).joined(separator: ",") + "," : line
    }
    let prices = try PriceHistory(
      csv: InputFile(name: "prices.csv", text: late.joined(separator: "\n") + "\n"))
    let backtest = try run(
      try book(prices), [try rule(.historical)], BacktestPeriod(from: Timestamp("2022-01-15")))
    // B is listed on row 60, and has twenty returns twenty rows later.
    #expect(backtest.times.first == prices.times[81])
    let messages = backtest.diagnostics.map(\.message)
    #expect(messages.contains { $0.contains("no price of B on") })
    #expect(messages.contains { $0.contains("fewer than 20 returns before on 20 dates") })
  }

  @Test func theLastBarsAreTestedWhenTheyAreCounted() throws {
    let prices = try history()
    let rules = [try rule(.historical)]
    let end = try #require(prices.times.last)
    let last = try run(try book(prices), rules, BacktestPeriod(bars: 30))
    #expect(last.times == Array(prices.times.suffix(30)))
    let before = try run(
      try book(prices), rules, BacktestPeriod(to: end - .days(10), bars: 30))
    #expect(before.times == Array(prices.times.dropLast(10).suffix(30)))
    // Twenty returns are left before the first.
    let all = try run(try book(prices), rules, BacktestPeriod(bars: 1_000))
    #expect(all.times.count == prices.times.count - 21)
  }

  @Test func refusesPeriodsThatHoldNothing() throws {
    let prices = try history()
    let held = try book(prices)
    let rules = [try rule(.historical)]
    func refusal(_ from: String?, _ to: String?, refit: TimeSpan = .days(20)) -> InputError? {
      let period = BacktestPeriod(
        from: from.flatMap(Timestamp.init), to: to.flatMap(Timestamp.init), refit: refit)
      do throws(InputError) {
        _ = try Backtest(held, rules: rules, period: period, context: RiskContext())
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal("2022-05-01", "2022-04-01")?.message.contains("is after --to") == true)
    #expect(refusal("2030-01-01", nil)?.message.contains("outside the prices") == true)
    #expect(refusal(nil, "2001-01-01")?.message.contains("outside the prices") == true)
    #expect(refusal("2022-01-01", "2022-01-10")?.message.contains("no bar can be tested") == true)
    #expect(refusal(nil, nil)?.message.contains("250 are left") == true)
    #expect(throws: InputError.self) {
      try run(held, rules, BacktestPeriod(from: Timestamp("2022-05-01"), bars: 5))
    }
    #expect(
      refusal("2022-05-01", nil, refit: TimeSpan(seconds: 3600))?.message
        .contains("--refit 1h is not a whole number of bars") == true)
    #expect(refusal("2022-05-01", "2040-01-01") == nil)
  }

  @Test func errorsNameTheRuleAndTheTime() throws {
    let prices = try history()
    var short = try rule(.historical)
    short.scenarios.spec.window = .days(10)
    #expect {
      try run(try book(prices), [short])
    } throws: { error in
      (error as? InputError)?.message.hasPrefix("rule r at 2022-03-31: ") == true
    }
  }
}
