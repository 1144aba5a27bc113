/// A column in ascending order, with its ties.
struct RankedColumn: Sendable {
  /// The observations, ascending.
  fileprivate let order: [Int]
  /// For each place of `order`, where the run of equal values it stands in ends.
  fileprivate let runEnds: [Int]
  /// For each observation, how many are smaller.
  fileprivate let smaller: [Int]
  /// Pairs of equal observations.
  fileprivate let tiedPairs: Int

  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var runEnds = [Int](repeating: 0, count: order.count)
    var smaller = runEnds
    var tiedPairs = 0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end {
        runEnds[place] = end
        smaller[order[place]] = start
      }
      tiedPairs += KendallCounter.pairs(end - start)
      start = end
    }
    self.order = order
    self.runEnds = runEnds
    self.smaller = smaller
    self.tiedPairs = tiedPairs
  }
}

/// Counts discordant pairs of two columns; keeps its room from one pair of columns to the next.
///
/// Observations are taken in the order of one column, and each asks how many before it are larger in
/// the other. Those seen are bits of a set, words of 64 of which a Fenwick tree counts.
///
/// - Source: Knight (1966), "A computer method for calculating Kendall's tau with ungrouped data", J.
///   American Statistical Association 61, with Fenwick (1994), "A new data structure for cumulative
///   frequency tables", in place of merging.
/// - Verified by: RankCorrelationTests (against all pairs).
struct KendallCounter: Sendable {
  private let count: Int
  /// A bit for each place in the order of the second column, set once seen.
  private var seen: [UInt64]
  /// The Fenwick tree of the number of bits in each word.
  private var tree: [Int]
  /// How many of the equal values of the second column, by their number of smaller ones, were seen.
  private var used: [Int]
  /// The place of each observation in the order of the second column.
  private var positions: [Int]

  init(count: Int) {
    self.count = count
    seen = [UInt64](repeating: 0, count: count / 64 + 1)
    tree = [Int](repeating: 0, count: count / 64 + 2)
    used = [Int](repeating: 0, count: count)
    positions = used
  }

  static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  /// Tau-b; zero when either column is constant.
  mutating func tau(_ x: RankedColumn, _ y: RankedColumn) -> Double {
    let all = Self.pairs(count)
    let (ofX, ofY) = (all - x.tiedPairs, all - y.tiedPairs)
    guard ofX > 0, ofY > 0 else { return 0 }
    let (discordant, tiedInBoth) = counts(x, y)
    let excess = all - x.tiedPairs - y.tiedPairs + tiedInBoth - 2 * discordant
    return max(-1, min(1, Double(excess) / Double(ofX).squareRoot() / Double(ofY).squareRoot()))
  }

  private mutating func counts(
    _ x: RankedColumn, _ y: RankedColumn
  ) -> (discordant: Int, tiedInBoth: Int) {
    for index in seen.indices { seen[index] = 0 }
    for index in tree.indices { tree[index] = 0 }
    for index in used.indices { used[index] = 0 }
    let (order, runEnds, smaller) = (x.order, x.runEnds, y.smaller)
    var (discordant, tiedInBoth) = (0, 0)
    var start = 0
    while start < count {
      let end = runEnds[start]
      // Equal in x, they are no pairs among themselves: all ask before any is seen.
      for place in start..<end {
        let rank = smaller[order[place]]
        // Equal values of y stand in the order in which they come, and are so never discordant.
        let position = rank + used[rank]
        used[rank] += 1
        positions[place] = position
        discordant += start - Self.seen(upTo: position, seen, tree)
      }
      for place in start..<end { Self.see(positions[place], &seen, &tree) }
      if end - start > 1 { tiedInBoth += Self.tiedPairs(order[start..<end].map { smaller[$0] }) }
      start = end
    }
    return (discordant, tiedInBoth)
  }

  /// Pairs of equal values.
  private static func tiedPairs(_ values: [Int]) -> Int {
    var (sum, length) = (0, 0)
    let sorted = values.sorted()
    for (place, value) in sorted.enumerated() {
      length = place > 0 && sorted[place - 1] == value ? length + 1 : 0
      sum += length
    }
    return sum
  }

  /// How many seen stand at or before a position.
  @inline(__always)
  private static func seen(upTo position: Int, _ seen: [UInt64], _ tree: [Int]) -> Int {
    let word = position >> 6
    var sum = (seen[word] << UInt64(63 - (position & 63))).nonzeroBitCount
    var node = word
    while node > 0 {
      sum += tree[node]
      node &= node - 1
    }
    return sum
  }

  @inline(__always)
  private static func see(_ position: Int, _ seen: inout [UInt64], _ tree: inout [Int]) {
    seen[position >> 6] |= 1 << UInt64(position & 63)
    var node = (position >> 6) + 1
    while node < tree.count {
      tree[node] += 1
      node += node & -node
    }
  }
}
