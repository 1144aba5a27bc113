import Foundation
import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Scenarios as another tool might have made them.
public enum MadeScenarios {
  /// Normal log returns of 5 %.
  public static func moves(_ factors: Int, count: Int, seed: UInt64 = 3) -> Matrix {
    let stream = RandomStream(seed: seed, stream: 12)
    var moves = Matrix(rows: count, columns: factors)
    for scenario in 0..<count {
      for factor in 0..<factors {
        moves[scenario, factor] = 0.05 * stream.normal(scenario: scenario, dimension: factor)
      }
    }
    return moves
  }

  /// A file of 2,000 scenarios over two days of the factors A, B, C and USDC, which is there until the process
  /// ends.
  public static let file: ScenarioFile = {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "scenarios-\(UUID().uuidString).npy").path
    do {
      try Data(NumPyFile.encode(moves(4, count: 2_000))).write(to: URL(fileURLWithPath: path))
    } catch {
      preconditionFailure("cannot write \(path): \(error)")
    }
    return ScenarioFile(path: path, factors: ["A", "B", "C", "USDC"], horizon: .days(2))
  }()
}
