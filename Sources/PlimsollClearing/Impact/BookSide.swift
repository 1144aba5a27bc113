internal import Glibc
public import PlimsollMarket

/// One side of an order book as distances from the middle.
///
/// - Verified by: ImpactCurveTests.
public struct BookSide: Sendable, Equatable {
  /// USD up to and with each level.
  private let volumes: [Double]
  /// |log(price / middle)| of each level.
  private let distances: [Double]
  /// What volume up to each level costs, in USD.
  private let costs: [Double]

  /// The side of levels from the best one on; at least one, with quantities above zero.
  public init(levels: [OrderBook.Level], middle: Double) {
    precondition(!levels.isEmpty && middle > 0, "a side has levels")
    var (volume, cost) = (0.0, 0.0)
    var (volumes, costs): ([Double], [Double]) = ([], [])
    distances = levels.map { abs(log($0.price / middle)) }
    for (level, distance) in zip(levels, distances) {
      volume += level.value
      cost += level.value * distance
      volumes.append(volume)
      costs.append(cost)
    }
    self.volumes = volumes
    self.costs = costs
  }

  /// USD that stands in it.
  public var total: Double { volumes[volumes.count - 1] }

  /// The distance of the level that `volume` reaches; beyond the last it grows by a square root.
  func distance(ofVolume volume: Double) -> Double {
    guard volume <= total else {
      return distances[distances.count - 1] * (volume / total).squareRoot()
    }
    return distances[place(ofVolume: volume)]
  }

  func cost(ofVolume volume: Double) -> Double {
    guard volume <= total else {
      let last = distances[distances.count - 1]
      return costs[costs.count - 1]
        + last * 2 / 3 * (volume * (volume / total).squareRoot() - total)
    }
    let place = place(ofVolume: volume)
    let (before, paid) = place == 0 ? (0, 0) : (volumes[place - 1], costs[place - 1])
    return paid + (volume - before) * distances[place]
  }

  private func place(ofVolume volume: Double) -> Int {
    var (low, high) = (0, volumes.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if volumes[middle] >= volume { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
