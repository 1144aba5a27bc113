internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// The implied volatilities of one expiry: what its quotes out of the money bid and ask.
///
/// Of each strike the side out of the money is taken, the call at the forward itself; coin premiums
/// are brought to volatility by `ImpliedVolatility` with the row's own forward, which was read at
/// the moment of its quotes.
///
/// - Verified by: SmileTests.
public struct Smile: Sendable, Equatable {
  /// The asset.
  public var underlying: RiskFactor
  /// When the options settle.
  public var expiry: Timestamp
  /// Years of 365 days to the expiry.
  public var years: Double
  /// The forward price of the expiry.
  public var forward: Double
  /// One quote a strike, by log-moneyness.
  public var quotes: [Quote]

  /// A strike.
  public struct Quote: Sendable, Equatable {
    /// The option out of the money.
    public var instrument: String
    /// Call or put.
    public var right: OptionRight
    /// The strike.
    public var strike: Double
    /// ln(strike / the row's forward).
    public var logMoneyness: Double
    /// The volatility that the bid implies; nil without a bid or with one that implies none.
    public var bid: Double?
    /// The volatility that the ask implies; nil without an ask or with one that implies none.
    public var ask: Double?
    /// The venue's mark.
    public var mark: Double?
    /// The absolute Black delta at the middle of bid and ask; nil unless both are there.
    public var delta: Double?
    /// Whether the quotes count as liquid.
    public var isLiquid: Bool

    /// Half of bid and ask; nil unless both are there.
    public var middle: Double? {
      guard let bid, let ask else { return nil }
      return 0.5 * (bid + ask)
    }

    /// Whether a volatility lies between bid and ask; nil unless both are there.
    public func holds(_ volatility: Double) -> Bool? {
      guard let bid, let ask else { return nil }
      return volatility >= bid && volatility <= ask
    }
  }

  /// What makes a strike liquid: a bid and an ask, a delta that is not tiny, a spread that says
  /// something.
  public struct Liquidity: Sendable, Equatable, Codable {
    /// The least absolute delta of the side out of the money.
    public var leastDelta: Double
    /// The widest spread in volatility, over its middle.
    public var widestSpread: Double

    /// A strike quoted on both sides, with a delta of at least 5 % out of the money, and a spread of
    /// at most a tenth of its volatility.
    public static let standard = Liquidity(leastDelta: 0.05, widestSpread: 0.10)

    /// Limits; both above zero.
    public init(leastDelta: Double, widestSpread: Double) {
      self.leastDelta = leastDelta
      self.widestSpread = widestSpread
    }
  }

  /// The smile of an expiry's quotes.
  public init(_ chain: ChainQuotes, liquidity: Liquidity = .standard) {
    underlying = chain.underlying
    expiry = chain.expiry
    years = chain.years
    forward = chain.forward
    let years = chain.years
    let forward = chain.forward
    quotes = chain.options.compactMap { row in
      let option = row.option
      let own = option.underlyingPrice ?? forward
      guard (option.strike >= own) == (option.right == .call) else { return nil }
      func implied(_ premium: Double?) -> Double? {
        guard let premium else { return nil }
        return try? ImpliedVolatility.of(
          price: premium * own, right: option.right, forward: own, strike: option.strike,
          yearsToExpiry: years)
      }
      var quote = Quote(
        instrument: option.name, right: option.right, strike: option.strike,
        logMoneyness: log(option.strike / own), bid: implied(row.bid), ask: implied(row.ask),
        mark: option.markVolatility, delta: nil, isLiquid: false)
      guard let bid = quote.bid, let ask = quote.ask, let middle = quote.middle else {
        return quote
      }
      let deviation = middle * years.squareRoot()
      let delta = NormalDistribution.cumulative(
        option.right.sign * (0.5 * deviation - quote.logMoneyness / deviation))
      quote.delta = delta
      quote.isLiquid =
        delta >= liquidity.leastDelta && ask - bid <= liquidity.widestSpread * middle
      return quote
    }.sorted { $0.logMoneyness < $1.logMoneyness }
  }

  /// The fewest strikes with a bid and an ask that a slice is fitted to.
  public static let fewestQuotes = 3

  /// Whether there are quotes enough.
  public var canBeFitted: Bool { quotes.count { $0.middle != nil } >= Self.fewestQuotes }
}
