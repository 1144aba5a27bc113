/// Where a line of a feed holds what: columns of a CSV, or keys of flat JSON objects.
///
/// - Verified by: TickFeedTests.
enum TickLayout: Sendable, Equatable {
  case json
  case csv(Columns)

  struct Columns: Sendable, Equatable {
    var time, name, price: Int
    var sequence: Int?
    var count: Int
  }

  static let timeNames = ["timestamp", "time", "ts"]
  static let nameNames = ["instrument", "symbol", "factor", "asset"]
  static let priceNames = ["price", "mark_price", "mark", "last"]
  static let sequenceNames = ["sequence", "trade_id", "id"]

  /// The layout that a feed's first line announces.
  ///
  /// - Throws: an `InputError` when a column is missing.
  init(firstLine line: String, file: String) throws(InputError) {
    if line.hasPrefix("{") {
      self = .json
      return
    }
    let header = line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingPrefix { $0 == " " || $0 == "\"" || $0 == "\u{FEFF}" }
    }.map { $0.reversed().drop { " \"\r".contains($0) }.reversed() }.map { String($0) }
    func place(_ names: [String]) -> Int? {
      names.lazy.compactMap { header.firstIndex(of: $0) }.first
    }
    func required(_ names: [String]) throws(InputError) -> Int {
      if let found = place(names) { return found }
      throw .data(
        file, line: 1, column: names[0], "the feed has no such column",
        remedy: "Give a header with \(Self.timeNames[0]), \(Self.nameNames[0]) and "
          + "\(Self.priceNames[0]), or JSON lines with these keys. Columns found: "
          + "\(header.joined(separator: ", ")).")
    }
    self = .csv(
      Columns(
        time: try required(Self.timeNames), name: try required(Self.nameNames),
        price: try required(Self.priceNames), sequence: place(Self.sequenceNames),
        count: header.count))
  }
}
