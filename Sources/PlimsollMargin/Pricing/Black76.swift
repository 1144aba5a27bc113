internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// European options on a forward that is lognormal at expiry.
///
/// Edge cases: without time or volatility left the price is the discounted intrinsic value, and
/// every derivative of the density is zero, even at the strike.
///
/// - Source: Black (1976), "The pricing of commodity contracts", J. Financial Economics 3.
/// - Verified by: Black76Tests, and ReferenceTests on a grid of 40-digit values.
public struct Black76: Sendable, Equatable {
  /// The forward price for the expiry.
  public let forward: Double
  /// The strike.
  public let strike: Double
  /// Years to expiry, zero or more.
  public let yearsToExpiry: Double
  /// Volatility a year, zero or more.
  public let volatility: Double
  /// What one USD at expiry is worth now.
  public let discountFactor: Double

  /// The continuous rate behind the discount factor.
  let rate: Double
  /// volatility × √years.
  let deviation: Double
  /// (ln(forward / strike) + deviation² / 2) / deviation.
  let d1: Double
  /// d1 - deviation.
  let d2: Double

  /// Options discounted by a factor; one, the convention of crypto venues, by default.
  public init(
    forward: Double, strike: Double, yearsToExpiry: Double, volatility: Double,
    discountFactor: Double = 1
  ) {
    self.init(
      forward: forward, strike: strike, yearsToExpiry: yearsToExpiry, volatility: volatility,
      discountFactor: discountFactor,
      rate: yearsToExpiry > 0 ? -log(discountFactor) / yearsToExpiry : 0)
  }

  /// Options discounted at a continuous rate.
  public init(
    forward: Double, strike: Double, yearsToExpiry: Double, volatility: Double, rate: Double
  ) {
    self.init(
      forward: forward, strike: strike, yearsToExpiry: yearsToExpiry, volatility: volatility,
      discountFactor: exp(-rate * yearsToExpiry), rate: rate)
  }

  private init(
    forward: Double, strike: Double, yearsToExpiry: Double, volatility: Double,
    discountFactor: Double, rate: Double
  ) {
    precondition(forward >= 0 && strike > 0, "forward \(forward), strike \(strike)")
    precondition(
      yearsToExpiry >= 0 && volatility >= 0, "years \(yearsToExpiry), volatility \(volatility)")
    self.forward = forward
    self.strike = strike
    self.yearsToExpiry = yearsToExpiry
    self.volatility = volatility
    self.discountFactor = discountFactor
    self.rate = rate
    deviation = volatility * yearsToExpiry.squareRoot()
    if deviation > 0, forward > 0 {
      let distance = log(forward / strike) / deviation
      d1 = distance + 0.5 * deviation
      d2 = distance - 0.5 * deviation
    } else {
      d1 = forward > strike ? .infinity : forward < strike ? -.infinity : 0
      d2 = d1
    }
  }

  /// The value of one option.
  ///
  /// The side out of the money is priced, which keeps its digits; parity gives the other.
  ///
  /// - Complexity: O(1), two normal probabilities.
  public func price(_ right: OptionRight) -> Double {
    let isInTheMoney = right.sign * (forward - strike) > 0
    let sign = isInTheMoney ? -right.sign : right.sign
    guard deviation > 0, forward > 0 else {
      return isInTheMoney ? discountFactor * right.sign * (forward - strike) : 0
    }
    let outside = max(
      0,
      sign
        * (forward * NormalDistribution.cumulative(sign * d1)
          - strike * NormalDistribution.cumulative(sign * d2)))
    return discountFactor
      * (isInTheMoney ? right.sign * (forward - strike) + outside : outside)
  }

  /// The derivatives of the price.
  public func greeks(_ right: OptionRight) -> Greeks {
    let sign = right.sign
    let delta = sign * discountFactor * NormalDistribution.cumulative(sign * d1)
    let inside = NormalDistribution.cumulative(sign * d2)
    let price = price(right)
    var greeks = Greeks(
      delta: delta, gamma: 0, vega: 0, theta: rate * price, rho: -yearsToExpiry * price, vanna: 0,
      volga: 0, charm: rate * delta, speed: 0, zomma: 0, color: 0,
      dualDelta: -sign * discountFactor * inside, probabilityInTheMoney: inside)
    guard deviation > 0, forward > 0 else { return greeks }
    let density = discountFactor * NormalDistribution.density(d1)
    let gamma = density / (forward * deviation)
    let root = yearsToExpiry.squareRoot()
    let decay = 0.5 * d2 / yearsToExpiry
    greeks.gamma = gamma
    greeks.vega = forward * density * root
    greeks.theta -= 0.5 * forward * density * volatility / root
    greeks.vanna = -density * d2 / volatility
    greeks.volga = greeks.vega * d1 * d2 / volatility
    greeks.charm += density * decay
    greeks.speed = -gamma / forward * (d1 / deviation + 1)
    greeks.zomma = gamma * (d1 * d2 - 1) / volatility
    greeks.color = gamma * (rate - d1 * decay + 0.5 / yearsToExpiry)
    return greeks
  }
}
