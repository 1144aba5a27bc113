public import PlimsollMarket

/// One perpetual or future with collateral of its own: the account for which a liquidation price
/// exists in closed form.
///
/// Linear: size in coin, margin in USD, P&L = side × size × (price − entry). Inverse: size in USD,
/// margin in coin, P&L = side × size × (1/entry − 1/price) in coin. Maintenance is a rate of the size
/// at the mark, in the unit of the margin.
///
/// - Source: METHODS H; the contracts are those of BitMEX and Deribit.
/// - Verified by: ReferenceTests (margin-liquidation), IsolatedPositionTests.
public struct IsolatedPosition: Sendable, Equatable {
  /// Which way it gains.
  public enum Side: String, Sendable, CaseIterable {
    /// Gains as the price rises.
    case long
    /// Gains as the price falls.
    case short

    var sign: Double { self == .long ? 1 : -1 }
  }

  /// In what it pays.
  public var settlement: Settlement
  /// Which way it gains.
  public var side: Side
  /// Coins (linear) or USD (inverse), above zero.
  public var size: Double
  /// The price it was opened at.
  public var entry: Double
  /// Collateral in USD (linear) or coin (inverse).
  public var margin: Double
  /// Maintenance margin over size at the mark.
  public var maintenanceRate: Double

  /// A position; sizes and prices are above zero, the rate is in [0, 1).
  public init(
    _ settlement: Settlement, _ side: Side, size: Double, entry: Double, margin: Double,
    maintenanceRate: Double
  ) {
    precondition(size > 0 && entry > 0, "a size of \(size) at \(entry)")
    precondition(maintenanceRate >= 0 && maintenanceRate < 1, "a rate of \(maintenanceRate)")
    self.settlement = settlement
    self.side = side
    self.size = size
    self.entry = entry
    self.margin = margin
    self.maintenanceRate = maintenanceRate
  }

  /// The gain since entry at a price, in the unit of the margin.
  public func pnl(at price: Double) -> Double {
    switch settlement {
    case .linear: side.sign * size * (price - entry)
    case .inverse: side.sign * size * (1 / entry - 1 / price)
    }
  }

  /// Margin and gain at a price.
  public func equity(at price: Double) -> Double { margin + pnl(at: price) }

  /// What must be kept at a price.
  public func maintenance(at price: Double) -> Double {
    maintenanceRate * (settlement == .linear ? size * price : size / price)
  }

  /// Where equity meets maintenance; infinite where no rise gets a short there, zero where no fall
  /// gets a long there.
  public var liquidationPrice: Double { price(atMaintenanceRate: maintenanceRate) }

  /// Where equity is zero; infinite or zero as for `liquidationPrice`.
  public var bankruptcyPrice: Double { price(atMaintenanceRate: 0) }

  /// Solves equity = rate × size at the mark.
  private func price(atMaintenanceRate rate: Double) -> Double {
    let sign = side.sign
    switch settlement {
    case .linear:
      // margin + s q (P − P₀) = rate q P
      let price = (entry - sign * margin / size) / (1 - sign * rate)
      return max(0, price)
    case .inverse:
      // margin + s N (1/P₀ − 1/P) = rate N / P
      let reciprocal = (sign / entry + margin / size) / (sign + rate)
      return reciprocal > 0 ? 1 / reciprocal : .infinity
    }
  }
}
