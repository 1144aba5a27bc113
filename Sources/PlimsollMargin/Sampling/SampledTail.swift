internal import PlimsollNumerics
internal import PlimsollScenarios

/// Value at risk and expected shortfall of sampled losses, whatever their weights and design.
///
/// With T(x) = Σ w 1{L > x} / N, the value at risk is the smallest x with T(x) ≤ 1 − α, and the
/// shortfall VaR + Σ w (L − VaR)⁺ / (N (1 − α)). A control Q of known law takes off what is known of
/// the error: from T the error of Q's exceedance of its own quantile, from the shortfall that of its
/// mean excess, each times its regression coefficient. Since what a control misses may be rare, and
/// then in no sample's own error, no control is trusted with more than two thirds of an error: a third
/// of that without it is added in squares.
///
/// A tail of few scenarios has no error: with fewer than ten equal ones it says too little of itself,
/// and of scrambled points, which share themselves out evenly, each scramble needs some.
///
/// The shortfall's error is that of its last sum, since to first order it does not depend on where the
/// quantile is put. The ends of the quantile's interval are where T passes 1 − α less or more its
/// error times 1.96 (with scrambles, the quantile of a t law of fifteen degrees).
///
/// - Source: Glynn (1996), "Importance sampling for Monte Carlo estimation of quantiles"; Acerbi and
///   Tasche (2002); Glasserman (2003), "Monte Carlo Methods in Financial Engineering", sections 4.1
///   and 9.3.
/// - Verified by: SampledTailTests.
struct SampledTail: Sendable {
  let level: ConfidenceLevel
  let valueAtRisk: Estimate
  let expectedShortfall: Estimate
  /// How many plain scenarios would have the shortfall's error, roughly where the tail is too small to
  /// state one; nil when it is 0.
  let plainScenarios: Double?
  /// (Σ w)² / Σ w² over the tail.
  let effectiveTail: Double
  /// Whether the control took off part of the error.
  let usesControl: Bool
  /// The scenarios of the tail with their weights in the shortfall, which add up to one; before the
  /// control's part.
  private(set) var members: [(scenario: Int, weight: Double)] = []
  /// The shortfall over its own before the control's part.
  private(set) var adjustment = 1.0
  /// The largest loss of which T is at least three times 1 − α and a thousand scenarios: what is below
  /// will not be asked for; −∞ when nothing that was kept is.
  let floor: Double

  /// A regression on fewer scenarios of the tail would bend the figures.
  private static let fewestForControl = 64.0

  /// The tail of `sample` at a level; nil when no weight is in it.
  ///
  /// - Parameter control: the law of the sample's controls; nil without them.
  /// - Complexity: O(n log n) in the losses kept.
  init?(
    _ sample: SampledLosses, at level: ConfidenceLevel, control: KnownTail? = nil,
    lists: Bool = false
  ) {
    let (count, share) = (Double(sample.count), level.tailProbability)
    let order = sample.losses.indices.sorted {
      sample.losses[$0] != sample.losses[$1] ? sample.losses[$0] > sample.losses[$1] : $0 < $1
    }
    let ranked = RankedLosses(
      losses: order.map { sample.losses[$0] }, weights: order.map { sample.weights[$0] },
      count: count)
    guard let first = ranked.place(beyond: share) else { return nil }
    // The quantile without the control, good enough for the regressions.
    let start = ranked.losses[first]
    let known =
      ranked.effectiveCount(upTo: first) < Self.fewestForControl
      ? nil : control.map { ControlledSums(sample, $0, above: start) }
    usesControl = known != nil
    let target = share + (known?.missedShare ?? 0)
    guard target > 0, let place = ranked.place(beyond: target) else { return nil }
    let quantile = ranked.losses[place]
    self.level = level
    let width = sample.intervalWidth
    let indicators = sample.losses.indices.map {
      sample.losses[$0] > quantile ? sample.weights[$0] : 0
    }
    let tailError = sample.standardError(of: indicators, controlled: known?.adjustedShares)
    effectiveTail = ranked.effectiveCount(upTo: place)
    let isKnown =
      effectiveTail >= sample.fewestInTail
      || sample.losses.count == sample.count && ranked.isConstant
    let upper = ranked.place(beyond: target - width * tailError).map { ranked.losses[$0] }
    let lower = ranked.place(beyond: target + width * tailError).map { ranked.losses[$0] }
    let hasUpper = isKnown && target - width * tailError > 0
    var error: Double?
    if hasUpper, let lower, let upper { error = (upper - lower) / (2 * width) }
    valueAtRisk = Estimate(
      value: quantile, standardError: error, lower: isKnown ? lower : nil,
      upper: hasUpper ? upper : nil)

    let excesses = sample.losses.indices.map {
      sample.weights[$0] * max(0, sample.losses[$0] - quantile)
    }
    let sum = excesses.reduce(0, +) / count
    let missed = known?.missedExcess ?? 0
    let shortfall = quantile + (sum - missed) / share
    let shortfallError =
      sample.standardError(of: excesses, controlled: known?.adjustedExcesses) / share
    expectedShortfall = Estimate(
      value: shortfall, standardError: isKnown ? shortfallError : nil,
      lower: isKnown ? shortfall - width * shortfallError : nil,
      upper: isKnown ? shortfall + width * shortfallError : nil)
    let square = sample.losses.indices.reduce(0) {
      $0 + excesses[$1] * max(0, sample.losses[$1] - quantile)
    }
    let plain = (square / count - sum * sum) * count / (count - 1)
    let precise = shortfallError * share
    plainScenarios = precise > 0 ? (plain / (precise * precise)).rounded() : nil
    floor =
      ranked.place(beyond: max(3 * share, 1000 / count)).map { ranked.losses[$0] } ?? -.infinity
    guard lists else { return }
    let before = place == 0 ? 0 : ranked.shares[place - 1]
    for index in 0...place {
      let weight = index < place ? ranked.weights[index] / count : max(0, share - before)
      members.append((sample.scenarios[order[index]], weight / share))
    }
    let total = members.reduce(0) { $0 + $1.weight }
    for index in members.indices { members[index].weight /= total }
    let listed = zip(members, order).reduce(0) { $0 + $1.0.weight * sample.losses[$1.1] }
    if listed != 0 { adjustment = shortfall / listed }
    members.sort { $0.scenario < $1.scenario }
  }
}

