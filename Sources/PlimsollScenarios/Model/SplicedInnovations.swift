internal import Glibc
internal import PlimsollNumerics

/// Innovations whose body is what was observed and whose tails are generalised Pareto laws.
///
/// Between the thresholds the distribution function is linear from residual to residual. Beyond them
/// each tail has the share of residuals that lay there. The mean of e^X does not exist under such a
/// tail when its shape is positive, so draws beyond `cut` count as `cut`, and the law is then brought
/// to mean zero and variance one.
///
/// - Source: McNeil and Frey (2000), "Estimation of tail-related risk measures for heteroscedastic
///   financial time series", J. Empirical Finance 7, section 3; the cut is the project's convention.
/// - Verified by: SplicedInnovationsTests.
public struct SplicedInnovations: Sendable, Equatable, Codable {
  /// The tail below.
  public var lower: Tail
  /// The tail above.
  public var upper: Tail
  /// Residuals from the lower to the upper threshold, both included, ascending.
  public var body: [Double]
  /// The largest absolute draw, in units of the residuals.
  public var cut: Double

  /// A generalised Pareto law of excesses over a threshold.
  public struct Tail: Sendable, Equatable, Codable {
    /// Where the tail begins; that of the lower tail is below the other.
    public var threshold: Double
    /// The probability of lying beyond it.
    public var share: Double
    /// The shape ξ.
    public var shape: Double
    /// The scale β.
    public var scale: Double

    /// A tail beyond a threshold.
    public init(threshold: Double, share: Double, shape: Double, scale: Double) {
      self.threshold = threshold
      self.share = share
      self.shape = shape
      self.scale = scale
    }

    /// The law of excesses.
    var excesses: GeneralisedPareto { GeneralisedPareto(shape: shape, scale: scale) }

    /// The excess that is larger with probability `tail`, at most the share.
    func excess(_ tail: Double) -> Double {
      scale * GeneralisedPareto.growth(shape, log(share / tail))
    }
  }

  /// A law of these parts.
  ///
  /// - Parameters:
  ///   - body: ascending, from the lower to the upper threshold.
  ///   - cut: beyond both thresholds.
  public init(lower: Tail, upper: Tail, body: [Double], cut: Double) {
    self.lower = lower
    self.upper = upper
    self.body = body
    self.cut = cut
    if let flaw { preconditionFailure(flaw) }
  }

  /// The share of residuals in each tail by default.
  public static let usualTailShare = 0.1
  /// The fewest residuals of a tail.
  public static let fewestExcesses = 30

  /// The law of residuals whose tails hold `tailShare` of them each; nil when a tail has fewer than
  /// thirty, or residuals are so alike that there is no body.
  ///
  /// - Complexity: O(n log n).
  public init?(residuals: [Double], tailShare: Double = usualTailShare, cut: Double) {
    let largest = Int((tailShare * Double(residuals.count)).rounded(.down))
    guard largest >= Self.fewestExcesses, 2 * largest < residuals.count,
      let above = GeneralisedParetoFit(losses: residuals, largest: largest),
      let below = GeneralisedParetoFit(losses: residuals.map { -$0 }, largest: largest),
      above.excesses.count >= Self.fewestExcesses, below.excesses.count >= Self.fewestExcesses,
      -below.threshold < above.threshold, above.threshold < cut, below.threshold < cut
    else { return nil }
    let (low, high) = (-below.threshold, above.threshold)
    self.init(
      lower: Tail(below, threshold: low), upper: Tail(above, threshold: high),
      body: residuals.filter { $0 >= low && $0 <= high }.sorted(), cut: cut)
  }
}

extension SplicedInnovations.Tail {
  /// A fitted tail, to the digits that machines agree on.
  fileprivate init(_ fit: GeneralisedParetoFit, threshold: Double) {
    self.init(
      threshold: threshold, share: fit.exceedanceShare, shape: fit.law.shape.rounded(toPlaces: 5),
      scale: fit.law.scale.rounded(toDigits: 6))
  }
}

