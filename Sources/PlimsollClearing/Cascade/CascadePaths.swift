public import PlimsollMarket
internal import PlimsollNumerics
public import PlimsollScenarios

/// Scenarios with a way to get there: each ends where the scenario says, and moves in between as a
/// bridge of steps drawn from the same scenarios.
///
/// With X the scenario's log returns and W the walk of n further scenarios, each over the square root
/// of n: X_k = (k/n) X + W_k − (k/n) W_n. So steps are correlated, and as uneven, as the scenarios are.
///
/// - Source: the Brownian bridge (Glasserman 2003, section 3.1), with the scenarios' own law in the
///   place of the normal one.
/// - Verified by: CascadePathsTests.
public struct CascadePaths: Sendable {
  /// How many.
  public let count: Int
  private let ends: HeldScenarios
  private let noise: HeldScenarios
  private let rows: [Int]
  private let steps: Int
  private let stepLength: TimeSpan
  private let draw: RandomStream

  /// The stream that says which scenarios the walk of a path is made of.
  private static let stream: UInt32 = 0x0CA5_CADE

  /// Paths to every scenario of `ends`, or to some drawn among them with replacement.
  ///
  /// - Parameters:
  ///   - count: how many; nil for one to each.
  ///   - noise: scenarios over the same horizon, for the way there.
  ///   - horizon: of both.
  public init(
    to ends: any ScenarioSource, count: Int? = nil, by noise: any ScenarioSource,
    factors: [RiskFactor], horizon: TimeSpan, steps: Int, seed: UInt64, threads: Int? = nil
  ) {
    precondition(steps >= 1 && horizon.seconds >= steps, "\(steps) steps of \(horizon)")
    self.ends = HeldScenarios(ends, threads: threads)
    self.noise = HeldScenarios(noise, threads: threads)
    self.count = count ?? ends.count
    rows = factors.map { factor in
      guard let row = ends.factors.firstIndex(of: factor) else {
        preconditionFailure("no scenarios of \(factor)")
      }
      return row
    }
    self.steps = steps
    stepLength = TimeSpan(seconds: horizon.seconds / steps)
    draw = RandomStream(seed: seed, stream: Self.stream)
  }

  /// Path number `index`.
  public func path(_ index: Int) -> CascadePath {
    let scale = 1 / Double(steps).squareRoot()
    // The dimension after those of the steps.
    let goal =
      count == ends.count
      ? index
      : min(
        ends.count - 1,
        Int(draw.uniform(scenario: index, dimension: steps) * Double(ends.count)))
    let chosen = (0..<steps).map { step in
      min(
        noise.count - 1, Int(draw.uniform(scenario: index, dimension: step) * Double(noise.count)))
    }
    var walk = rows.map { _ in 0.0 }
    let end = rows.map { row in chosen.reduce(0) { $0 + noise.moves[row][$1] } * scale }
    var moves: [[Double]] = []
    for (step, scenario) in chosen.enumerated() {
      let part = Double(step + 1) / Double(steps)
      var now = walk
      for (place, row) in rows.enumerated() {
        walk[place] += noise.moves[row][scenario] * scale
        now[place] = part * ends.moves[row][goal] + walk[place] - part * end[place]
      }
      // The last step is the scenario itself, to the bit.
      moves.append(step + 1 == steps ? rows.map { ends.moves[$0][goal] } : now)
    }
    return CascadePath(name: "\(index + 1)", moves: moves, stepLength: stepLength)
  }
}
