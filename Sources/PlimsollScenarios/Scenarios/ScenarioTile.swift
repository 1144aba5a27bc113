/// A block of consecutive scenarios: one row per factor, scenarios side by side.
///
/// Tiles begin at multiples of `width`, so that a scenario always stands at the same place of the
/// same tile whatever the number of scenarios or threads, and every bit of it stays the same.
public struct ScenarioTile: Sendable {
  /// Scenarios in a full tile.
  public static let width = 1024

  /// The scenarios it holds.
  public let scenarios: Range<Int>
  /// factors × scenarios.count log returns over the horizon, factor by factor.
  public var moves: [Double]

  /// A tile of zero moves.
  public init(scenarios: Range<Int>, factorCount: Int) {
    self.scenarios = scenarios
    moves = [Double](repeating: 0, count: scenarios.count * factorCount)
  }

  /// The range of `moves` that holds factor number `factor`.
  public func range(ofFactor factor: Int) -> Range<Int> {
    (factor * scenarios.count)..<((factor + 1) * scenarios.count)
  }

  /// The ranges of scenarios that cover `0..<count`, tile by tile.
  public static func tiles(covering count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: width).map { $0..<min($0 + width, count) }
  }
}
