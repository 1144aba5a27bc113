extension PriceHistory {
  /// Two rows that are one bar apart.
  public struct Bar: Sendable, Equatable {
    /// The row at its beginning.
    public var start: Int
    /// The row at its end.
    public var end: Int
  }

  /// The bars between rows on which all of `factors` have a price, oldest first.
  ///
  /// Consecutive rows are one bar apart, as in `ReturnPanel`; where the step between two of them
  /// breaks the chain there is no bar.
  ///
  /// - Complexity: O(rows × factors).
  /// - Verified by: PriceHistoryBarsTests.
  public func bars(of factors: [RiskFactor]) -> [Bar] {
    let columns = factors.map(column)
    let rows = times.indices.filter { row in
      columns.allSatisfy { column in column.map { !$0[row].isNaN } ?? false }
    }
    let longest = ReturnPanel.longestStep(bar: bar)
    return zip(rows, rows.dropFirst()).compactMap { start, end in
      times[end] - times[start] <= longest ? Bar(start: start, end: end) : nil
    }
  }
}
