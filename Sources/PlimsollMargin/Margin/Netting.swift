import PlimsollMarket
import PlimsollNumerics

/// What an account's P&L comes to when everything it holds is netted.
struct NetResult: Sendable {
  var measure: Estimate
  var valueAtRisk: Estimate
  var expectedShortfall: Estimate
  var gross: Double
  var contributions: [Contribution]
  var histogram: PnLHistogram

  /// max(0, measure).
  var core: Double { max(0, measure.value) }
}

/// Nets accounts: the product of unit P&L with their holdings, measured account by account.
struct Netting {
  private let unitPnL: UnitPnL
  private let measure: RiskMeasure
  private let level: ConfidenceLevel
  private let threads: Int?

  init(_ unitPnL: UnitPnL, measure: RiskMeasure, level: ConfidenceLevel, threads: Int?) {
    self.unitPnL = unitPnL
    self.measure = measure
    self.level = level
    self.threads = threads
  }

  /// The net result of every account of `set`.
  func net(_ set: NettingSet) -> [NetResult] {
    let alone = StandaloneMeasures(
      unitPnL, units: set.units.count, measure: measure, level: level, threads: threads)
    return Parallel.map(count: set.lines.count, threads: threads) { account in
      net(set.lines[account], alone: alone)
    }
  }

  private func net(_ lines: [NettingSet.Line], alone: StandaloneMeasures) -> NetResult {
    let pnl = unitPnL.gains(of: lines.flatMap(\.holdings))
    let tail = LossTail(pnl, level: level)
    var contributions: [Contribution] = []
    var gross = 0.0
    for line in lines {
      let standalone = max(0, alone.measure(of: line.holdings))
      gross += standalone
      contributions.append(
        Contribution(
          instrument: line.name, quantity: line.quantity, notional: line.notional,
          standalone: standalone,
          component: unitPnL.component(of: measure, holdings: line.holdings, tail: tail)))
    }
    return NetResult(
      measure: tail.value(of: measure), valueAtRisk: tail.valueAtRisk,
      expectedShortfall: tail.expectedShortfall, gross: gross, contributions: contributions,
      histogram: PnLHistogram(pnl))
  }
}

/// The measure of each unit held alone, long and short: what any lone holding costs by homogeneity.
struct StandaloneMeasures: Sendable {
  private let unitPnL: UnitPnL
  private let measured: RiskMeasure
  private let level: ConfidenceLevel
  private let long: [Double]
  private let short: [Double]

  init(
    _ unitPnL: UnitPnL, units: Int, measure: RiskMeasure, level: ConfidenceLevel, threads: Int?
  ) {
    self.unitPnL = unitPnL
    measured = measure
    self.level = level
    let both = Parallel.map(count: 2 * units, threads: threads) { index in
      let holding = UnitPnL.Holding(unit: index / 2, quantity: index % 2 == 0 ? 1 : -1)
      return LossTail(unitPnL.gains(of: [holding]), level: level).value(of: measure).value
    }
    long = stride(from: 0, to: both.count, by: 2).map { both[$0] }
    short = stride(from: 1, to: both.count, by: 2).map { both[$0] }
  }

  func measure(of holdings: [UnitPnL.Holding]) -> Double {
    if holdings.count == 1, let holding = holdings.first {
      return abs(holding.quantity) * (holding.quantity < 0 ? short : long)[holding.unit]
    }
    return LossTail(unitPnL.gains(of: holdings), level: level).value(of: measured).value
  }
}

extension UnitPnL {
  /// The Euler part of `holdings` in the measure that `tail` was found for.
  func component(of measure: RiskMeasure, holdings: [Holding], tail: LossTail) -> Double {
    func loss(_ scenario: Int) -> Double {
      holdings.reduce(0) { $0 - $1.quantity * gain(ofUnit: $1.unit, scenario: scenario) }
    }
    switch measure {
    case .valueAtRisk:
      return loss(tail.quantileScenario)
    case .expectedShortfall:
      return zip(tail.scenarios, tail.weights).reduce(0) { $0 + $1.1 * loss($1.0) }
    }
  }
}
