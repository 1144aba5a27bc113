internal import PlimsollNumerics

/// The worst scenarios of a P&L vector at a confidence level, found once and used for every figure:
/// value at risk, expected shortfall, their errors, and the parts of each position.
///
/// - Complexity: O(n) on average, plus O(t log t) for a tail of t scenarios.
/// - Verified by: LossTailTests, ReferenceTests (risk-historical, risk-euler).
public struct LossTail: Sendable {
  /// The confidence level.
  public let level: ConfidenceLevel
  /// The scenarios of the tail, in order of scenario.
  public let scenarios: [Int]
  /// Their weights in expected shortfall, adding up to one.
  public let weights: [Double]
  /// The scenario whose loss is the value at risk.
  public let quantileScenario: Int
  /// The ⌈nα⌉-th loss, with the interval of its neighbours in rank.
  public let valueAtRisk: Estimate
  /// The weighted mean loss of the tail.
  public let expectedShortfall: Estimate

  /// Finds the tail of `pnl` at `level`.
  public init(_ pnl: PnLVector, level: ConfidenceLevel) {
    let count = pnl.gains.count
    let effective = pnl.effectiveCount
    let rank = level.quantileRank(of: count)
    let interval = OrderStatisticInterval(count: effective, level: level, confidence: 0.95)
    let lowerRank = interval.lowerRank.map { Self.rank($0, of: effective, in: count) }
    let upperRank = interval.upperRank.map { Self.rank($0, of: effective, in: count) }
    let worst = Self.worst(count - min(rank, lowerRank ?? rank) + 1, of: pnl.gains)

    /// The loss of a rank from one, ascending.
    func loss(_ rank: Int) -> Double { -pnl.gains[worst[count - rank]] }
    self.level = level
    quantileScenario = worst[count - rank]
    let lower = lowerRank.map(loss)
    let upper = upperRank.map(loss)
    var error: Double?
    if let lower, let upper { error = (upper - lower) / (2 * 1.96) }
    valueAtRisk = Estimate(
      value: loss(rank), standardError: error, lower: lower, upper: upper)

    (scenarios, weights) = Self.weighted(worst, tail: level.tail(of: count))
    expectedShortfall = Self.shortfall(
      pnl, scenarios: scenarios, weights: weights, quantile: loss(rank), level: level)
  }

  /// A rank among `effective` independent observations as a rank among `count` dependent ones.
  private static func rank(_ rank: Int, of effective: Int, in count: Int) -> Int {
    effective == count ? rank : max(1, min(count, (rank * count + effective - 1) / effective))
  }

  /// The scenarios of the `wanted` largest losses, worst first, ties in order of scenario.
  private static func worst(_ wanted: Int, of gains: [Double]) -> [Int] {
    var copy = gains
    let threshold = Selection.nthSmallest(&copy, wanted - 1)
    var found: [Int] = []
    found.reserveCapacity(wanted + 16)
    for (scenario, gain) in gains.enumerated() where gain <= threshold { found.append(scenario) }
    found.sort { gains[$0] != gains[$1] ? gains[$0] < gains[$1] : $0 < $1 }
    return Array(found.prefix(wanted))
  }

  /// The scenarios of the tail with weights 1/m each and the straddling one's fraction of it.
  private static func weighted(_ worst: [Int], tail: (whole: Int, fraction: Double)) -> (
    [Int], [Double]
  ) {
    let size = Double(tail.whole) + tail.fraction
    if tail.whole == 0 { return ([worst[0]], [1]) }
    var parts = worst[..<tail.whole].map { ($0, 1 / size) }
    if tail.fraction > 0 { parts.append((worst[tail.whole], tail.fraction / size)) }
    parts.sort { $0.0 < $1.0 }
    return (parts.map(\.0), parts.map(\.1))
  }
}

extension LossTail {
  /// The measure asked for.
  public func value(of measure: RiskMeasure) -> Estimate {
    measure == .valueAtRisk ? valueAtRisk : expectedShortfall
  }

  /// The part of the measure that comes from a position with these gains: its weighted mean loss
  /// in the tail, or its loss in the scenario of the quantile. Parts add up to the measure.
  ///
  /// - Source: Tasche (1999), "Risk contributions and performance measurement": E[Lᵢ | L ≥ VaR]
  ///   and E[Lᵢ | L = VaR], the latter from one scenario and so noisy.
  /// - Verified by: LossTailTests, ReferenceTests (risk-euler-components-scenarios).
  public func component(of measure: RiskMeasure, gains: [Double]) -> Double {
    switch measure {
    case .valueAtRisk:
      return -gains[quantileScenario]
    case .expectedShortfall:
      var part = 0.0
      for (scenario, weight) in zip(scenarios, weights) { part -= weight * gains[scenario] }
      return part
    }
  }
}
