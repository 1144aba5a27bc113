import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct AdjustedBacktestTests {
  private static let options: [(name: String, option: AntiProcyclicality?)] = [
    ("plain", nil), ("buffer", .buffer(.init(size: 0.25, rebuild: .days(30)))),
    ("never", .buffer(.init(size: 0.25, rebuild: nil))),
    ("stressed", .stressedObservations(.init(stressed: .worst(.days(60))))),
    ("blend", .stressedBlend(.init(stressed: .worst(.days(60))))), ("floor", .longFloor),
  ]

  private func rules(_ method: ScenarioPlan.Method) throws -> [ShortfallRule] {
    try Self.options.map { name, option in
      try StressSamples.rule(method) {
        $0.name = name
        $0.floorFraction = 0.002
        $0.antiProcyclicality = option
      }
    }
  }

  private func book(_ days: Int = 400) throws -> Book {
    try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B", "USDC"], days: days),
      accounts: StressSamples.accounts)
  }

  private func backtest(_ book: Book, threads: Int? = nil) throws -> Backtest {
    var context = RiskContext()
    context.threads = threads
    return try #require(
      try Backtest(
        book, rules: try rules(.filteredHistorical),
        period: BacktestPeriod(from: book.prices.times[300], to: book.prices.times[320]),
        context: context))
  }

  @Test func aBufferIsCarriedFromBarToBar() throws {
    let backtest = try backtest(try book())
    #expect(backtest.times.count == 21)
    for (rule, rebuild) in [(1, TimeSpan.days(30)), (2, nil)] as [(Int, TimeSpan?)] {
      let buffer = AntiProcyclicality.Buffer(size: 0.25, rebuild: rebuild)
      for (plain, buffered) in zip(backtest.rules[0].accounts, backtest.rules[rule].accounts) {
        #expect(buffered.margins == buffer.charges(plain.margins, bar: .day))
        #expect(buffered.isAtFloor == plain.isAtFloor)
      }
      #expect(backtest.rules[rule].method.allSatisfy { !$0.contains("No earlier charge") })
    }
    let (plain, charges) = (
      backtest.rules[0].accounts[0].margins, backtest.rules[1].accounts[0].margins
    )
    #expect(zip(plain, charges).contains { $1 < 1.25 * $0 && $1 > $0 })
  }

  @Test func optionsChangeMarginsOnly() throws {
    let backtest = try backtest(try book())
    for rule in backtest.rules.dropFirst() {
      for (plain, adjusted) in zip(backtest.rules[0].accounts, rule.accounts) {
        #expect(adjusted.series.valueAtRisk == plain.series.valueAtRisk)
        #expect(adjusted.series.expectedShortfall == plain.series.expectedShortfall)
        if rule.rule != "stressed" {
          #expect(zip(adjusted.margins, plain.margins).allSatisfy { $0 >= $1 })
        }
      }
    }
  }

  @Test func laterPricesChangeNothing() throws {
    let book = try book()
    let short = try Book(
      name: "b", prices: try book.prices.upTo(book.prices.times[320]), accounts: book.accounts)
    let scale = try #require(book.spot["A"]) / (try #require(short.spot["A"]))
    #expect(scale != 1)
    let (all, part) = (try backtest(book), try backtest(short))
    for (one, other) in zip(all.rules, part.rules) {
      for (a, b) in zip(one.accounts, other.accounts) { #expect(a.margins == b.margins) }
    }
  }

  @Test func threadsChangeNothing() throws {
    let book = try book()
    let (one, many) = (try backtest(book, threads: 1), try backtest(book, threads: 3))
    for (a, b) in zip(one.rules, many.rules) {
      #expect(a.accounts.map(\.margins) == b.accounts.map(\.margins))
      #expect(a.diagnostics == b.diagnostics)
    }
  }

  @Test func aBacktestMayBeginWithThirtyObservations() throws {
    let book = try book(60)
    let backtest = try #require(
      try Backtest(
        book, rules: try rules(.historical),
        period: BacktestPeriod(from: book.prices.times[31]), context: RiskContext()))
    #expect(backtest.times.count == 29)
    for account in backtest.rules.flatMap(\.accounts) {
      #expect(account.margins.allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }
}

@Suite struct MarginFrontierTests {
  private func point(_ rule: Int, _ coverage: Double, _ cost: Double, _ swing: Double)
    -> MarginFrontier.Point
  {
    .init(rule: rule, coverage: coverage, cost: cost, peakToTrough: swing, largestRise: 0)
  }

  @Test func onlyRulesThatNoneBeatsAreOnTheFrontier() {
    let frontier = MarginFrontier(
      account: "a",
      points: [
        point(0, 0.99, 0.10, 5), point(1, 0.995, 0.12, 4), point(2, 0.995, 0.13, 4),
        point(3, 0.98, 0.10, 5), point(4, 0.99, 0.10, 5), point(5, 1, 0.2, 9),
      ])
    // 2 costs more than 1 and is else equal, 3 covers less than 0; 0 and 4 are one and the same.
    #expect(frontier.frontier.map(\.rule) == [0, 1, 4, 5])
    #expect(frontier.beaters(of: frontier.points[2]).map(\.rule) == [1])
    #expect(frontier.beaters(of: frontier.points[3]).map(\.rule) == [0, 4])
  }

  @Test func aPointNeverBeatsItself() {
    let only = MarginFrontier(account: "a", points: [point(0, 0.9, 1, 2)])
    #expect(only.frontier.count == 1 && !only.points[0].beats(only.points[0]))
  }

  @Test func figuresAreThoseOfTheBacktest() throws {
    let rules = try [nil, AntiProcyclicality.buffer(.init())].enumerated().map { index, option in
      try StressSamples.rule(.historical) {
        $0.name = "r\(index)"
        $0.antiProcyclicality = option
      }
    }
    let book = try StressSamples.book(StressSamples.accounts)
    let backtest = try #require(
      try Backtest(
        book, rules: rules, period: BacktestPeriod(from: book.prices.times[200]),
        context: RiskContext()))
    let findings = BacktestFindings.all(of: backtest)
    let frontiers = MarginFrontier.all(of: backtest, findings)
    // The idle account has nothing at risk.
    #expect(frontiers.map(\.account) == ["long", "short"])
    for (account, frontier) in frontiers.enumerated() {
      for (rule, point) in frontier.points.enumerated() {
        let history = backtest.rules[rule].accounts[account]
        let ratios = zip(history.margins, history.grossNotionals).map { $0 / $1 }
        #expect(point.rule == rule)
        #expect(point.coverage == findings[rule][account].margin.coverage)
        let extremes = (try #require(ratios.max())) / (try #require(ratios.min()))
        #expect(point.peakToTrough == extremes)
        let average = history.margins.reduce(0, +) / history.grossNotionals.reduce(0, +)
        #expect(abs(point.cost - average) < 1e-12 * average)
        let rises = zip(ratios.dropFirst(5), ratios).map { $0 / $1 - 1 }
        #expect(point.largestRise == max(0, try #require(rises.max())))
      }
    }
  }
}
