extension PriceHistory {
  /// Whether a table is in long form: one row per time and asset.
  static func isLong(_ table: CSVFile) -> Bool {
    table.index(of: "asset") != nil && table.index(of: "close") != nil
  }

  /// Reads a long price table: `timestamp,asset[,market],close`.
  ///
  /// Factors are named by asset, and `BTC.perp` where `market` is not spot. With open, high or low
  /// columns a timestamp is the bar's open, and the price's time one bar later.
  init(long table: CSVFile, file: InputFile, duplicates: DuplicateRows) throws(InputError) {
    var reader = try LongReader(table, duplicates: duplicates)
    for row in 0..<table.rowCount { try reader.append(row: row) }
    let hasBars = ["open", "high", "low"].contains { table.index(of: $0) != nil }
    let shift = hasBars ? reader.bar : TimeSpan(seconds: 0)
    let times = reader.times
    guard !times.isEmpty else {
      throw .data(
        table.name, column: "close", "there are no prices",
        remedy: "Give at least one row with a close.")
    }
    let places = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    var prices: [[Double]] = []
    for series in reader.series {
      var column = [Double](repeating: .nan, count: times.count)
      for (time, price) in zip(series.times, series.prices) {
        if let place = places[time] { column[place] = price }
      }
      prices.append(column)
    }
    let (factors, shifted) = (reader.series.map(\.factor), times.map { $0 + shift })
    self.init(
      factors: factors, times: shifted, prices: prices, digest: InputDigest(file),
      diagnostics: reader.diagnostics(file: file.name)
        + Self.spikes(factors: factors, times: shifted, prices: prices))
  }
}

/// The prices of one asset on one market.
private struct PriceSeries {
  let factor: RiskFactor
  var times: [Timestamp] = []
  var prices: [Double] = []
}

/// Sorts rows of a long table into series.
private struct LongReader {
  private let table: CSVFile
  private let duplicates: PriceHistory.DuplicateRows
  private let time, asset, close: Int
  private let market: Int?
  private var places: [String: Int] = [:]
  private var dropped = 0
  private(set) var series: [PriceSeries] = []

  init(_ table: CSVFile, duplicates: PriceHistory.DuplicateRows) throws(InputError) {
    self.table = table
    self.duplicates = duplicates
    time = try table.requiredIndex(of: table.index(of: "date") == nil ? "timestamp" : "date")
    asset = try table.requiredIndex(of: "asset")
    close = try table.requiredIndex(of: "close")
    market = table.index(of: "market")
  }

  mutating func append(row: Int) throws(InputError) {
    let name = try factorName(row: row)
    let place: Int
    if let known = places[name] {
      place = known
    } else {
      place = series.count
      places[name] = place
      series.append(PriceSeries(factor: RiskFactor(name)))
    }
    let time = try table.timestamp(row: row, column: time)
    let price = try table.size(
      row: row, column: close, meaning: "price",
      remedy: "Leave a missing price blank; prices are positive.")
    guard let price else { return }
    if let last = series[place].times.last, time <= last {
      guard time == last, duplicates == .keepLast else {
        throw table.error(
          row: row, column: self.time,
          "\(table.text(row: row, column: self.time)) is not after \(name)'s row before it",
          remedy: "The rows of an asset and market must be strictly increasing in time. "
            + (time == last
              ? "Remove the duplicate, or pass --duplicates keep-last." : "Sort the file."))
      }
      series[place].prices[series[place].prices.count - 1] = price
      dropped += 1
      return
    }
    series[place].times.append(time)
    series[place].prices.append(price)
  }

  private func factorName(row: Int) throws(InputError) -> String {
    let name = try table.requiredText(row: row, column: asset)
    guard let market else { return name }
    let venue = table.text(row: row, column: market)
    return venue.isEmpty || venue == "spot" ? name : "\(name).\(venue)"
  }

  /// All times at which some series has a price.
  var times: [Timestamp] { Set(series.flatMap(\.times)).sorted() }

  /// The median step within series.
  var bar: TimeSpan {
    let steps = series.flatMap { zip($0.times.dropFirst(), $0.times).map { ($0 - $1).seconds } }
      .sorted()
    return steps.isEmpty ? .day : TimeSpan(seconds: steps[steps.count / 2])
  }

  func diagnostics(file: String) -> [Diagnostic] {
    guard dropped > 0 else { return [] }
    return [Diagnostic(.warning, file, "\(dropped) repeated rows dropped, the last of each kept")]
  }
}
