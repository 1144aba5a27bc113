internal import PlimsollNumerics

extension TailPass {
  /// What all chunks of a pass found, in their order.
  struct Found: Sendable {
    private var chunks: [Chunk]
    private let sumsBelow: Bool
    private let sumsRows: Bool
    /// Portfolios done again.
    private var replaced: [Int: Replacement] = [:]
    /// Of the charted portfolios.
    let histograms: [PnLHistogram]

    init(_ chunks: [Chunk]) {
      self.chunks = chunks
      sumsBelow = chunks.contains { !$0.beyond.isEmpty }
      sumsRows = chunks.contains { !$0.rowsBeyond.isEmpty }
      histograms = (chunks.first?.histograms ?? []).indices.map { index in
        var sum = chunks[0].histograms[index]
        for chunk in chunks.dropFirst() { sum.add(chunk.histograms[index]) }
        return PnLHistogram(sum)
      }
    }

    /// Whether a portfolio's ranks are all known.
    func satisfies(_ need: TailNeed, _ portfolio: Int) -> Bool {
      if let replaced = replaced[portfolio] {
        return replaced.isComplete && need.isMet(by: replaced.worst)
      }
      var beyond = 0
      var count = 0
      for chunk in chunks {
        if chunk.isFull[portfolio] { return false }
        count += Int(chunk.starts[portfolio + 1] - chunk.starts[portfolio])
        if sumsBelow {
          beyond += chunk.beyond[portfolio].count
          count += chunk.plateaus[portfolio].count
        }
      }
      return beyond < need.first && beyond + count >= need.last
    }

    /// A portfolio's worst gains in order of scenario, into the room of another's.
    func worst(_ portfolio: Int, into worst: inout WorstGains) {
      if let replaced = replaced[portfolio] {
        worst = replaced.worst
        return
      }
      worst.beyond = TailSum()
      worst.plateau = TailPlateau()
      worst.gains.removeAll(keepingCapacity: true)
      worst.scenarios.removeAll(keepingCapacity: true)
      for chunk in chunks {
        let range = Int(chunk.starts[portfolio])..<Int(chunk.starts[portfolio + 1])
        worst.gains += chunk.gains[range]
        worst.scenarios += chunk.scenarios[range]
      }
      if sumsBelow {
        worst.beyond = chunks[0].beyond[portfolio]
        for chunk in chunks.dropFirst() { worst.beyond.add(chunk.beyond[portfolio]) }
        for chunk in chunks { worst.plateau.add(chunk.plateaus[portfolio]) }
      }
    }

    func worst(_ portfolio: Int) -> WorstGains {
      var worst = WorstGains()
      self.worst(portfolio, into: &worst)
      return worst
    }

    /// For each entry of a portfolio, the sum of its row's gains over the scenarios of the tail that
    /// are summed up; of a plateau, its mean gain as often as the tail needs.
    ///
    /// - Parameter worst: the portfolio's worst gains.
    func rowsBeyond(
      _ portfolio: Int, of portfolios: SparseRows, _ worst: WorstGains, _ ranks: TailRanks
    ) -> [Double] {
      let sums = replaced[portfolio]?.rows ?? rows(portfolio, of: portfolios)
      guard worst.plateau.count > 0 else { return sums.beyond }
      let needed = Double(ranks.whole - worst.beyond.count) + ranks.fraction
      return zip(sums.beyond, sums.onPlateau).map {
        $0 + $1 * needed / Double(worst.plateau.count)
      }
    }

    private func rows(_ portfolio: Int, of portfolios: SparseRows) -> (
      beyond: [Double], onPlateau: [Double]
    ) {
      guard sumsRows else { return ([], []) }
      let entries = portfolios.entries(ofRow: portfolio)
      return (
        entries.map { entry in chunks.reduce(0) { $0 + $1.rowsBeyond[entry] } },
        entries.map { entry in chunks.reduce(0) { $0 + $1.rowsOnPlateau[entry] } }
      )
    }

    /// Puts the results of portfolios that were done again in place of the first.
    mutating func replace(_ places: [Int], with other: Found, of part: SparseRows) {
      for (index, place) in places.enumerated() {
        replaced[place] = Replacement(
          worst: other.worst(index), rows: other.rows(index, of: part),
          isComplete: !other.chunks.contains { $0.isFull[index] })
      }
    }
  }

  /// What is found of a portfolio that was done again.
  private struct Replacement: Sendable {
    var worst: WorstGains
    var rows: (beyond: [Double], onPlateau: [Double])
    var isComplete: Bool
  }
}

extension TailNeed {
  fileprivate func isMet(by worst: WorstGains) -> Bool {
    worst.beyond.count < first && worst.count >= last
  }
}
