import PlimsollNumerics
import PlimsollScenarios

extension SampledTail {
  /// Each line's part of the shortfall: its mean loss in the tail under the tail's weights, times the
  /// same factor for all that brings their sum to a shortfall with a control.
  ///
  /// The scenarios of the tail are drawn again by their numbers.
  ///
  /// - Complexity: O(tail × (factors² + options)).
  /// - Source: Tasche (1999), "Risk contributions and performance measurement": E[Lᵢ | L ≥ VaR].
  func components(of lines: [NettingSet.Line], _ portfolio: SampledPortfolio, _ rows: UnitRows)
    -> [SampledRisk.Component]
  {
    var means = [Double](repeating: 0, count: rows.count)
    var tile = rows.emptyTile()
    for start in stride(from: 0, to: members.count, by: rows.stride) {
      let part = members[start..<min(start + rows.stride, members.count)]
      let numbers = part.map(\.scenario)
      rows.fill(&tile, with: numbers[...])
      for row in means.indices {
        for (column, member) in part.enumerated() {
          means[row] -= member.weight * tile.gains[row * rows.stride + column]
        }
      }
    }
    return lines.map { line in
      let entries = rows.entries(of: line.holdings.map(portfolio.own))
      let value = entries.reduce(0) { $0 + $1.coefficient * means[$1.column] }
      return SampledRisk.Component(instrument: line.name, value: adjustment * value)
    }
  }
}
