internal import Glibc
import PlimsollMarket
internal import PlimsollNumerics

/// A payoff by log return at fixed nodes, with its slopes: a cubic between two of them.
///
/// Nodes x are equally spaced in x / (1.5 + |x|): 0.3 % apart near zero and 10 % at the ends, a move to
/// 0.1 % of the price or to 1,100 times it; beyond them the payoff goes on straight. Tables add up like
/// what they are of, so an option is tabulated once for all accounts that hold it.
///
/// - Source: Fritsch and Carlson (1980) for cubic Hermite interpolation.
/// - Verified by: AccountPayoffTests.
package struct PayoffTable: Sendable {
  private(set) var gains: [Double]
  private(set) var slopes: [Double]

  /// The largest log return, up or down, that is looked at.
  static let reach = 7.0
  private static let half = 400
  private static let bend = 1.5
  /// From one node to the next, in x / (1.5 + |x|).
  private static let step = reach / (bend + reach) / Double(half)

  /// The nodes, ascending; the middle one is zero.
  static let nodes: [Double] = (-half...half).map { place in
    if abs(place) == half { return place < 0 ? -reach : reach }
    let share = Double(place) * step
    return bend * share / (1 - abs(share))
  }
  /// The place of zero among the nodes.
  static let middle = half

  /// Zero everywhere.
  init() {
    gains = [Double](repeating: 0, count: Self.nodes.count)
    slopes = gains
  }

  /// The table of one option contract.
  package init(_ option: OptionValuation) {
    let found = Self.nodes.map(option.slopes)
    gains = found.map(\.gain)
    slopes = found.map(\.first)
  }

  /// The table of one option contract after a relative change of its volatility, the gain counted from
  /// before the change.
  package init(_ option: OptionValuation, volatilityChange: Double) {
    self.init(option.changingVolatility(by: volatilityChange))
    let change =
      option.value(
        spotMove: 0, volatilityChange: volatilityChange, after: TimeSpan(seconds: 0))
      - option.value
    for node in gains.indices { gains[node] += change }
  }

  /// The table of an exposure to relative moves.
  init(exposure: Double) {
    gains = Self.nodes.map { exposure * expm1($0) }
    slopes = Self.nodes.map { exposure * exp($0) }
  }

  mutating func add(_ quantity: Double, _ other: PayoffTable) {
    for node in gains.indices {
      gains[node] += quantity * other.gains[node]
      slopes[node] += quantity * other.slopes[node]
    }
  }

  /// The gain of a log return with its slope.
  package func look(_ move: Double) -> (gain: Double, slope: Double) {
    guard move.magnitude < Self.reach else {
      let end = move > 0 ? Self.nodes.count - 1 : 0
      return (gains[end] + slopes[end] * (move - Self.nodes[end]), slopes[end])
    }
    let position = move / (Self.bend + move.magnitude) / Self.step + Double(Self.half)
    let left = min(max(Int(position), 0), Self.nodes.count - 2)
    let (low, width) = (Self.nodes[left], Self.nodes[left + 1] - Self.nodes[left])
    let t = (move - low) / width
    let rise = gains[left + 1] - gains[left]
    let (a, b) = (slopes[left] * width, slopes[left + 1] * width)
    // rise·t²(3 − 2t) + a·t(1 − t)² − b·t²(1 − t), and its derivative by t.
    let (s, tt) = (1 - t, t * t)
    let gain = gains[left] + rise * tt * (3 - 2 * t) + a * t * s * s - b * tt * s
    let slope = 6 * rise * t * s + a * s * (1 - 3 * t) - b * t * (2 - 3 * t)
    return (gain, slope / width)
  }
}
