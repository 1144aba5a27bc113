public import PlimsollMargin

/// What many paths come to: of each figure its mean with its error, its quantiles and its tail.
///
/// - Source: order statistics by the project's convention on VaR and ES; probabilities with exact
///   intervals.
/// - Verified by: CascadeDistributionTests.
public struct CascadeDistribution: Sendable, Equatable {
  /// One figure over all paths.
  public struct Row: Sendable, Equatable {
    /// What it is, as a column is named.
    public var measure: String
    /// Over all paths.
    public var mean: Estimate
    /// Of the paths, how many have any; with its exact interval.
    public var probability: Estimate
    /// Half the paths have no more.
    public var median: Double
    /// 95 of 100 have no more.
    public var quantile95: Double
    /// 99 of 100 have no more.
    public var quantile99: Double
    /// The mean of the worst hundredth.
    public var tail99: Estimate
    /// The largest.
    public var largest: Double
  }

  /// One account over all paths.
  public struct Account: Sendable, Equatable {
    /// The account's place in the book.
    public var account: Int
    /// Of falling below maintenance margin.
    public var liquidation: Estimate
    /// Of equity falling below zero.
    public var bankruptcy: Estimate
    /// USD of fees and slippage.
    public var costs: Estimate
    /// USD left for others to pay.
    public var deficit: Estimate
    /// Of being deleveraged.
    public var deleveraging: Estimate
    /// USD lost by it.
    public var haircut: Estimate
    /// The mean of its worst hundredth, in USD.
    public var haircutTail: Double
    /// USD paid of what nothing else covered.
    public var socialised: Estimate
  }

  /// The figures.
  public let rows: [Row]
  /// Every account, in the book's order.
  public let accounts: [Account]

  /// The law of outcomes that are equally likely; at least one.
  public init(_ outcomes: [CascadeOutcome], accountCount: Int) {
    precondition(!outcomes.isEmpty, "a law needs outcomes")
    func row(_ measure: String, _ value: (CascadeOutcome) -> Double) -> Row {
      Row(measure, outcomes.map(value))
    }
    rows = [
      row("shortfall", \.shortfall), row("fund_draw", \.fundDraw),
      row("deleveraged", \.deleveraged), row("socialised", \.socialised),
      row("uncovered", \.uncovered), row("liquidated", { Double($0.liquidated) }),
      row("bankrupt", { Double($0.bankrupt) }), row("taken_over", { Double($0.takenOver) }),
      row("volume", \.volume), row("fees", \.fees), row("slippage", \.slippage),
      Row("amplification", outcomes.compactMap(\.amplification), above: 1),
    ]
    var fates = [[AccountFate]](repeating: [], count: accountCount)
    for outcome in outcomes { for fate in outcome.accounts { fates[fate.account].append(fate) } }
    accounts = fates.enumerated().map { Account($0.offset, $0.element, of: outcomes.count) }
  }
}

extension CascadeDistribution.Row {
  /// - Parameter above: what a figure that says nothing happened is not above.
  init(_ measure: String, _ values: [Double], above none: Double = 0) {
    let sorted = values.sorted()
    let count = sorted.count
    let hits = values.count { $0 > none + 1e-9 * (1 + none) }
    func quantile(_ level: Double) -> Double {
      guard count > 0 else { return 0 }
      return sorted[max(0, min(count - 1, Int((level * Double(count) - 1e-9).rounded(.up)) - 1))]
    }
    self.init(
      measure: measure, mean: Estimate(meanOf: values),
      probability: count > 0
        ? Estimate(times: hits, of: count) : Estimate(value: 0, standardError: nil),
      median: quantile(0.5), quantile95: quantile(0.95), quantile99: quantile(0.99),
      tail99: Estimate(worstHundredthOf: sorted), largest: sorted.last ?? 0)
  }
}

extension CascadeDistribution.Account {
  init(_ account: Int, _ fates: [AccountFate], of count: Int) {
    func mean(_ value: (AccountFate) -> Double) -> Estimate {
      Estimate(meanOf: fates.map(value), andZerosUpTo: count)
    }
    func probability(_ isSo: (AccountFate) -> Bool) -> Estimate {
      Estimate(times: fates.count(where: isSo), of: count)
    }
    let haircuts =
      [Double](repeating: 0, count: count - fates.count) + fates.map(\.haircut).sorted()
    self.init(
      account: account, liquidation: probability(\.isLiquidated),
      bankruptcy: probability(\.isBankrupt), costs: mean(\.costs), deficit: mean(\.deficit),
      deleveraging: probability { $0.deleveragedNotional > 0 }, haircut: mean(\.haircut),
      haircutTail: Estimate(worstHundredthOf: haircuts).value, socialised: mean(\.socialised))
  }
}