extension SampledLosses {
  /// How many equal scenarios a tail takes to tell its error.
  fileprivate var fewestInTail: Double {
    design == .scrambles ? 4 * Double(ScrambledSobol.scrambles) : 10
  }

  /// The part of an error that no control takes off.
  private static let leastError = 1.0 / 3

  /// The standard error of a mean, less what a control takes off.
  fileprivate func standardError(
    of values: [Double], controlled: (([Double]) -> [Double])?
  ) -> Double {
    let plain = standardError(of: values)
    guard let controlled else { return plain }
    let (left, least) = (standardError(of: controlled(values)), Self.leastError * plain)
    return min(plain, (left * left + least * least).squareRoot())
  }
}

/// The tail of a control's law at a level.
struct KnownTail: Sendable, Equatable {
  /// The control exceeds it with probability `share`.
  let quantile: Double
  let share: Double
  /// E max(0, Q − quantile).
  let meanExcess: Double

  init(_ form: QuadraticForm, at level: ConfidenceLevel) {
    quantile = form.quantile(survival: level.tailProbability)
    let tail = form.tail(at: quantile)
    (share, meanExcess) = (tail.survival, tail.meanExcess)
  }
}

/// Losses from the largest down, with the weight down to each.
private struct RankedLosses {
  let losses: [Double]
  let weights: [Double]
  /// Down to and with each, of all scenarios.
  let shares: [Double]

  init(losses: [Double], weights: [Double], count: Double) {
    self.losses = losses
    self.weights = weights
    var sum = 0.0
    shares = weights.map { weight in
      sum += weight
      return sum / count
    }
  }

  /// The first place down to which there is more weight than `share`; nil when there is none.
  func place(beyond share: Double) -> Int? {
    // A share that is met but for rounding is met.
    let share = share * (1 + 1e-12)
    var (low, high) = (0, shares.count)
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] > share { high = middle } else { low = middle + 1 }
    }
    return low < shares.count ? low : nil
  }

  /// Whether every scenario loses the same.
  var isConstant: Bool { losses.first == losses.last }

  func effectiveCount(upTo place: Int) -> Double {
    let (sum, square) = weights[...place].reduce((0.0, 0.0)) { ($0.0 + $1, $0.1 + $1 * $1) }
    return square > 0 ? sum * sum / square : 0
  }
}

/// What a control says of a sample's error.
private struct ControlledSums {
  /// By loss kept: the weight where the control exceeds its quantile, and its weighted excess.
  private let shares: [Double]
  private let excesses: [Double]
  private let shareSlope: Double
  private let excessSlope: Double
  /// How much more of T, and of the mean excess, the sample has than it should, as far as the control
  /// tells.
  let missedShare: Double
  let missedExcess: Double

  /// - Parameter quantile: of the losses, near enough.
  init(_ sample: SampledLosses, _ control: KnownTail, above quantile: Double) {
    let count = Double(sample.count)
    shares = sample.controls.indices.map {
      sample.controls[$0] > control.quantile ? sample.weights[$0] : 0
    }
    excesses = sample.controls.indices.map {
      sample.weights[$0] * max(0, sample.controls[$0] - control.quantile)
    }
    let indicators = sample.losses.indices.map {
      sample.losses[$0] > quantile ? sample.weights[$0] : 0
    }
    let beyond = sample.losses.indices.map {
      sample.weights[$0] * max(0, sample.losses[$0] - quantile)
    }
    shareSlope = Self.slope(of: indicators, on: shares, count: count)
    excessSlope = Self.slope(of: beyond, on: excesses, count: count)
    missedShare = shareSlope * (shares.reduce(0, +) / count - control.share)
    missedExcess = excessSlope * (excesses.reduce(0, +) / count - control.meanExcess)
  }

  /// Regression over all scenarios, those not kept being zero in both.
  private static func slope(of values: [Double], on control: [Double], count: Double) -> Double {
    var (sum, sumOfControl, product, square) = (0.0, 0.0, 0.0, 0.0)
    for (value, known) in zip(values, control) {
      sum += value
      sumOfControl += known
      product += value * known
      square += known * known
    }
    let variance = square - sumOfControl * sumOfControl / count
    return variance > 0 ? (product - sum * sumOfControl / count) / variance : 0
  }

  func adjustedShares(_ values: [Double]) -> [Double] {
    zip(values, shares).map { $0 - shareSlope * $1 }
  }
  func adjustedExcesses(_ values: [Double]) -> [Double] {
    zip(values, excesses).map { $0 - excessSlope * $1 }
  }
}
