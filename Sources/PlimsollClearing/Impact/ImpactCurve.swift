internal import Glibc

/// How far a market's price is pushed by volume that must be traded, as a log return: by a square-root
/// law, or by walking an order book.
///
/// Volumes are in USD, negative for sales. The displacement belongs to the whole volume, so cutting it
/// into slices changes nothing.
///
/// - Source: METHODS H; Tóth et al. (2011), Phys. Rev. X 1, 021006, and Almgren et al. (2005), Risk 18,
///   for the square root; a market order's walk through the book is arithmetic.
/// - Verified by: ImpactCurveTests.
public struct ImpactCurve: Sendable, Equatable {
  private enum Shape: Sendable, Equatable {
    case squareRoot(scale: Double)
    case book(bids: BookSide, asks: BookSide)
  }

  private let shape: Shape
  /// Depth in multiples of the usual one.
  private let depth: Double

  /// sign(V) Y σ √(|V| / ADV).
  ///
  /// - Parameters:
  ///   - coefficient: Y, about 0.5 to 1; zero for a market that nothing moves.
  ///   - volatility: σ of a day.
  ///   - dailyVolume: ADV in USD, above zero.
  public static func squareRoot(coefficient: Double, volatility: Double, dailyVolume: Double)
    -> ImpactCurve
  {
    precondition(dailyVolume > 0, "a market without volume")
    return ImpactCurve(
      shape: .squareRoot(scale: coefficient * volatility / dailyVolume.squareRoot()), depth: 1)
  }

  /// The walk through an order book, beyond its last level on by a square root.
  public static func book(bids: BookSide, asks: BookSide) -> ImpactCurve {
    ImpactCurve(shape: .book(bids: bids, asks: asks), depth: 1)
  }

  /// The curve of a market with `multiple` times the depth.
  public func deepened(by multiple: Double) -> ImpactCurve {
    precondition(multiple > 0, "a depth of \(multiple)")
    return ImpactCurve(shape: shape, depth: depth * multiple)
  }

  /// The log return that `volume` pushes the price by.
  public func displacement(_ volume: Double) -> Double {
    guard volume != 0 else { return 0 }
    let sign: Double = volume < 0 ? -1 : 1
    let size = volume.magnitude / depth
    switch shape {
    case .squareRoot(let scale): return sign * scale * size.squareRoot()
    case .book(let bids, let asks):
      return sign * (volume < 0 ? bids : asks).distance(ofVolume: size)
    }
  }

  /// The mean displacement at which the volume from one cumulated volume to another is traded.
  public func meanDisplacement(from start: Double, to end: Double) -> Double {
    guard start != end else { return displacement(end) }
    return (cost(end) - cost(start)) / (end - start)
  }

  /// The integral of the displacement from zero to a volume: what trading it costs in USD, for small
  /// displacements.
  private func cost(_ volume: Double) -> Double {
    let size = volume.magnitude / depth
    switch shape {
    case .squareRoot(let scale): return depth * scale * 2 / 3 * size * size.squareRoot()
    case .book(let bids, let asks):
      return depth * (volume < 0 ? bids : asks).cost(ofVolume: size)
    }
  }
}
