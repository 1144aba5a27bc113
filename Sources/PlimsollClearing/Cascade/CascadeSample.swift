internal import Glibc
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// A sample of scenarios in memory, with what one USD of each factor may lose in them.
///
/// - Verified by: CascadeMarginTests.
struct CascadeSample {
  let count: Int
  let moves, logMoves: [[Double]]
  let volatility: [Double]
  /// Of one USD held long, and of one held short.
  let tails: [(long: TailAfterTrade.Losses, short: TailAfterTrade.Losses)]

  init(
    _ source: any ScenarioSource, factors: [RiskFactor], horizon: TimeSpan,
    level: ConfidenceLevel, threads: Int?
  ) {
    let held = HeldScenarios(source, threads: threads)
    let count = source.count
    let rows = Dictionary(uniqueKeysWithValues: source.factors.enumerated().map { ($1, $0) })
    let logs = factors.map { factor in
      guard let row = rows[factor] else { preconditionFailure("no scenarios of \(factor)") }
      return held.moves[row]
    }
    let moves = logs.map { logs in
      var moves = logs
      VectorMath.expMinusOne(logs, into: &moves, count: logs.count)
      return moves
    }
    var tail = TailAfterTrade(count: count, level: level)
    let nothing = [Double](repeating: 0, count: count)
    tails = moves.map { row in
      (
        tail.losses(of: nothing, adding: 1, of: row),
        tail.losses(of: nothing, adding: -1, of: row)
      )
    }
    volatility = logs.map { row in
      let mean = row.reduce(0, +) / Double(count)
      let square = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, count - 1))
      return (square / horizon.days).squareRoot()
    }
    (self.count, self.moves, logMoves) = (count, moves, logs)
  }
}
