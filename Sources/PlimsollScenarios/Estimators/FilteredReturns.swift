/// Past returns brought to the volatility of the next bar: each times forecast / volatility of its
/// own day, the latter as forecast before it.
///
/// - Source: Hull and White (1998), "Incorporating volatility updating into the historical
///   simulation method for value at risk", J. Risk 1; Barone-Adesi, Giannopoulos and Vosper (1999)
///   for standardising and simulating anew.
/// - Verified by: FilteredReturnsTests, ReferenceTests (risk-weighted-hs, endtoend).
public struct FilteredReturns: Sendable, Equatable {
  /// The forecast made before each return, after any floor.
  public let volatilities: [Double]
  /// The forecast for the next bar, after any floor.
  public let forecast: Double
  /// The forecast before the floor.
  public let unflooredForecast: Double
  /// The returns at today's volatility.
  public let rescaled: [Double]
  /// How many returns had their ratio of volatilities capped.
  public let cappedCount: Int

  /// What keeps a filter from extremes.
  public struct GuardRails: Sendable, Equatable, Codable {
    /// The largest ratio of today's volatility to that of a past day; nil for no cap.
    public var ratioCap: Double?
    /// The least volatility, today and on every past day, as a share of the root mean square of all
    /// returns; nil for no floor. With it a return after a still time is not divided by next to
    /// nothing.
    public var volatilityFloor: Double?

    /// Guard rails; none unless given.
    public init(ratioCap: Double? = nil, volatilityFloor: Double? = nil) {
      self.ratioCap = ratioCap
      self.volatilityFloor = volatilityFloor
    }
  }

  /// Filters the returns of one factor by exponentially weighted volatilities.
  public init(
    _ returns: [Double], weighting: ExponentialWeighting, guardRails: GuardRails = GuardRails()
  ) {
    self.init(
      returns, volatilities: weighting.variances(returns).map { $0.squareRoot() },
      guardRails: guardRails)
  }

  /// Filters the returns of one factor.
  ///
  /// Edge cases: a return on a day of volatility zero is zero, and stays so.
  ///
  /// - Parameter path: the forecast made before each return, and last that for the next bar.
  /// - Complexity: O(n).
  public init(
    _ returns: [Double], volatilities path: [Double], guardRails: GuardRails = GuardRails()
  ) {
    precondition(path.count == returns.count + 1, "one volatility a return, and the next")
    let latest = path[returns.count]
    let meanSquare = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
    let floor = (guardRails.volatilityFloor ?? 0) * meanSquare.squareRoot()
    let past = path.dropLast().map { max($0, floor) }
    let forecast = max(latest, floor)
    let cap = guardRails.ratioCap ?? .infinity
    var capped = 0
    rescaled = zip(returns, past).map { value, volatility in
      guard value != 0, volatility > 0 else { return 0 }
      if forecast > cap * volatility {
        capped += 1
        return value * cap
      }
      return value * forecast / volatility
    }
    volatilities = past
    self.forecast = forecast
    unflooredForecast = latest
    cappedCount = capped
  }
}
