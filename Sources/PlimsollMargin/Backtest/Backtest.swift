public import PlimsollMarket
internal import PlimsollNumerics

/// Rules tried on the past: bar by bar, what each would have said of the book as it was then, and
/// what came.
///
/// There is no look-ahead by construction: what a rule is given at a time is `Book.asPast`, whose
/// prices end there, and its parameters are fitted to such prices. P&L is that of the same holdings
/// through the same valuation as the measure's.
///
/// - Verified by: BacktestTests.
public struct Backtest: Sendable {
  /// The ends of the bars tested, oldest first.
  public let times: [Timestamp]
  /// The length of a bar.
  public let bar: TimeSpan
  /// The rules, in the order given.
  public let rules: [RuleHistory]
  /// What was not tested, and what the rules repaired.
  public let diagnostics: [Diagnostic]

  /// Tries `rules` on the past of `book`, side by side; nil when the context divides the bars over
  /// processes, and this one does only its part.
  ///
  /// - Parameters:
  ///   - context: a model in it is not used: each rule calibrates its own spec.
  /// - Throws: an `InputError` when the period holds no bar that can be tested, or a rule cannot be
  ///   applied at some time, which the message then names.
  /// - Complexity: O(bars × rules × (rows × factors + scenarios × holdings)); bars in parallel.
  public init?(
    _ book: Book, rules: [ShortfallRule], period: BacktestPeriod, context: RiskContext
  ) throws(InputError) {
    let factors = book.factors
    guard !factors.isEmpty else {
      throw .data(
        "positions.csv", "the book holds nothing that moves",
        remedy: "Give positions or collateral other than USD.")
    }
    if let rule = rules.first(where: { $0.scenarios.method == .file }) {
      throw .usage(
        "the rule \(rule.name) takes its scenarios from a file, which says nothing of what was known on "
          + "each past day",
        remedy: "Test a rule that makes its scenarios from prices.")
    }
    let bars = try BacktestBars(book.prices, factors: factors, period: period)
    let bar = book.prices.bar
    guard let refit = try? period.refit.bars(of: bar) else {
      throw .usage(
        "--refit \(period.refit) is not a whole number of bars of \(bar)",
        remedy: "Give a multiple of \(bar), such as \(BacktestPeriod.usualRefit).")
    }
    let rollings = try Self.rollings(rules, bar: bar, bars: bars, context: context)
    let progress = context.progress.map {
      ScenarioProgress(total: bars.count * rules.count, report: $0)
    }
    func days(_ own: Range<Int>) throws(InputError) -> [[RollingRule.Day]] {
      let fits = try Self.fits(
        rules, book: book, bars: bars, own, every: refit, context: context)
      let outcomes = Parallel.map(count: own.count, threads: context.threads) { place in
        Result { () throws(InputError) in
          let index = own.lowerBound + place
          let past = try book.asPast(at: bars.forecastTime(index))
          var days: [RollingRule.Day] = []
          for (rolling, fit) in zip(rollings, fits[index / refit] ?? []) {
            days.append(try rolling.day(index, of: past, fit: fit))
            progress?.advance(1)
          }
          return days
        }
      }
      var days: [[RollingRule.Day]] = []
      for outcome in outcomes { days.append(try outcome.get()) }
      return days
    }
    let all = 0..<bars.count
    // A study tries its rules once, and its manifest names all that their days depend on.
    guard
      let days = try context.share == nil
        ? days(all) : context.share?.pieces(key: "days", count: bars.count, days)
    else { return nil }
    times = (0..<bars.count).map(bars.time)
    self.bar = bar
    let times = times
    self.rules = rollings.enumerated().map { rule, rolling in
      RuleHistory(
        rolling, days: days.map { $0[rule] }, times: times,
        accounts: book.accounts.map(\.name))
    }
    diagnostics = bars.diagnostics
  }

  private static func rollings(
    _ rules: [ShortfallRule], bar: TimeSpan, bars: BacktestBars, context: RiskContext
  ) throws(InputError) -> [RollingRule] {
    var inner = context
    inner.model = nil
    inner.threads = 1
    inner.charted = 0
    inner.progress = nil
    inner.share = nil
    // Buffers are carried from bar to bar by the histories.
    inner.previousCharges = [:]
    var rollings: [RollingRule] = []
    for rule in rules {
      rollings.append(
        RollingRule(
          rule: rule, bar: bar, windowBars: try rule.marginPeriodOfRisk.bars(of: bar), bars: bars,
          context: inner))
    }
    return rollings
  }

  /// What every rule was fitted to at every `refit`-th bar that some of the bars need, by the number of
  /// the fit and by rule.
  private static func fits(
    _ rules: [ShortfallRule], book: Book, bars: BacktestBars, _ own: Range<Int>,
    every refit: Int, context: RiskContext
  ) throws(InputError) -> [Int: [FittedPlan]] {
    let numbers = Set(own.map { $0 / refit }).sorted()
    let factors = book.factors
    let outcomes = Parallel.map(
      count: numbers.count * rules.count, threads: context.threads
    ) { place in
      Result { () throws(InputError) in
        let rule = rules[place % rules.count]
        let time = bars.forecastTime(numbers[place / rules.count] * refit)
        do throws(InputError) {
          let past = try book.prices.upTo(time)
          guard let calibrations = context.calibrations else {
            return try rule.scenarios.fitted(to: past, factors: factors, threads: 1)
          }
          return try calibrations.fitted(rule.scenarios, to: past, factors: factors, threads: 1)
        } catch {
          throw error.of(rule.name, at: time)
        }
      }
    }
    var fits: [Int: [FittedPlan]] = [:]
    for (place, outcome) in outcomes.enumerated() {
      fits[numbers[place / rules.count], default: []].append(try outcome.get())
    }
    return fits
  }
}

extension InputError {
  /// The same, saying under which rule and at what time of a backtest it came up.
  func of(_ rule: String, at time: Timestamp) -> InputError {
    var error = self
    error.message = "rule \(rule) at \(time): \(message)"
    return error
  }
}
