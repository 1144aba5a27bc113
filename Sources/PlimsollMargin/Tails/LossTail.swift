internal import PlimsollNumerics

/// The worst scenarios of a P&L vector at a confidence level, found once and used for every figure:
/// value at risk, expected shortfall, their errors, and the parts of each position.
///
/// - Complexity: O(n).
/// - Verified by: LossTailTests, TailScanTests, ReferenceTests (risk-historical, risk-euler).
public struct LossTail: Sendable, Equatable {
  /// The confidence level.
  public let level: ConfidenceLevel
  /// The scenarios of the tail, in order of scenario. A tail of very many scenarios lists those
  /// around the quantile only; the others are in its figures.
  public let scenarios: [Int]
  /// Their weights in expected shortfall, adding up to one when all are listed.
  public let weights: [Double]
  /// The scenario whose loss is the value at risk.
  public let quantileScenario: Int
  /// The ⌈nα⌉-th loss, with the interval of its neighbours in rank.
  public let valueAtRisk: Estimate
  /// The weighted mean loss of the tail.
  public let expectedShortfall: Estimate
  /// The weight of each scenario that is not listed.
  let weightBeyond: Double

  /// Finds the tail of `pnl` at `level`.
  public init(_ pnl: PnLVector, level: ConfidenceLevel) {
    let ranks = TailRanks(
      count: pnl.gains.count, effectiveCount: pnl.effectiveCount, level: level)
    let (gains, places) = Selection.lowest(pnl.gains, rank: ranks.last)
    self.init(ranks, WorstGains(gains: gains, scenarios: places))
  }

  /// The tail of a sample known by its worst gains, at least `ranks.last` of them, of which at most
  /// `ranks.first` − 1 are summed up.
  ///
  /// - Parameter lists: whether `scenarios` and `weights` are wanted.
  init(_ ranks: TailRanks, _ worst: WorstGains, lists: Bool = true) {
    precondition(
      worst.beyond.count < ranks.first && worst.count >= ranks.last,
      "ranks \(ranks.first) to \(ranks.last) are not among the worst gains kept")
    level = ranks.level
    let size = Double(ranks.whole) + ranks.fraction
    weightBeyond = 1 / size
    guard worst.plateau.count == 0 else {
      let loss = -worst.beyond.bound
      valueAtRisk = Estimate(
        value: loss, standardError: ranks.lower == nil || ranks.upper == nil ? nil : 0,
        lower: ranks.lower.map { _ in loss }, upper: ranks.upper.map { _ in loss })
      quantileScenario = Int(worst.plateau.scenario)
      expectedShortfall = Self.shortfall(ranks, worst, quantile: loss, listed: [])
      (scenarios, weights) = ([], [])
      return
    }
    let needed = worst.upTo(rank: ranks.last)
    valueAtRisk = Self.quantile(needed, ranks)
    let members = TailMembers(needed, ranks, quantile: valueAtRisk.value)
    quantileScenario = members.quantileScenario
    expectedShortfall = Self.shortfall(
      ranks, needed, quantile: members.quantile, listed: members.places)
    scenarios = lists ? members.places.map { Int(needed.scenarios[$0.place]) } : []
    weights = lists ? members.places.map(\.weight) : []
  }

  /// The quantile and the ends of its interval.
  private static func quantile(_ worst: WorstGains, _ ranks: TailRanks) -> Estimate {
    func loss(_ rank: Int) -> Double {
      -Selection.nthSmallest(of: worst.gains, rank - 1 - worst.beyond.count)
    }
    let (lower, upper) = (ranks.lower.map(loss), ranks.upper.map(loss))
    var error: Double?
    if let lower, let upper { error = (upper - lower) / (2 * 1.96) }
    return Estimate(value: loss(ranks.quantile), standardError: error, lower: lower, upper: upper)
  }

  /// The weighted mean loss with its standard error.
  ///
  /// - Source: Manistre and Hancock (2005), "Variance of the CTE estimator", N. American Actuarial
  ///   Journal 9: (Var(L | tail) + α (ES − VaR)²) / (n (1 − α)).
  private static func shortfall(
    _ ranks: TailRanks, _ worst: WorstGains, quantile: Double,
    listed: [(place: Int, weight: Double)]
  ) -> Estimate {
    let size = Double(ranks.whole) + ranks.fraction
    let weightBeyond = 1 / size
    // From the quantile upwards, so that rounding never puts the mean below it.
    var mean = quantile + worst.beyond.moments(about: quantile).first * weightBeyond
    for (place, weight) in listed { mean += weight * (-worst.gains[place] - quantile) }
    guard listed.count + worst.beyond.count + worst.plateau.count > 1 else {
      return Estimate(value: mean, standardError: nil)
    }
    var variance = worst.beyond.moments(about: mean).second * weightBeyond
    if worst.plateau.count > 0 {
      let onPlateau = 1 - Double(worst.beyond.count) * weightBeyond
      variance += onPlateau * (quantile - mean) * (quantile - mean)
    }
    for (place, weight) in listed {
      let deviation = -worst.gains[place] - mean
      variance += weight * deviation * deviation
    }
    let excess = mean - quantile
    let observations = Double(ranks.effectiveCount) * ranks.level.tailProbability
    let error = ((variance + ranks.level.value * excess * excess) / observations).squareRoot()
    return Estimate(value: mean, standardError: error)
  }
}

/// The scenarios of a tail that are known one by one, in order of scenario: weights 1/m each, and
/// the straddling one's fraction of it. Of equal losses, the earlier scenario counts as worse.
private struct TailMembers {
  private(set) var places: [(place: Int, weight: Double)] = []
  private(set) var quantileScenario = -1
  let quantile: Double

  init(_ worst: WorstGains, _ ranks: TailRanks, quantile: Double) {
    self.quantile = quantile
    let bound = -quantile
    let size = Double(ranks.whole) + ranks.fraction
    var ties = ranks.whole - worst.beyond.count
    for gain in worst.gains where gain < bound { ties -= 1 }
    places.reserveCapacity(ranks.whole - worst.beyond.count + 1)
    for (place, gain) in worst.gains.enumerated() where gain <= bound {
      if gain < bound {
        places.append((place, 1 / size))
      } else if ties > 0 {
        ties -= 1
        places.append((place, 1 / size))
      } else if quantileScenario < 0 {
        quantileScenario = Int(worst.scenarios[place])
        if ranks.whole == 0 {
          places.append((place, 1))
        } else if ranks.fraction > 0 {
          places.append((place, ranks.fraction / size))
        }
      }
    }
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
