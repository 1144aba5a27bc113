/// The gain of one option as its forward and its volatility move, made ready for many scenarios:
/// v (F g N(d₁) − K N(d₂)) − V, with the growth g of the forward, the conversion v of value, and a
/// deviation s = σ√T that is another one in each scenario.
///
/// s = max(least, λ own + c skewed) for a factor λ of volatility and a change c of the skew; `own` is
/// the deviation of the option itself, or follows a smile as its forward moves.
///
/// - Source: Black (1976), "The pricing of commodity contracts"; the kinds of stickiness are Derman's
///   (1999), "Regimes of volatility".
/// - Verified by: MovingOptionTests, VectorPathTests.
public struct MovingOption: Sendable, Equatable {
  /// What an option's own volatility follows.
  public enum Stickiness: String, Sendable, Codable, CaseIterable {
    /// Its strike: it stands still.
    case strike
    /// Its moneyness at the moved forward.
    case moneyness
    /// Its moneyness in units of the moved volatility.
    case delta

    /// What the loop calls it.
    var code: Int64 {
      switch self {
      case .strike: 0
      case .moneyness: 1
      case .delta: 2
      }
    }
  }

  /// Total variance by log moneyness k: base + slope (tilt (k − centre) + √((k − centre)² + width²)).
  ///
  /// - Source: Gatheral (2004), "A parsimonious arbitrage-free implied volatility
  ///   parameterization" (raw SVI).
  public struct Smile: Sendable, Equatable {
    /// a.
    public var base: Double
    /// b.
    public var slope: Double
    /// ρ.
    public var tilt: Double
    /// m.
    public var centre: Double
    /// σ.
    public var width: Double
    /// How much of its root counts: √ of the part of its life that is left.
    public var share: Double

    /// The root of total variance at log moneyness `k`, the share left aside; zero where variance is
    /// negative.
    public func deviation(at k: Double) -> Double {
      let off = k - centre
      let variance = base + slope * (tilt * off + (off * off + width * width).squareRoot())
      return max(0, variance).squareRoot()
    }

    /// A smile of which `share` of the root counts.
    public init(
      base: Double, slope: Double, tilt: Double, centre: Double, width: Double, share: Double
    ) {
      self.base = base
      self.slope = slope
      self.tilt = tilt
      self.centre = centre
      self.width = width
      self.share = share
    }
  }

  /// One for a call, minus one for a put.
  public var sign: Double
  /// ln(K/F) now.
  public var moneyness: Double
  /// The deviation at the horizon when nothing moves; under a smile, that part of it which does not
  /// follow the smile.
  public var deviation: Double
  /// Deviation per unit of change of the skew.
  public var skewed: Double
  /// The least deviation, above zero.
  public var least: Double
  /// ±F, in the currency of the gain.
  public var onForward: Double
  /// ±K, in the currency of the gain.
  public var onStrike: Double
  /// V, what is taken off.
  public var valueNow: Double
  /// What its volatility follows; a smile unless that is the strike.
  public var stickiness: Stickiness
  /// What `own` follows; nil for the strike.
  public var smile: Smile?

  /// An option by its numbers; without a smile its volatility sticks to the strike.
  public init(
    sign: Double, moneyness: Double, deviation: Double, skewed: Double, least: Double,
    onForward: Double, onStrike: Double, valueNow: Double, stickiness: Stickiness = .strike,
    smile: Smile? = nil
  ) {
    precondition(least > 0, "a deviation of zero has no lognormal value")
    precondition((smile == nil) == (stickiness == .strike), "a smile is there to be followed")
    self.sign = sign
    self.moneyness = moneyness
    self.deviation = deviation
    self.skewed = skewed
    self.least = least
    self.onForward = onForward
    self.onStrike = onStrike
    self.valueNow = valueNow
    self.stickiness = stickiness
    self.smile = smile
  }
}
