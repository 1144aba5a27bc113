public import PlimsollMarket
internal import PlimsollNumerics

/// Options that pay a fixed amount, or the asset itself, when they end in the money.
///
/// Volatility and time to expiry must be above zero.
///
/// - Source: Reiner and Rubinstein (1991), "Unscrambling the binary code", Risk 4.
/// - Verified by: DigitalOptionTests, and ReferenceTests on 40-digit values.
public struct DigitalOption: Sendable, Equatable {
  private let vanilla: BlackScholes
  private let right: OptionRight

  /// The digital options of the strike, expiry and market of `vanilla`.
  public init(_ vanilla: BlackScholes, right: OptionRight) {
    precondition(vanilla.onForward.deviation > 0, "a digital option needs time and volatility")
    self.vanilla = vanilla
    self.right = right
  }

  private var black: Black76 { vanilla.onForward }
  private var density: Double { black.discountFactor * NormalDistribution.density(black.d2) }

  /// The value of one USD paid when it ends in the money.
  public var cashOrNothing: Double {
    black.discountFactor * NormalDistribution.cumulative(right.sign * black.d2)
  }

  /// Of cash or nothing by spot.
  public var cashDelta: Double { right.sign * density / (vanilla.spot * black.deviation) }

  /// Of cash or nothing by spot, twice.
  public var cashGamma: Double { -cashDelta * black.d1 / (vanilla.spot * black.deviation) }

  /// Of cash or nothing by volatility.
  public var cashVega: Double { -right.sign * density * black.d1 / black.volatility }

  /// The value of the asset delivered when it ends in the money.
  public var assetOrNothing: Double {
    black.discountFactor * black.forward * NormalDistribution.cumulative(right.sign * black.d1)
  }

  /// Of asset or nothing by spot.
  public var assetDelta: Double {
    black.discountFactor * vanilla.growth
      * (NormalDistribution.cumulative(right.sign * black.d1)
        + right.sign * NormalDistribution.density(black.d1) / black.deviation)
  }
}
