internal import PlimsollMarket
internal import PlimsollNumerics

/// All tests of one account under one rule.
///
/// - Verified by: BacktestFindingsTests.
public struct BacktestFindings: Sendable {
  /// The account.
  public let account: String
  /// The rule.
  public let rule: String
  /// The level that is tested.
  public let level: ConfidenceLevel
  /// How many losses were beyond value at risk.
  public let coverage: ProportionOfFailures
  /// Whether they come in clusters.
  public let transitions: ExceptionTransitions
  /// The zone of their number.
  public let zone: TrafficLight.Zone
  /// Exceptions of the last 250 bars, at 99 % only; nil elsewhere or with fewer bars.
  public let recentExceptions: Int?
  /// Acerbi and Székely's tests; nil when a forecast shortfall is not positive.
  public let shortfall: SimulatedShortfall?
  /// McNeil and Frey's test; nil with fewer than two exceptions.
  public let residuals: ExceedanceResiduals?
  /// The mean joint score; nil when a forecast shortfall is not positive.
  public let jointScore: Double?
  /// Engle and Manganelli's test; nil with too few bars.
  public let dynamicQuantile: DynamicQuantile?
  /// Christoffersen and Pelletier's test; nil with fewer than two exceptions.
  public let durations: DurationTest?
  /// Margins against losses over windows of the margin period that do not overlap.
  public let margin: MarginCoverage
  /// Breaches among all windows of the margin period, overlapping, with the zone that simulated
  /// bounds give them; nil for a period of one bar and for very many bars.
  public let overlapping: (breaches: Int, windows: Int, zone: TrafficLight.Zone)?
  /// How the margin moved.
  public let procyclicality: Procyclicality
  /// The share of bars on which the margin was the floor.
  public let timeAtFloor: Double
  /// The mean of |size| in USD.
  public let averageNotional: Double
  /// What all this comes to.
  public let verdict: BacktestVerdict

  /// Acerbi and Székely's statistics with their simulated laws.
  public struct SimulatedShortfall: Sendable {
    /// Z1 and Z2.
    public let test: ShortfallTest
    /// The probability of a Z1 as low when the forecasts are right; nil without exception.
    public let conditionalP: Double?
    /// The probability of a Z2 as low when the forecasts are right.
    public let unconditionalP: Double
    /// The standard error of `unconditionalP` from the number of runs.
    public let standardError: Double
    /// The Z2 that is undercut with a probability of 5 %.
    public let criticalValue: Double
  }

  /// Bars of a year of trading, as the supervisors count.
  static let recentBars = 250
  /// More windows than this are not compared with simulated bounds.
  static let mostOverlapping = 5_000
  /// Runs behind the bounds of overlapping windows.
  public static let overlapRuns = 20_000

  private init(
    _ history: AccountHistory, _ rule: RuleHistory, light: TrafficLight?, threads: Int?
  ) {
    let series = history.series
    account = history.account
    self.rule = rule.rule
    level = rule.level
    coverage = series.proportionOfFailures
    transitions = series.transitions
    zone = TrafficLight(observations: series.count, rate: series.rate)
      .zone(of: coverage.exceptions)
    recentExceptions =
      rule.level == ConfidenceLevel(0.99) && series.count >= Self.recentBars
      ? series.exceptionPlaces.count { $0 >= series.count - Self.recentBars } : nil
    let losses = ExceptionLosses(history.tailRatios)
    shortfall = ShortfallTest(series).map { test in
      let null = test.unconditionalNull(losses, threads: threads)
      let p = null.pValue(test.unconditional)
      let conditional = test.conditionalNull(losses, threads: threads)
      return SimulatedShortfall(
        test: test,
        conditionalP: test.conditional.flatMap { z in conditional.map { $0.pValue(z) } },
        unconditionalP: p, standardError: null.standardError(ofPValue: p),
        criticalValue: null.criticalValue(BacktestVerdict.significance))
    }
    residuals = ExceedanceResiduals(series)
    jointScore = series.jointScores.map { $0.reduce(0, +) / Double(series.count) }
    dynamicQuantile = history.isWithoutRisk ? nil : DynamicQuantile(series)
    durations = DurationTest(series.exceptions)
    let windows = rule.windows(of: history)
    margin = MarginCoverage(pnl: windows.pnl, margins: windows.margins)
    overlapping = light.map { light in
      let breaches = Self.overlappingBreaches(history)
      return (breaches.count, breaches.windows, light.zone(of: breaches.count))
    }
    procyclicality = Procyclicality(history.margins)
    timeAtFloor = Double(history.isAtFloor.count(where: \.self)) / Double(series.count)
    averageNotional = history.grossNotionals.reduce(0, +) / Double(series.count)
    verdict = BacktestVerdict(
      coverage: coverage, transitions: transitions, shortfallP: shortfall?.unconditionalP,
      margin: margin, isWithoutRisk: history.isWithoutRisk)
  }

  private static func overlappingBreaches(_ history: AccountHistory) -> (count: Int, windows: Int) {
    var (count, windows) = (0, 0)
    for (gain, margin) in zip(history.windowPnL, history.margins) {
      guard let gain else { continue }
      windows += 1
      if -gain > margin { count += 1 }
    }
    return (count, windows)
  }

  /// Tests every rule on every account: rules × accounts.
  ///
  /// - Parameter threads: at most this many, all cores when nil; the result is the same.
  public static func all(of backtest: Backtest, threads: Int? = nil) -> [[BacktestFindings]] {
    var lights = OverlappingLights(threads: threads)
    return backtest.rules.map { rule in
      rule.accounts.map { account in
        BacktestFindings(account, rule, light: lights.light(account, rule), threads: threads)
      }
    }
  }
}

/// Bounds of overlapping windows, each simulated once.
private struct OverlappingLights {
  private struct Key: Hashable {
    var windows: Int
    var bars: Int
    var rate: Double
  }

  let threads: Int?
  private var known: [Key: TrafficLight] = [:]

  init(threads: Int?) { self.threads = threads }

  mutating func light(_ account: AccountHistory, _ rule: RuleHistory) -> TrafficLight? {
    let key = Key(
      windows: account.windowPnL.count { $0 != nil }, bars: rule.windowBars,
      rate: rule.level.tailProbability)
    guard key.bars > 1, (1...BacktestFindings.mostOverlapping).contains(key.windows) else {
      return nil
    }
    if let light = known[key] { return light }
    let light = TrafficLight(
      observations: key.windows, rate: key.rate, overlap: .init(bars: key.bars),
      runs: BacktestFindings.overlapRuns, threads: threads)
    known[key] = light
    return light
  }
}
