import Foundation
import Plimsoll

/// A workload run by every side in turn, round by round, so that a drift of the machine meets all
/// of them; the best of each counts.
struct Race {
  /// What was raced.
  let workload: Workload
  /// Our best.
  let ours: Measurement
  /// The limit, in seconds, and what it means.
  let limit: (seconds: Double, meaning: String)?
  /// The peers' best.
  let results: [PeerResult]

  /// How a peer did.
  struct PeerResult {
    /// Its name.
    var name: String
    /// Its best, brought to the whole workload.
    var best: Measurement
    /// The share of the workload it was given.
    var share: Double
    /// Whether it found what we found.
    var agrees: Bool
  }

  /// Time for the machine to fall quiet between two sides that use several threads: a BLAS lets
  /// its threads spin for a while after they are done.
  private static let pause = 0.05

  /// Runs a workload.
  ///
  /// - Throws: what the work throws; `BenchmarkError` when a peer fails.
  init(_ workload: Workload, in arena: Arena) throws {
    defer { try? arena.release() }
    let lineUp = try workload.prepare(workload, arena)
    var ours: Measurement?
    var limit: Measurement?
    var peers = [Measurement?](repeating: nil, count: lineUp.peers.count)

    /// One turn of one side.
    func turn(_ work: Work) throws -> Measurement {
      if workload.threads > 1 { Thread.sleep(forTimeInterval: Self.pause) }
      return try work.measure(arena.leastSeconds)
    }
    for _ in 0..<arena.rounds(workload.rounds) {
      ours = try turn(lineUp.ours).best(ours)
      if let part = lineUp.limit { limit = try turn(part.work).best(limit) }
      for (index, peer) in lineUp.peers.enumerated() {
        peers[index] = try turn(peer.work).best(peers[index])
      }
    }
    guard let ours else { preconditionFailure("a race has a round") }
    self.workload = workload
    self.ours = ours
    self.limit = zip(limit, lineUp.limit).map { ($0.seconds * $1.count, $1.meaning) }
    let answer = try lineUp.ours.answer()
    results = try zip(lineUp.peers, peers).map { peer, best in
      guard var best else { preconditionFailure("a race has a round") }
      best.seconds /= peer.share
      return PeerResult(
        name: peer.name, best: best, share: peer.share,
        agrees: workload.agreement.holds(answer, try peer.work.answer()))
    }
  }

  /// Our seconds for one unit of work.
  var secondsPerUnit: Double { ours.seconds / Double(workload.size) }

  /// Our time over the limit.
  var limitRatio: Double? { limit.map { ours.seconds / $0.seconds } }

  /// Whether every peer found what we found.
  var agrees: Bool { results.allSatisfy(\.agrees) }

  /// A peer's time over ours.
  func ratio(to result: PeerResult) -> Double { result.best.seconds / ours.seconds }
}

/// Both values, or nil.
private func zip<One, Other>(_ one: One?, _ other: Other?) -> (One, Other)? {
  guard let one, let other else { return nil }
  return (one, other)
}
