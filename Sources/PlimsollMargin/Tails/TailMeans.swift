internal import PlimsollNumerics
internal import PlimsollScenarios

extension TailScan {
  /// For each entry of each portfolio, the mean gain of its row in the portfolio's tail: what Euler
  /// parts are made of.
  ///
  /// Only the scenarios that some tail lists are drawn again, each by its number, and every portfolio
  /// reads those of its own tail.
  ///
  /// - Parameters:
  ///   - tails: by portfolio, as `measure` found them.
  ///   - measure: for value at risk the tail is the one scenario of the quantile.
  /// - Returns: one number for each entry of `portfolios`.
  /// - Complexity: O(listed scenarios × factors² + Σ entries × tail).
  /// - Source: Tasche (1999), "Risk contributions and performance measurement".
  func tailMeans(of portfolios: SparseRows, _ tails: [Tail], _ measure: RiskMeasure) -> [Double] {
    let wanted = ScenarioSet(tails, measure, of: rows.source.count)
    // The sums start from what is not listed and grow block by block, in order of scenario.
    var sums = tails.map { tail in
      measure == .valueAtRisk ? [] : tail.rowsBeyond.map { $0 * tail.loss.weightBeyond }
    }
    let width = rows.stride
    let block = max(width, Self.blockSize / max(1, rows.count) / width * width)
    for start in Swift.stride(from: 0, to: wanted.numbers.count, by: block) {
      let numbers = wanted.numbers[start..<min(start + block, wanted.numbers.count)]
      let tiles = Parallel.map(
        count: (numbers.count + width - 1) / width, threads: threads, workspace: rows.emptyTile
      ) { index, tile in
        let first = numbers.startIndex + index * width
        rows.fill(&tile, with: numbers[first..<min(first + width, numbers.endIndex)])
        return tile.gains
      }
      let previous = sums
      sums = Parallel.map(count: portfolios.count, threads: threads) { portfolio in
        var sum = previous[portfolio]
        if sum.isEmpty {
          sum = [Double](repeating: 0, count: portfolios.entries(ofRow: portfolio).count)
        }
        tails[portfolio].loss.forEachListed(measure) { scenario, weight in
          let place = wanted.place(of: scenario) - start
          guard place >= 0, place < numbers.count else { return }
          portfolios.addColumn(
            place % width, of: tiles[place / width], stride: width, row: portfolio, weight: weight,
            to: &sum, from: 0)
        }
        return sum
      }
    }
    return sums.enumerated().flatMap { portfolio, sum in
      sum.isEmpty
        ? [Double](repeating: 0, count: portfolios.entries(ofRow: portfolio).count) : sum
    }
  }

  /// Gains of units held at once.
  private static let blockSize = 8 << 20
}

extension LossTail {
  /// The listed scenarios of a measure with their weights, in order of scenario.
  fileprivate func forEachListed(_ measure: RiskMeasure, _ body: (Int, Double) -> Void) {
    switch measure {
    case .valueAtRisk: body(quantileScenario, 1)
    case .expectedShortfall:
      for (scenario, weight) in zip(scenarios, weights) { body(scenario, weight) }
    }
  }
}

/// The scenarios that some tail lists, ascending, with the place of each.
private struct ScenarioSet: Sendable {
  private(set) var numbers: [Int] = []
  /// A bit a scenario of the source, and how many are set before each word; empty when that would be
  /// more memory than is worth it for the few that the tails of very many scenarios list.
  private var words: [UInt64] = []
  private var before: [Int32] = []

  private static let mostBits = 1 << 26

  init(_ tails: [TailScan.Tail], _ measure: RiskMeasure, of count: Int) {
    guard count <= Self.mostBits else {
      var listed: Set<Int> = []
      for tail in tails {
        tail.loss.forEachListed(measure) { scenario, _ in listed.insert(scenario) }
      }
      numbers = listed.sorted()
      return
    }
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for tail in tails {
      tail.loss.forEachListed(measure) { scenario, _ in
        words[scenario >> 6] |= 1 << UInt64(scenario & 63)
      }
    }
    before.reserveCapacity(words.count)
    for (index, word) in words.enumerated() {
      before.append(Int32(numbers.count))
      var rest = word
      while rest != 0 {
        numbers.append(index << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  func place(of scenario: Int) -> Int {
    guard words.isEmpty else {
      let below = words[scenario >> 6] & (1 << UInt64(scenario & 63) - 1)
      return Int(before[scenario >> 6]) + below.nonzeroBitCount
    }
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < scenario { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
