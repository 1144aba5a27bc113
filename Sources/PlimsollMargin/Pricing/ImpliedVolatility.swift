internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// The volatility at which `Black76` gives a price.
public enum ImpliedVolatility {
  /// Inverts a price.
  ///
  /// The price is brought out of the money by parity and scaled by √(forward × strike); Halley steps
  /// on its logarithm, kept inside a shrinking bracket, then need 3 to 6 rounds as a rule.
  ///
  /// - Parameters:
  ///   - price: discounted, in the currency of the strike.
  ///   - discountFactor: what one unit at expiry is worth now.
  /// - Returns: a volatility a year, as exact as the last digit of the price allows.
  /// - Throws: an `ImpliedVolatilityError` that names the bound the price breaks.
  /// - Complexity: O(1), two normal probabilities a round.
  /// - Source: the normalisation and starting points after Jäckel (2015), "Let's be rational",
  ///   Wilmott.
  /// - Verified by: ImpliedVolatilityTests, and ReferenceTests on 40-digit values.
  public static func of(
    price: Double, right: OptionRight, forward: Double, strike: Double, yearsToExpiry: Double,
    discountFactor: Double = 1
  ) throws(ImpliedVolatilityError) -> Double {
    for (name, value) in [
      ("forward", forward), ("strike", strike), ("time to expiry", yearsToExpiry),
      ("discount factor", discountFactor),
    ] where !(value > 0 && value < .infinity) { throw .notPositive(name, value) }
    guard price.isFinite else { throw .notFinite(price) }
    let intrinsic = max(0, right.sign * (forward - strike))
    let bound = right == .call ? forward : strike
    guard price > discountFactor * intrinsic else {
      throw .notAbove(price: price, lowerBound: discountFactor * intrinsic)
    }
    guard price < discountFactor * bound else {
      throw .notBelow(price: price, upperBound: discountFactor * bound)
    }
    let target = NormalisedPrice(
      logMoneyness: -abs(log(forward / strike)),
      target: (price / discountFactor - intrinsic) / (forward * strike).squareRoot())
    // Rounding of the division may undo what the bounds above have found.
    guard target.target > 0 else {
      throw .notAbove(price: price, lowerBound: discountFactor * intrinsic)
    }
    guard target.target < target.limit else {
      throw .notBelow(price: price, upperBound: discountFactor * bound)
    }
    return target.deviation() / yearsToExpiry.squareRoot()
  }
}

/// Why no volatility gives a price.
public enum ImpliedVolatilityError: Error, Sendable, Equatable {
  /// NaN or infinite.
  case notFinite(Double)
  /// A forward, strike, time or discount factor that is not positive and finite.
  case notPositive(String, Double)
  /// At or below the discounted intrinsic value, the price without volatility.
  case notAbove(price: Double, lowerBound: Double)
  /// At or above the price at infinite volatility.
  case notBelow(price: Double, upperBound: Double)
}

extension ImpliedVolatilityError: CustomStringConvertible {
  /// One sentence without its full stop.
  public var description: String {
    switch self {
    case .notFinite(let price): "the price \(price) is not finite"
    case .notPositive(let name, let value): "the \(name) \(value) is not positive and finite"
    case .notAbove(let price, let bound):
      "the price \(price) is not above \(bound), its intrinsic value"
    case .notBelow(let price, let bound):
      "the price \(price) is not below \(bound), its value at infinite volatility"
    }
  }
}

/// The price of an out-of-the-money option over √(forward × strike), as a function of the deviation
/// s = volatility × √years: b(s) = e^(x/2) N(x/s + s/2) - e^(-x/2) N(x/s - s/2) with x at most zero.
private struct NormalisedPrice {
  let logMoneyness: Double
  let target: Double
  let limit: Double
  private let strikeWeight: Double

  init(logMoneyness: Double, target: Double) {
    self.logMoneyness = logMoneyness
    self.target = target
    limit = exp(0.5 * logMoneyness)
    strikeWeight = exp(-0.5 * logMoneyness)
  }

  private func price(_ s: Double) -> Double {
    let h = logMoneyness / s
    return limit * NormalDistribution.cumulative(h + 0.5 * s)
      - strikeWeight * NormalDistribution.cumulative(h - 0.5 * s)
  }

  /// ln(b(s) / target) and its derivative; in logarithms throughout where probabilities underflow.
  private func error(_ s: Double) -> (value: Double, slope: Double) {
    let (h, t) = (logMoneyness / s, 0.5 * s)
    if h - t > -30 {
      let price = price(s)
      guard price > 0 else { return (-.infinity, .nan) }
      return (
        log(price / target), limit * NormalDistribution.density(h + t) / price
      )
    }
    let first = NormalDistribution.logCumulative(h + t)
    let ratio = NormalDistribution.logCumulative(h - t) - first - logMoneyness
    let logPrice = 0.5 * logMoneyness + first + log(-expm1(ratio))
    guard logPrice.isFinite else { return (-.infinity, .nan) }
    let logDensity = 0.5 * logMoneyness - 0.5 * (h + t) * (h + t) - 0.918_938_533_204_672_74
    return (logPrice - log(target), exp(logDensity - logPrice))
  }

  /// The deviation at which the price is the target.
  func deviation() -> Double {
    var s = start
    var (low, high) = (0.0, Double.infinity)
    for _ in 0..<200 {
      let (error, slope) = error(s)
      if error == 0 { return s }
      if error < 0 { low = s } else { high = s }
      let next = step(from: s, error: error, slope: slope)
      if abs(next - s) <= 2 * s.ulp { return next }
      let isInside = next > low && next < high
      s = isInside ? next : high < .infinity ? 0.5 * (low + high) : 2 * s
      // Nothing is left between the ends of the bracket.
      if s <= low || s >= high { return s }
    }
    return s
  }

  /// Halley's next point; NaN where the price is too small to have one.
  private func step(from s: Double, error: Double, slope: Double) -> Double {
    let h = logMoneyness / s
    let newton = error / slope
    let damping = 1 - 0.5 * newton * (h * h / s - 0.25 * s - slope)
    return s - newton / max(0.5, min(2, damping))
  }

  /// Matches the two asymptotic forms, exp(-x²/2s²) and 1 - exp(-s²/8), where the price bends.
  private var start: Double {
    let bend = (2 * abs(logMoneyness)).squareRoot()
    guard bend > 0 else {
      return max(2.5 * target, 2 * NormalDistribution.quantile(0.5 + 0.5 * target))
    }
    let middle = price(bend)
    if target < middle {
      return 1
        / (1 / (bend * bend) + 2 * (log(middle) - log(target)) / (logMoneyness * logMoneyness))
        .squareRoot()
    }
    return (bend * bend + 8 * log((limit - middle) / (limit - target))).squareRoot()
  }
}
