internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// A rule that is asked bar by bar.
struct RollingRule: Sendable {
  let rule: ShortfallRule
  let bar: TimeSpan
  /// Bars of the margin period of risk.
  let windowBars: Int
  let bars: BacktestBars
  let context: RiskContext

  /// What the rule said of every account at the beginning of a bar, and what came.
  struct Day: Sendable, Codable {
    var accounts: [AccountDay]
    var diagnostics: [Diagnostic]
    var method: [String]
  }

  /// One account's part.
  struct AccountDay: Sendable, Codable {
    /// The gain over the bar.
    var pnl: Double
    /// The gain over the margin period of risk; nil when that does not fit.
    var windowPnL: Double?
    var valueAtRisk: Double
    var expectedShortfall: Double
    /// The standard error of the shortfall; nil when the sample does not tell.
    var standardError: Double?
    /// Some losses of the forecast tail over the forecast shortfall, equally likely.
    var tailRatios: [Double]
    /// Initial margin; before a buffer, whose charge depends on the bars before.
    var margin: Double
    var isAtFloor: Bool
    var grossNotional: Double
  }

  /// Losses of a forecast tail that are kept: one from each such share of it.
  private static let keptOfTail = 8
  /// The stream that picks them.
  private static let tailStream: UInt32 = 0x74_61_69_6C

  /// Bar number `index`, forecast from `past` alone.
  ///
  /// - Parameter fit: made at this bar's beginning or before.
  func day(_ index: Int, of past: Book, fit: FittedPlan) throws(InputError) -> Day {
    var context = context
    context.fitted = fit
    do throws(InputError) {
      return try day(index, of: past, context: context)
    } catch {
      throw error.of(rule.name, at: past.asOf)
    }
  }

  private func day(_ index: Int, of past: Book, context: RiskContext) throws(InputError) -> Day {
    let prepared = try rule.scenarios.prepare(for: past, horizon: bar, context: context)
    let set = NettingSet(
      past.accounts, valuation: try Valuation(past),
      simulatesCollateral: rule.collateral == .simulated)
    let portfolios = set.lines.map { $0.flatMap(\.holdings) }
    let forecast = UnitPnL(set.units, under: prepared.source, horizon: bar, threads: 1)
    let tails = portfolios.map { holdings in
      let gains = forecast.gains(of: holdings)
      return (gains, LossTail(gains, level: rule.level))
    }
    let assessment = try rule.assess(past, in: context)
    let gains = realised(portfolios, of: set, from: index, bars: 1)
    let windowGains = realised(portfolios, of: set, from: index, bars: windowBars)
    let accounts = portfolios.indices.map { account in
      let (sample, tail) = tails[account]
      let requirement = assessment.requirements[account]
      return AccountDay(
        pnl: gains?[account] ?? 0, windowPnL: windowGains?[account],
        valueAtRisk: tail.valueAtRisk.value, expectedShortfall: tail.expectedShortfall.value,
        standardError: tail.expectedShortfall.standardError,
        tailRatios: tailRatios(tail, sample, bar: index, account: account),
        margin: rule.antiProcyclicality?.buffer == nil
          ? requirement.initial : requirement.unadjustedInitial,
        isAtFloor: (requirement.floor ?? 0) > 0
          && requirement.unadjustedInitial == requirement.floor,
        grossNotional: requirement.standing.grossNotional)
    }
    return Day(
      accounts: accounts, diagnostics: assessment.diagnostics, method: assessment.method)
  }

  /// What the portfolios gained over so many bars; nil when those do not follow each other.
  private func realised(
    _ portfolios: [[UnitPnL.Holding]], of set: NettingSet, from index: Int, bars count: Int
  ) -> [Double]? {
    guard let move = bars.realised(from: index, bars: count) else { return nil }
    let horizon = TimeSpan(seconds: count * bar.seconds)
    let units = UnitPnL(set.units, under: move, horizon: horizon, threads: 1)
    return portfolios.map { units.gains(of: $0).gains[0] }
  }

  /// One loss from each eighth of the tail, drawn at random, over the shortfall.
  private func tailRatios(_ tail: LossTail, _ sample: PnLVector, bar: Int, account: Int)
    -> [Double]
  {
    let shortfall = tail.expectedShortfall.value
    guard shortfall > 0, !tail.scenarios.isEmpty else { return [1] }
    let members = zip(tail.scenarios, tail.weights)
      .map { (loss: -sample.gains[$0], weight: $1) }.sorted { $0.loss < $1.loss }
    let stream = RandomStream(seed: 0, stream: Self.tailStream)
    var (member, passed) = (0, members[0].weight)
    return (0..<Self.keptOfTail).map { place in
      let draw = stream.uniform(
        scenario: bar, dimension: account * Self.keptOfTail + place)
      let share = (Double(place) + draw) / Double(Self.keptOfTail)
      while passed < share, member < members.count - 1 {
        member += 1
        passed += members[member].weight
      }
      return members[member].loss / shortfall
    }
  }
}
