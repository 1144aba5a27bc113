/// Prices of factors at common times, with blanks where a factor was not listed.
///
/// - Verified by: PriceHistoryTests.
public struct PriceHistory: Sendable {
  /// The factors, in the order of the file's columns.
  public let factors: [RiskFactor]
  /// The times of the rows, strictly increasing.
  public let times: [Timestamp]
  /// The median step between rows.
  public let bar: TimeSpan
  /// The file it came from.
  public let digest: InputDigest
  /// What was repaired or skipped while reading.
  public let diagnostics: [Diagnostic]

  /// factors × rows, NaN where blank.
  private let prices: [[Double]]
  private let positions: [RiskFactor: Int]

  init(
    factors: [RiskFactor], times: [Timestamp], prices: [[Double]], digest: InputDigest,
    diagnostics: [Diagnostic]
  ) {
    self.factors = factors
    self.times = times
    self.prices = prices
    self.digest = digest
    self.diagnostics = diagnostics
    positions = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    bar = Self.bar(of: times)
  }

  /// The median step; a day without steps.
  static func bar(of times: [Timestamp]) -> TimeSpan {
    let steps = zip(times.dropFirst(), times).map { $0.seconds - $1.seconds }.sorted()
    return steps.isEmpty ? .day : TimeSpan(seconds: steps[steps.count / 2])
  }

  /// Whether the file has a column for `factor`.
  public func contains(_ factor: RiskFactor) -> Bool { positions[factor] != nil }

  /// The prices of `factor` row by row, NaN where blank; nil when the file has no such column.
  func column(of factor: RiskFactor) -> [Double]? { positions[factor].map { prices[$0] } }

  /// The price of `factor` in a row, or nil when it is blank.
  public func price(of factor: RiskFactor, row: Int) -> Double? {
    guard let price = positions[factor].map({ prices[$0][row] }), !price.isNaN else { return nil }
    return price
  }

  /// The last price of `factor` at or before `time`, with its own time.
  public func lastPrice(of factor: RiskFactor, at time: Timestamp) -> (
    price: Double, time: Timestamp
  )? {
    for row in times.indices.reversed() where times[row] <= time {
      if let price = price(of: factor, row: row) { return (price, times[row]) }
    }
    return nil
  }

  /// The time of the first and the last price of `factor`, or nil when the column is blank.
  public func listing(of factor: RiskFactor) -> ClosedRange<Timestamp>? {
    guard let column = column(of: factor),
      let first = column.firstIndex(where: { !$0.isNaN }),
      let last = column.lastIndex(where: { !$0.isNaN })
    else { return nil }
    return times[first]...times[last]
  }

  /// The rows at or before `time`.
  ///
  /// - Throws: an `InputError` when there are none.
  public func upTo(_ time: Timestamp) throws(InputError) -> PriceHistory {
    let kept = times.prefix { $0 <= time }.count
    if kept == times.count { return self }
    guard kept > 0 else {
      throw .data(
        digest.file, "no row at or before \(time); the first is \(times[0])",
        remedy: "Give a later --as-of.")
    }
    return PriceHistory(
      factors: factors, times: Array(times[..<kept]), prices: prices.map { Array($0[..<kept]) },
      digest: digest, diagnostics: diagnostics)
  }
}
