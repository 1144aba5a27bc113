internal import Glibc
public import PlimsollMarket

/// What one option contract is worth in USD, now and after moves of its market.
///
/// Forwards move with spot by the same relative move, so coin values convert at spot over forward of
/// now. Volatility is the mark's; a year has 365 days. What has expired is worth its intrinsic value
/// at the moved forward.
///
/// - Source: the project's valuation convention; Black (1976).
/// - Verified by: OptionValuationTests, and ReferenceTests (montecarlo-full-reval).
public struct OptionValuation: Sendable, Equatable {
  /// The forward of the option's expiry.
  public let forward: Double
  /// The strike.
  public let strike: Double
  /// Call or put.
  public let right: OptionRight
  /// Time left.
  public let life: TimeSpan
  /// Volatility a year.
  public private(set) var volatility: Double
  /// USD at spot per USD of Black-76 value and contract.
  let scale: Double
  /// Whether it pays in coin.
  let isInverse: Bool
  /// USD per contract at its mark price; nil without one.
  let marketValue: Double?

  /// Reads an option's marks at `spot` and a time before its expiry.
  ///
  /// - Throws: an `InputError` when its mark price is needed for the volatility and implies none.
  public init(_ option: EuropeanOption, spot: Double, asOf: Timestamp) throws(InputError) {
    let forward = option.underlyingPrice ?? spot
    let isInverse = option.settlement == .inverse
    let life = option.expiry - asOf
    precondition(life.seconds > 0, "\(option.name) has expired")
    self.forward = forward
    strike = option.strike
    right = option.right
    self.life = life
    self.isInverse = isInverse
    scale = option.contractSize * (isInverse ? spot / forward : 1)
    marketValue = option.markPrice.map { $0 * option.contractSize * (isInverse ? spot : 1) }
    if let volatility = option.markVolatility {
      self.volatility = volatility
      return
    }
    do throws(ImpliedVolatilityError) {
      volatility = try ImpliedVolatility.of(
        price: (option.markPrice ?? .nan) * (isInverse ? forward : 1), right: option.right,
        forward: forward, strike: option.strike, yearsToExpiry: life.years)
    } catch {
      throw option.error(
        column: "mark_price", "\(option.name), valued in USD: \(error)",
        remedy: "Correct the price, or give mark_iv.")
    }
  }

  /// USD of one contract's underlying: no move of spot changes its value by more than this part of it.
  package var underlyingValue: Double { scale * forward }

  /// The same option at another volatility.
  func changingVolatility(by change: Double) -> OptionValuation {
    var changed = self
    changed.volatility = max(0, volatility * (1 + change))
    return changed
  }

  /// USD per contract by Black-76.
  public var value: Double { value(spotMove: 0, volatilityChange: 0, after: TimeSpan(seconds: 0)) }

  /// USD gained per contract and unit of relative move of spot, for small moves: the delta in USD.
  public var exposure: Double {
    let delta = Black76(
      forward: forward, strike: strike, yearsToExpiry: life.years, volatility: volatility
    ).greeks(right).delta
    return scale * forward * delta
  }

  /// USD per contract after relative moves of spot and volatility, `span` from now.
  public func value(spotMove: Double, volatilityChange: Double, after span: TimeSpan) -> Double {
    scale
      * Black76(
        forward: max(0, forward * (1 + spotMove)), strike: strike,
        yearsToExpiry: max(0, (life - span).years),
        volatility: max(0, volatility * (1 + volatilityChange))
      ).price(right)
  }
}

extension TimeSpan {
  /// The length in years of 365 days.
  var years: Double { days / 365 }

  fileprivate static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(seconds: left.seconds - right.seconds)
  }
}
