internal import PlimsollMarket

/// Rules weighed by three things that pull apart: how often their margin covers, what it costs, and how
/// far it falls in calm times to be called for when they end.
///
/// All three are of one account. Cost and swings are taken relative to notional, so that a price that
/// rises is not mistaken for a rule that asks for more.
///
/// - Source: Murphy, Vasios and Vause (2014), "An investigation into the procyclicality of risk-based
///   initial margin models", for the measures of swings and for weighing them against coverage.
/// - Verified by: MarginFrontierTests.
public struct MarginFrontier: Sendable {
  /// One rule.
  public struct Point: Sendable, Equatable {
    /// The rule's number.
    public let rule: Int
    /// The share of windows of the margin period whose loss the margin covered.
    public let coverage: Double
    /// The average margin over the average notional.
    public let cost: Double
    /// The largest margin over the least, both relative to the notional of then.
    public let peakToTrough: Double
    /// The largest rise of the margin relative to notional over five days, as a part of what it was; shown
    /// beside the three.
    public let largestRise: Double

    /// A rule's figures.
    public init(
      rule: Int, coverage: Double, cost: Double, peakToTrough: Double, largestRise: Double
    ) {
      self.rule = rule
      self.coverage = coverage
      self.cost = cost
      self.peakToTrough = peakToTrough
      self.largestRise = largestRise
    }

    /// Whether this one is at least as good in all three and better in one.
    public func beats(_ other: Point) -> Bool {
      coverage >= other.coverage && cost <= other.cost && peakToTrough <= other.peakToTrough
        && (coverage > other.coverage || cost < other.cost || peakToTrough < other.peakToTrough)
    }
  }

  /// The account.
  public let account: String
  /// Every rule, in the order given.
  public let points: [Point]

  /// The rules that no other one beats, in the order given.
  public var frontier: [Point] { points.filter { isOnFrontier($0) } }

  /// Points of rules; any account.
  public init(account: String, points: [Point]) {
    self.account = account
    self.points = points
  }

  /// Whether no other rule beats this one.
  public func isOnFrontier(_ point: Point) -> Bool { !points.contains { $0.beats(point) } }

  /// The rules that beat this one.
  public func beaters(of point: Point) -> [Point] { points.filter { $0.beats(point) } }
}

extension MarginFrontier {
  /// Rises are taken over so many days.
  public static let riseDays = 5

  /// The frontier of each account of a backtest; accounts without notional or, at some bar, without
  /// margin are left out.
  ///
  /// - Parameter findings: rules × accounts, of the same backtest.
  /// - Complexity: O(rules × accounts × (bars + rules)).
  public static func all(of backtest: Backtest, _ findings: [[BacktestFindings]])
    -> [MarginFrontier]
  {
    (findings.first?.indices ?? 0..<0).compactMap { account in
      let points = findings.enumerated().compactMap { rule, accounts in
        point(rule, accounts[account], backtest, account)
      }
      guard points.count == findings.count else { return nil }
      return MarginFrontier(account: findings[0][account].account, points: points)
    }
  }

  private static func point(
    _ rule: Int, _ finding: BacktestFindings, _ backtest: Backtest, _ account: Int
  ) -> Point? {
    let history = backtest.rules[rule].accounts[account]
    guard finding.averageNotional > 0, !history.grossNotionals.contains(0) else { return nil }
    let ratios = Procyclicality(zip(history.margins, history.grossNotionals).map { $0 / $1 })
    let steps = max(1, TimeSpan.days(riseDays).seconds / max(1, backtest.bar.seconds))
    guard let peakToTrough = ratios.peakToTrough,
      let largestRise = ratios.largestRelativeIncrease(over: steps)
    else { return nil }
    return Point(
      rule: rule, coverage: finding.margin.coverage,
      cost: finding.procyclicality.average / finding.averageNotional, peakToTrough: peakToTrough,
      largestRise: largestRise)
  }
}
