/// Reads ticks from lines.
///
/// - Verified by: TickFeedTests.
struct TickParser: Sendable {
  let layout: TickLayout
  private(set) var numbers = NameNumbers()

  init(_ layout: TickLayout) { self.layout = layout }

  /// What a line says; nil for a blank one.
  mutating func item(_ bytes: [UInt8], _ line: Range<Int>) -> FeedItem? {
    var range = line
    while let last = range.last, bytes[last] == 13 || bytes[last] == 32 {
      range = range.lowerBound..<last
    }
    guard !range.isEmpty else { return nil }
    var item: FeedItem
    switch layout {
    case .csv(let columns): item = csv(bytes, range, columns)
    case .json: item = json(bytes, range)
    }
    if case .tick(var tick) = item {
      tick.fingerprint = NameNumbers.hash(bytes, range) | 1
      item = .tick(tick)
    }
    return item
  }

  private mutating func csv(_ bytes: [UInt8], _ line: Range<Int>, _ columns: TickLayout.Columns)
    -> FeedItem
  {
    var (time, name, price, sequence): (Range<Int>, Range<Int>, Range<Int>, Range<Int>?) = (
      0..<0, 0..<0, 0..<0, nil
    )
    var (column, start) = (0, line.lowerBound)
    for place in line.lowerBound...line.upperBound
    where place == line.upperBound || bytes[place] == UInt8(ascii: ",") {
      let cell = start..<place
      if column == columns.time { time = cell }
      if column == columns.name { name = cell }
      if column == columns.price { price = cell }
      if column == columns.sequence { sequence = cell }
      column += 1
      start = place + 1
    }
    guard column == columns.count else { return .malformed }
    return tick(
      bytes, time: Self.unquoted(bytes, time), name: Self.unquoted(bytes, name),
      price: Self.unquoted(bytes, price), sequence: sequence)
  }

  private static func unquoted(_ bytes: [UInt8], _ cell: Range<Int>) -> Range<Int> {
    let quote = UInt8(ascii: "\"")
    guard cell.count >= 2, bytes[cell.lowerBound] == quote, bytes[cell.upperBound - 1] == quote
    else { return cell }
    return (cell.lowerBound + 1)..<(cell.upperBound - 1)
  }

  private mutating func tick(
    _ bytes: [UInt8], time: Range<Int>, name: Range<Int>, price: Range<Int>,
    sequence: Range<Int>?
  ) -> FeedItem {
    guard !name.isEmpty, let time = FeedTime(bytes, time),
      let price = DecimalNumber.parse(bytes, price)
    else { return .malformed }
    var count: Int?
    if let sequence, !sequence.isEmpty {
      guard let number = DecimalNumber.parse(bytes, sequence), let whole = Int(exactly: number)
      else { return .malformed }
      count = whole
    }
    return .tick(
      FeedTick(name: numbers.number(bytes, name), time: time, price: price, sequence: count))
  }

  /// A flat object: keys and strings without escapes, numbers, true, false and null.
  private mutating func json(_ bytes: [UInt8], _ line: Range<Int>) -> FeedItem {
    var reader = FlatJSON(bytes, line)
    var (time, name, price, sequence): (Range<Int>?, Range<Int>?, Range<Int>?, Range<Int>?) = (
      nil, nil, nil, nil
    )
    guard reader.begins() else { return .malformed }
    while let (key, value) = reader.next() {
      if Self.isOne(bytes, key, of: TickLayout.timeNames) { time = value }
      if Self.isOne(bytes, key, of: TickLayout.nameNames) { name = value }
      if Self.isOne(bytes, key, of: TickLayout.priceNames) { price = value }
      if Self.isOne(bytes, key, of: TickLayout.sequenceNames) { sequence = value }
    }
    guard reader.hasEnded, let time, let name, let price else { return .malformed }
    return tick(bytes, time: time, name: name, price: price, sequence: sequence)
  }

  private static func isOne(_ bytes: [UInt8], _ key: Range<Int>, of names: [String]) -> Bool {
    names.contains { name in
      name.utf8.count == key.count && name.utf8.elementsEqual(bytes[key])
    }
  }
}
