internal import Glibc
import PlimsollMarket

/// How one market takes forced volume: its curve, its permanent part and what crossing it costs.
struct MarketImpact: Sendable {
  let curve: ImpactCurve
  /// Log return a USD.
  let permanentSlope: Double
  /// Half the spread as a fraction; zero where an order book says it itself.
  let halfSpread: Double

  /// A market.
  init(curve: ImpactCurve, permanentSlope: Double, halfSpread: Double) {
    self.curve = curve
    self.permanentSlope = permanentSlope
    self.halfSpread = halfSpread
  }

  /// The market of an underlying.
  ///
  /// - Parameter volatility: of a day.
  init(
    _ model: ImpactModel, market: LiquidityTable.Market, book: OrderBook?, volatility: Double,
    volumeMultiple: Double, spreadMultiple: Double
  ) {
    let volume = market.averageDailyVolume
    let usual =
      book.map {
        ImpactCurve.book(
          bids: BookSide(levels: $0.bids, middle: $0.middle),
          asks: BookSide(levels: $0.asks, middle: $0.middle))
      }
      ?? .squareRoot(coefficient: model.temporary, volatility: volatility, dailyVolume: volume)
    curve = usual.deepened(by: volumeMultiple)
    permanentSlope = model.permanent * volatility / (volume * volumeMultiple)
    halfSpread =
      book == nil && !model.isNone ? market.spreadBasisPoints / 20_000 * spreadMultiple : 0
  }

  /// The log return that no volume pushes a price beyond: a factor of a thousand either way. Where it
  /// binds, the volume traded is too large for the market that was given.
  static let furthest = log(1_000.0)

  private static func bounded(_ move: Double) -> Double { max(-furthest, min(furthest, move)) }

  /// What a price has been pushed by.
  struct State: Sendable, Equatable {
    /// Volume in USD that the market has not got over yet; negative for sales.
    var pressing = 0.0
    /// Log return for good.
    var permanent = 0.0
  }

  /// The log return that a state has pushed the price by.
  func displacement(_ state: State) -> Double {
    Self.bounded(state.permanent + curve.displacement(state.pressing))
  }

  /// Trades `volume` and says at which displacement from the price before, on average.
  func trade(_ volume: Double, _ state: inout State) -> Double {
    let before = displacement(state)
    let permanent = permanentSlope * volume
    let average =
      state.permanent + permanent / 2
      + curve.meanDisplacement(from: state.pressing, to: state.pressing + volume) - before
    state.pressing += volume
    state.permanent += permanent
    return Self.bounded(average)
  }

  /// The mean displacement that trading `volume` now would cost, without trading it.
  func cost(_ volume: Double, _ state: State) -> Double {
    var state = state
    return abs(trade(volume, &state))
  }

  /// Lets a market get over some of the volume.
  ///
  /// The displacement decays by half each half-life: of a square root, volume by its square.
  func recover(_ state: inout State, after span: TimeSpan, halfLife: TimeSpan) {
    guard state.pressing != 0 else { return }
    guard halfLife.seconds > 0 else {
      state.pressing = 0
      return
    }
    let kept = exp2(-Double(span.seconds) / Double(halfLife.seconds))
    state.pressing *= kept * kept
  }
}
