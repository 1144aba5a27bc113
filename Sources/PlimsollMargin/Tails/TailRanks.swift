internal import PlimsollNumerics

/// Which of a sample's ranks, counted from the worst gain as rank one, its figures at a level need.
///
/// - Verified by: LossTailTests.
struct TailRanks: Sendable, Equatable {
  let level: ConfidenceLevel
  /// Gains in the sample, and the independent observations they are worth.
  let count: Int
  let effectiveCount: Int
  /// Scenarios wholly in the tail, and the part of the next that is.
  let whole: Int
  let fraction: Double
  /// The rank whose loss is the value at risk: the first one not wholly in the tail.
  let quantile: Int
  /// The ranks of the ends of its interval: a larger loss, a smaller one; nil when unattainable.
  let upper: Int?
  let lower: Int?

  init(count: Int, effectiveCount: Int, level: ConfidenceLevel) {
    self.level = level
    self.count = count
    self.effectiveCount = effectiveCount
    (whole, fraction) = level.tail(of: count)
    quantile = count - level.quantileRank(of: count) + 1
    let interval = OrderStatisticInterval(count: effectiveCount, level: level, confidence: 0.95)
    /// A rank among independent observations, from the smallest loss, as one among all.
    func rank(_ rank: Int) -> Int {
      let scaled =
        effectiveCount == count
        ? rank : max(1, min(count, (rank * count + effectiveCount - 1) / effectiveCount))
      return count - scaled + 1
    }
    upper = interval.upperRank.map(rank)
    lower = interval.lowerRank.map(rank)
  }

  /// The worst rank that must be known by itself; of those before it, sums are enough.
  var first: Int { min(quantile, upper ?? quantile) }
  /// The last rank that must be known.
  var last: Int { max(quantile, lower ?? quantile) }
}

/// Gains that are all the same, too many to keep one by one.
struct TailPlateau: Sendable, Equatable {
  var count = 0
  /// The first scenario on it.
  var scenario = Int32.max

  mutating func add(_ scenario: Int32) {
    count += 1
    self.scenario = min(self.scenario, scenario)
  }

  mutating func add(_ other: TailPlateau) {
    count += other.count
    scenario = min(scenario, other.scenario)
  }
}

/// The worst gains of a sample: the very worst summed up, those around the quantile one by one or, when
/// they are all the same, counted.
struct WorstGains: Sendable {
  /// Gains worse than all of `gains`, as sums; their bound is the height of the plateau.
  var beyond = TailSum()
  /// Gains of the bound of `beyond`.
  var plateau = TailPlateau()
  /// Gains, in order of scenario.
  var gains: [Double] = []
  /// The scenario of each.
  var scenarios: [Int32] = []

  /// Those up to a rank, counted from the worst of all; ties with it included.
  func upTo(rank: Int) -> WorstGains {
    let last = Selection.nthSmallest(of: gains, rank - 1 - beyond.count)
    let (low, places) = Selection.notAbove(last, of: gains)
    return WorstGains(
      beyond: beyond, gains: low, scenarios: places.map { scenarios[Int($0)] })
  }

  /// How many gains are known in one way or another.
  var count: Int { beyond.count + plateau.count + gains.count }
}

/// The count, sum and sum of squares of how far gains lie below a bound.
///
/// Below a bound near the quantile, rather than below zero, the squares lose no digits.
struct TailSum: Sendable, Equatable {
  var count = 0
  var bound = -Double.infinity
  var excess = 0.0
  var squares = 0.0

  /// One more gain, below the bound.
  mutating func add(_ gain: Double) {
    let excess = bound - gain
    count += 1
    self.excess += excess
    squares += excess * excess
  }

  /// The gains of another part of the sample, below the same bound.
  mutating func add(_ other: TailSum) {
    count += other.count
    excess += other.excess
    squares += other.squares
  }

  /// Σ (loss − centre) and Σ (loss − centre)² over its gains.
  func moments(about centre: Double) -> (first: Double, second: Double) {
    guard count > 0 else { return (0, 0) }
    let shift = -bound - centre
    let number = Double(count)
    return (excess + number * shift, squares + 2 * shift * excess + number * shift * shift)
  }
}
