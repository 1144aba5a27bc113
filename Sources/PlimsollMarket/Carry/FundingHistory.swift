/// Past funding of perpetual contracts: what longs paid shorts, as a fraction of position value.
///
/// - Verified by: FundingHistoryTests.
public struct FundingHistory: Sendable {
  /// The rates of one contract.
  public struct Series: Sendable, Equatable {
    /// Where it trades.
    public let venue: String
    /// The venue's name for it.
    public let symbol: String
    /// The price column that its name begins with, the longest of them.
    public let underlying: RiskFactor
    /// From one payment to the next.
    public let interval: TimeSpan
    /// When rates were paid, strictly increasing.
    public fileprivate(set) var times: [Timestamp]
    /// What longs paid, negative when they received.
    public fileprivate(set) var rates: [Double]

    /// A series held in memory.
    public init(
      venue: String, symbol: String, underlying: RiskFactor, interval: TimeSpan,
      times: [Timestamp], rates: [Double]
    ) {
      precondition(times.count == rates.count && interval.seconds > 0, "a rate for each time")
      self.venue = venue
      self.symbol = symbol
      self.underlying = underlying
      self.interval = interval
      self.times = times
      self.rates = rates
    }
  }

  /// The series, in the order of the file.
  public let series: [Series]
  /// What was left out.
  public let diagnostics: [Diagnostic]

  /// Series held in memory.
  public init(_ series: [Series], diagnostics: [Diagnostic] = []) {
    self.series = series
    self.diagnostics = diagnostics
  }

  /// The rates at or before `time`; series without any are dropped.
  public func upTo(_ time: Timestamp) -> FundingHistory {
    FundingHistory(
      series.compactMap { series in
        var kept = series
        let count = series.times.prefix { $0 <= time }.count
        kept.times = Array(series.times[..<count])
        kept.rates = Array(series.rates[..<count])
        return count > 0 ? kept : nil
      }, diagnostics: diagnostics)
  }

  /// The series of an underlying at a venue; without one named, the series with the most rates, the
  /// first of equals.
  public func series(of underlying: RiskFactor, venue: String? = nil) -> Series? {
    var best: Series?
    for candidate in series
    where candidate.underlying == underlying && (venue == nil || candidate.venue == venue) {
      if candidate.rates.count > best?.rates.count ?? 0 { best = candidate }
    }
    return best
  }
}

extension FundingHistory {
  /// Larger rates than this are mistakes, such as percent instead of fractions.
  private static let largestRate = 0.2
  private static let largestInterval = 168.0

  /// Reads `funding.csv`: timestamp, venue, symbol, interval_hours, rate.
  ///
  /// - Throws: an `InputError` for rates out of range, an interval that changes within a series, or
  ///   times of a series that do not increase.
  public init(csv file: InputFile, prices: PriceHistory) throws(InputError) {
    let table = try CSVFile(file)
    let time = try table.requiredIndex(of: "timestamp")
    let venue = try table.requiredIndex(of: "venue")
    let symbol = try table.requiredIndex(of: "symbol")
    let hours = try table.requiredIndex(of: "interval_hours")
    let rate = try table.requiredIndex(of: "rate")
    var found: [Series] = []
    var places: [[String]: Int] = [:]
    var unknown: [String: Int] = [:]
    for row in 0..<table.rowCount {
      let key = [
        try table.requiredText(row: row, column: venue),
        try table.requiredText(row: row, column: symbol),
      ]
      let stamp = try table.timestamp(row: row, column: time)
      let paid = try table.requiredNumber(row: row, column: rate)
      guard abs(paid) <= Self.largestRate else {
        throw table.error(
          row: row, column: rate, "a rate of \(paid) is absurd",
          remedy: "Give fractions a payment: one basis point is 0.0001.")
      }
      let span = try table.requiredNumber(row: row, column: hours)
      let seconds = (span * 3600).rounded()
      guard seconds >= 1, span <= Self.largestInterval else {
        throw table.error(
          row: row, column: hours, "\(span) hours are no interval between payments",
          remedy: "Give hours above 0, at most \(Self.largestInterval).")
      }
      guard let underlying = Self.underlying(of: key[1], in: prices) else {
        unknown[key[1], default: 0] += 1
        continue
      }
      let interval = TimeSpan(seconds: Int(seconds))
      guard let place = places[key] else {
        places[key] = found.count
        found.append(
          Series(
            venue: key[0], symbol: key[1], underlying: underlying, interval: interval,
            times: [stamp], rates: [paid]))
        continue
      }
      guard found[place].interval == interval else {
        throw table.error(
          row: row, column: hours,
          "\(key[1]) pays every \(interval), before every \(found[place].interval)",
          remedy: "Give the rows of one interval; leave out those before it changed.")
      }
      guard let last = found[place].times.last, stamp > last else {
        throw table.error(
          row: row, column: time, "\(stamp) is not after the rate of \(key[1]) before it",
          remedy: "Sort the rows of each symbol by time; keep one a time.")
      }
      found[place].times.append(stamp)
      found[place].rates.append(paid)
    }
    self.init(
      found,
      diagnostics: unknown.sorted { $0.key < $1.key }.map {
        Diagnostic(
          .note, file.name, "\($0.value) rates of \($0.key) are not used: no price column for it")
      })
  }

  /// What may follow an underlying in a symbol.
  private static let quotes: Set<String> = [
    "", "USDT", "USDC", "USD", "-PERP", "-PERPETUAL", "_USDC-PERPETUAL", "USD_PERP",
    "-USDT-SWAP", "-USDC-SWAP", "-USD-SWAP",
  ]

  /// The price column a symbol is on: `BTCUSDT` is on BTC, `BTCDOMUSDT` is not.
  private static func underlying(of symbol: String, in prices: PriceHistory) -> RiskFactor? {
    prices.factors.first {
      symbol.hasPrefix($0.name) && quotes.contains(String(symbol.dropFirst($0.name.count)))
    }
  }
}
