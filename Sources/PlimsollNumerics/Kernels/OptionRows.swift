internal import CPlimsollKernels

/// Many options at once over a tile: one call, so that narrow tiles cost no more than wide ones.
///
/// - Verified by: OptionRevaluationTests, MovingOptionTests, VectorPathTests.
public struct OptionRows: Sendable {
  /// Those whose volatility stands still.
  private var still: [plimsoll_option] = []
  /// Those whose volatility moves.
  private var moving: [plimsoll_moving_option] = []
  private var lastRow = -1
  private var lastFactor = -1
  private var lastMarket = -1

  /// No options.
  public init() {}

  /// Adds an option whose gains go to `row` and whose forward moves with the row `factor`.
  public mutating func append(_ option: LognormalOption, factor: Int, row: Int) {
    precondition(factor >= 0 && row >= 0 && factor != row, "gains must not overwrite moves")
    still.append(
      plimsoll_option(
        slope: option.slope, first: option.first, second: option.second,
        on_forward: option.onForward, on_strike: option.onStrike, value_now: option.valueNow,
        factor: Int64(factor), row: Int64(row)))
    lastRow = max(lastRow, row)
    lastFactor = max(lastFactor, factor)
  }

  /// Adds an option whose gains go to `row` and whose forward and volatility are those of `market`.
  public mutating func append(_ option: MovingOption, market: Int, row: Int) {
    precondition(market >= 0 && row >= 0, "rows and markets are counted from zero")
    let smile = option.smile.map {
      plimsoll_smile(
        base: $0.base, slope: $0.slope, tilt: $0.tilt, centre: $0.centre, width: $0.width,
        share: $0.share)
    }
    moving.append(
      plimsoll_moving_option(
        sign: option.sign, moneyness: option.moneyness, deviation: option.deviation,
        skewed: option.skewed, least: option.least, on_forward: option.onForward,
        on_strike: option.onStrike, value_now: option.valueNow, smile: smile ?? plimsoll_smile(),
        stickiness: option.stickiness.code, market: Int64(market), row: Int64(row)))
    lastRow = max(lastRow, row)
    lastMarket = max(lastMarket, market)
  }

  /// The rows of a market, one after the other: log return and growth of the forward, factor of
  /// volatility, change of the skew, conversion of value.
  public static let rowsOfMarket = 5

  /// Writes the gains of every option.
  ///
  /// - Parameters:
  ///   - tile: rows of `stride`; those of factors hold relative moves, those of options are written.
  ///   - logReturns: behind the moves, at the same places.
  ///   - markets: five rows a market; empty when no option's volatility moves.
  /// - Complexity: O(options × width): two look-ups of a normal probability each, and where
  ///   volatility moves a division; no allocation.
  public func write(
    _ tile: inout [Double], logReturns: [Double], markets: [Double], stride: Int, width: Int
  ) {
    precondition(width >= 0 && stride >= width, "rows of \(stride) do not hold \(width)")
    precondition(tile.count >= (max(lastRow, lastFactor) + 1) * stride, "the tile lacks rows")
    precondition(logReturns.count >= (lastFactor + 1) * stride, "log returns lack rows")
    precondition(
      markets.count >= (lastMarket + 1) * Self.rowsOfMarket * stride, "markets lack rows")
    tile.withUnsafeMutableBufferPointer { tile in
      guard let tile = tile.baseAddress else { return }
      plimsoll_option_gains(
        still, Int64(still.count), logReturns, tile, Int64(stride), Int64(width))
      plimsoll_moving_option_gains(
        moving, Int64(moving.count), markets, tile, Int64(stride), Int64(width))
    }
  }
}
