internal import PlimsollNumerics

extension PriceHistory {
  /// A price so many times those before and after it is likelier a slip than a market.
  private static let spike = 5.0
  /// Spikes of a column named one by one.
  private static let mostNamed = 3

  /// A warning for each price that is far from both of its neighbours, which no price that falls for good
  /// or rises for good is.
  ///
  /// - Verified by: PriceHistoryTests.
  static func spikes(factors: [RiskFactor], times: [Timestamp], prices: [[Double]]) -> [Diagnostic]
  {
    let bar = bar(of: times)
    return zip(factors, prices).flatMap { factor, column -> [Diagnostic] in
      let rows = column.indices.filter { !column[$0].isNaN }
      let found = rows.indices.dropFirst().dropLast().compactMap { place -> (Int, Double)? in
        let (before, own, after) = (
          column[rows[place - 1]], column[rows[place]], column[rows[place + 1]]
        )
        let (low, high) = (min(own / before, own / after), max(own / before, own / after))
        guard low >= spike || high <= 1 / spike else { return nil }
        return (rows[place], low >= spike ? low : high)
      }
      let named = found.prefix(mostNamed).map { row, ratio in
        Diagnostic(
          .warning, factor.name,
          "its price of \(times[row].text(step: bar)) is \(ratio.rounded(toPlaces: 3)) times those "
            + "beside it: is a decimal point misplaced?")
      }
      guard found.count > mostNamed else { return named }
      return named + [
        Diagnostic(
          .warning, factor.name,
          "\(found.count - mostNamed) more prices are as far from those beside them"
        )
      ]
    }
  }
}