extension SplicedInnovations {
  /// The probability of a residual at or below `x`, before cutting.
  public func cumulative(_ x: Double) -> Double {
    guard x >= lower.threshold else {
      return lower.share * lower.excesses.survival(lower.threshold - x)
    }
    guard x < upper.threshold else { return 1 - survival(x) }
    let next = body.partitioningIndex { $0 > x }
    let (left, right) = (body[next - 1], body[next])
    let place = Double(next - 1) + (x - left) / (right - left)
    return lower.share + place * bodyStep
  }

  /// The probability of a residual above `x`, before cutting.
  public func survival(_ x: Double) -> Double {
    x >= upper.threshold
      ? upper.share * upper.excesses.survival(x - upper.threshold) : 1 - cumulative(x)
  }

  /// The residual that is undercut with probability `p`, after cutting.
  ///
  /// Edge cases: minus the cut at 0, the cut at 1.
  public func quantile(_ p: Double) -> Double {
    guard p >= lower.share else {
      return max(-cut, lower.threshold - lower.excess(p))
    }
    let left = 1 - p
    guard left > upper.share else { return survivalQuantile(left) }
    let place = min(max((p - lower.share) / bodyStep, 0), Double(body.count - 1))
    let index = min(Int(place), body.count - 2)
    return body[index] + (place - Double(index)) * (body[index + 1] - body[index])
  }

  /// The residual that is exceeded with probability `tail`, after cutting; accurate far out, where
  /// `quantile(1 − tail)` is not.
  public func survivalQuantile(_ tail: Double) -> Double {
    tail <= upper.share
      ? min(cut, upper.threshold + upper.excess(tail)) : quantile(1 - tail)
  }

  /// The probability between neighbours of the body.
  var bodyStep: Double { (1 - lower.share - upper.share) / Double(body.count - 1) }

  /// The mean of the cut law; draws are less it.
  public var mean: Double { moments.mean }

  /// The standard deviation of the cut law; draws are divided by it.
  public var deviation: Double { moments.deviation }

  /// Mean and standard deviation of the cut law, in closed form.
  private var moments: (mean: Double, deviation: Double) {
    let above = upper.excesses.momentsCut(at: cut - upper.threshold)
    let below = lower.excesses.momentsCut(at: cut + lower.threshold)
    var first =
      upper.share * (upper.threshold + above.first)
      + lower.share * (lower.threshold - below.first)
    var second =
      upper.share
      * (upper.threshold * (upper.threshold + 2 * above.first) + above.second)
      + lower.share
      * (lower.threshold * (lower.threshold - 2 * below.first) + below.second)
    for (left, right) in zip(body, body.dropFirst()) {
      first += bodyStep * (left + right) / 2
      second += bodyStep * (left * left + left * right + right * right) / 3
    }
    return (first, (second - first * first).squareRoot())
  }
}

extension SplicedInnovations {
  private enum CodingKeys: String, CodingKey { case lower, upper, body, cut }

  /// Reads parts that make a law.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    lower = try values.decode(Tail.self, forKey: .lower)
    upper = try values.decode(Tail.self, forKey: .upper)
    body = try values.decode([Double].self, forKey: .body)
    cut = try values.decode(Double.self, forKey: .cut)
    if let flaw {
      throw DecodingError.dataCorruptedError(forKey: .body, in: values, debugDescription: flaw)
    }
  }

  /// What is wrong with the parts; nil when they make a law.
  private var flaw: String? {
    for tail in [lower, upper] {
      guard tail.share > 0, tail.share < 0.5, tail.scale > 0, tail.scale.isFinite,
        tail.shape.isFinite
      else { return "a tail needs a share between 0 and 0.5, a scale above 0 and a shape" }
    }
    guard body.count >= 2, body.first == lower.threshold, body.last == upper.threshold,
      lower.threshold < upper.threshold, zip(body, body.dropFirst()).allSatisfy(<=)
    else { return "the body must ascend from the lower to the upper threshold" }
    guard cut > upper.threshold, cut > -lower.threshold, cut.isFinite else {
      return "the cut must lie beyond both thresholds"
    }
    return nil
  }
}

extension Array {
  /// The first place whose element meets a condition that all later ones meet too.
  fileprivate func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
