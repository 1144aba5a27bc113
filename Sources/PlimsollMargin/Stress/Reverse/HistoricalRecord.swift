internal import Glibc
public import PlimsollMarket

/// How a scenario stands among what the factors have done.
///
/// - Verified by: AccountPayoffTests.
public struct HistoricalRecord: Sendable, Equatable {
  /// A past window.
  public struct Window: Sendable, Equatable {
    /// When it ends.
    public var end: Timestamp
    /// Mahalanobis distance from the scenario.
    public var distanceToScenario: Double
    /// Mahalanobis distance from no move.
    public var distance: Double
    /// What the account would lose in it today.
    public var loss: Double
  }

  /// The windows in which all of the account's factors had prices.
  public var windows: Int
  /// Those that lie farther from no move than the scenario.
  public var farther: Int
  /// Those in which the account would lose at least the target.
  public var losing: Int
  /// Those nearest to the scenario, the nearest first; none overlaps a nearer one.
  public var nearest: [Window]

  private static let mostNearest = 5

  /// Places a scenario of log returns among `windows`, by the unconditional `law` of its factors.
  ///
  /// - Parameters:
  ///   - apart: windows that end less than this apart overlap.
  ///   - loses: whether log returns lose at least the target.
  ///   - loss: by full revaluation.
  /// - Complexity: O(windows × factors²).
  init(
    of moves: [Double], among windows: [(end: Timestamp, moves: [Double])], law: Plausibility,
    apart: TimeSpan, loses: ([Double]) -> Bool, loss: ([Double]) -> Double
  ) {
    let scenario = law.whitened(moves)
    let own = law.distance(of: moves)
    let placed = windows.map { window in
      let shocks = law.whitened(window.moves)
      let apart = zip(shocks, scenario).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (
        window: window, apart: apart.squareRoot(),
        distance: shocks.reduce(0) { $0 + $1 * $1 }.squareRoot()
      )
    }
    self.windows = windows.count
    farther = placed.count { $0.distance > own }
    losing = windows.count { loses($0.moves) }
    var kept: [Window] = []
    for place in placed.sorted(by: { $0.apart < $1.apart }) where kept.count < Self.mostNearest {
      let end = place.window.end
      guard kept.allSatisfy({ abs($0.end.seconds - end.seconds) >= apart.seconds }) else {
        continue
      }
      kept.append(
        Window(
          end: end, distanceToScenario: place.apart, distance: place.distance,
          loss: loss(place.window.moves)))
    }
    nearest = kept
  }
}
