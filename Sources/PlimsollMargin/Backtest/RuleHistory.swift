public import PlimsollMarket

/// What one rule said bar by bar, and what came.
public struct RuleHistory: Sendable {
  /// The rule's name.
  public let rule: String
  /// The level of its measure, at which it is tested.
  public let level: ConfidenceLevel
  /// The measure its margin is made of.
  public let measure: RiskMeasure
  /// The period its margin is to cover.
  public let marginPeriodOfRisk: MarginPeriodOfRisk
  /// The bars of that period.
  public let windowBars: Int
  /// Whether collateral is part of the P&L.
  public let simulatesCollateral: Bool
  /// The places of bars at which windows of the margin period begin without overlap.
  public let windowStarts: [Int]
  /// The accounts, in the book's order.
  public let accounts: [AccountHistory]
  /// The standard error of a forecast shortfall over the shortfall, in the mean over bars and accounts;
  /// nil where no scenarios are drawn, so that another seed would say the same.
  public let samplingError: Double?
  /// How the figures of the last bar were made.
  public let method: [String]
  /// Repairs and bounds, each kind once with how often it came up.
  public let diagnostics: [Diagnostic]

  init(_ rolling: RollingRule, days: [RollingRule.Day], times: [Timestamp], accounts: [String]) {
    rule = rolling.rule.name
    level = rolling.rule.level
    measure = rolling.rule.measure
    marginPeriodOfRisk = rolling.rule.marginPeriodOfRisk
    windowBars = rolling.windowBars
    simulatesCollateral = rolling.rule.collateral == .simulated
    windowStarts = rolling.bars.windowStarts(bars: rolling.windowBars)
    let rate = level.tailProbability
    self.accounts = accounts.enumerated().map { index, name in
      AccountHistory(
        name, days: days.map { $0.accounts[index] }, rate: rate,
        buffer: rolling.rule.antiProcyclicality?.buffer, bar: rolling.bar)
    }
    let forecasts = rolling.rule.scenarios.draws ? days.flatMap(\.accounts) : []
    let total = forecasts.reduce(0) { $0 + $1.expectedShortfall }
    samplingError =
      total > 0 ? forecasts.reduce(0) { $0 + ($1.standardError ?? 0) } / total : nil
    method = days.last?.method ?? []
    var tally = DiagnosticTally(of: times.count)
    for (time, day) in zip(times, days) { tally.add(day.diagnostics, at: time) }
    diagnostics =
      tally.diagnostics
      + (rolling.rule.scenarios.joint == nil ? [] : [Self.realisedFromPricesAlone])
  }

  private static let realisedFromPricesAlone = Diagnostic(
    .warning, "joint factors",
    "forecasts move volatilities, bases and funding, realised gains do not: prices are all the history "
      + "that is replayed")

  /// The gains over windows that begin at `windowStarts`, with the margins held for them.
  public func windows(of account: AccountHistory) -> (pnl: [Double], margins: [Double]) {
    let starts = windowStarts.filter { account.windowPnL[$0] != nil }
    return (starts.compactMap { account.windowPnL[$0] }, starts.map { account.margins[$0] })
  }
}

/// One account under one rule, bar by bar.
public struct AccountHistory: Sendable {
  /// The account.
  public let account: String
  /// One-bar gains with the value at risk and expected shortfall forecast for them.
  public let series: BacktestSeries
  /// Initial margin at the beginning of each bar, a buffer drawn and rebuilt from bar to bar.
  public let margins: [Double]
  /// The gain over the margin period that begins with the bar; nil when it does not fit.
  public let windowPnL: [Double?]
  /// Whether the margin was the floor.
  public let isAtFloor: [Bool]
  /// |size| in USD at the beginning of each bar.
  public let grossNotionals: [Double]
  /// Some losses of each forecast tail over its shortfall, equally likely.
  let tailRatios: [[Double]]

  init(
    _ account: String, days: [RollingRule.AccountDay], rate: Double,
    buffer: AntiProcyclicality.Buffer?, bar: TimeSpan
  ) {
    self.account = account
    series = BacktestSeries(
      pnl: days.map(\.pnl), valueAtRisk: days.map(\.valueAtRisk),
      expectedShortfall: days.map(\.expectedShortfall), rate: rate)
    let unbuffered = days.map(\.margin)
    margins = buffer?.charges(unbuffered, bar: bar) ?? unbuffered
    windowPnL = days.map(\.windowPnL)
    isAtFloor = days.map(\.isAtFloor)
    grossNotionals = days.map(\.grossNotional)
    tailRatios = days.map(\.tailRatios)
  }

  /// Whether nothing could be lost: no forecast of a loss and no P&L.
  public var isWithoutRisk: Bool {
    series.pnl.allSatisfy { $0 == 0 } && series.expectedShortfall.allSatisfy { $0 == 0 }
  }
}

/// Diagnostics of many times, each kind once: messages that differ in their numbers are of a kind.
private struct DiagnosticTally {
  private struct Kind: Hashable {
    var severity: Diagnostic.Severity
    var subject: String
    var pattern: String
  }

  private let all: Int
  private var order: [Kind] = []
  private var found: [Kind: (count: Int, last: Timestamp, message: String)] = [:]

  init(of all: Int) { self.all = all }

  mutating func add(_ diagnostics: [Diagnostic], at time: Timestamp) {
    for diagnostic in diagnostics {
      let kind = Kind(
        severity: diagnostic.severity, subject: diagnostic.subject,
        pattern: diagnostic.message.filter { !$0.isNumber })
      if let known = found[kind] {
        // Two of a kind at one time, such as two gaps, count once.
        found[kind] = (known.count + (known.last == time ? 0 : 1), time, diagnostic.message)
      } else {
        found[kind] = (1, time, diagnostic.message)
        order.append(kind)
      }
    }
  }

  var diagnostics: [Diagnostic] {
    order.compactMap { kind in
      found[kind].map {
        Diagnostic(
          kind.severity, kind.subject,
          "at \($0.count) of \(all) bars, last \($0.last): \($0.message)")
      }
    }
  }
}
