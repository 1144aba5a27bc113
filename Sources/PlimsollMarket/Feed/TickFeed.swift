internal import PlimsollNumerics

/// Ticks one after another, as they come: lines of a file or of the standard input, never more of them
/// in memory than a piece; or the rows of a price history.
///
/// - Verified by: TickFeedTests.
public final class TickFeed {
  /// How far a feed has been read: enough to go on later.
  public struct Position: Sendable, Equatable, Codable {
    /// Lines, or prices of a history, that have been read.
    public var lines = 0
    /// Bytes up to the end of the last of them.
    public var bytes = 0

    /// The beginning.
    public init() {}
  }

  private enum Source {
    case lines(ByteStream)
    case held([FeedItem], [String])
  }

  /// What it is called.
  public let file: String
  /// How far it has been read.
  public private(set) var position = Position()
  /// From bar to bar; nil for ticks.
  public let bar: TimeSpan?
  private let source: Source
  private var parser: TickParser?
  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var isAtEnd = false

  /// The names mentioned so far, by number.
  public var names: [String] {
    if case .held(_, let names) = source { return names }
    return parser?.numbers.names ?? []
  }

  /// Opens a feed; `-` is the standard input.
  ///
  /// A price table, wide or long, with `close` or a column a factor, is read as its bars' closes in
  /// order of time.
  ///
  /// - Throws: an `InputError` when it cannot be opened, is empty, or has no known layout.
  public init(path: String) throws(InputError) {
    let name = path == "-" ? "standard input" : InputFile.displayName(of: path)
    file = name
    let stream: ByteStream
    do throws(SystemError) {
      stream = path == "-" ? ByteStream() : try ByteStream(path: path)
    } catch {
      throw InputError(
        .absentFile, at: .init(file: path), "no such feed, or it cannot be read",
        remedy: "Check the path, or give - for the standard input.")
    }
    source = .lines(stream)
    bar = nil
    guard let line = try nextLine() else {
      throw .data(name, "the feed is empty", remedy: "Give a header and at least one tick.")
    }
    let layout = try TickLayout(
      firstLine: String(decoding: buffer[line], as: UTF8.self), file: name)
    parser = TickParser(layout)
    if layout == .json {
      // The first line is a tick already.
      start = line.lowerBound
      scanned = start
      position = Position()
    }
  }

  /// Whether a file is a price table, wide or long, and not a feed of ticks.
  ///
  /// - Throws: an `InputError` when it cannot be opened.
  public static func isPriceTable(_ path: String) throws(InputError) -> Bool {
    let stream: ByteStream
    do throws(SystemError) {
      stream = try ByteStream(path: path)
      var bytes: [UInt8] = []
      _ = try stream.read(into: &bytes)
      let line = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
      let names = line.split(separator: ",").map {
        String($0.filter { !"\" \r\u{FEFF}".contains($0) })
      }
      guard let first = names.first, !line.hasPrefix("{") else { return false }
      return names.contains("close") || first == "date"
        || (TickLayout.timeNames.contains(first)
          && !names.contains { TickLayout.nameNames.contains($0) })
    } catch {
      throw InputError(
        .absentFile, at: .init(file: path), "no such feed, or it cannot be read",
        remedy: "Check the path, or give - for the standard input.")
    }
  }

  /// The prices of a history, row by row.
  ///
  /// - Throws: an `InputError` when it has none in that time.
  public init(_ history: PriceHistory, from: Timestamp? = nil, to: Timestamp? = nil)
    throws(InputError)
  {
    file = history.digest.file
    bar = history.bar
    var ticks: [FeedTick] = []
    for (row, time) in history.times.enumerated() {
      if let from, time < from { continue }
      if let to, time > to { continue }
      for (place, factor) in history.factors.enumerated() {
        if let price = history.price(of: factor, row: row) {
          ticks.append(FeedTick(name: place, time: FeedTime(time), price: price))
        }
      }
    }
    guard !ticks.isEmpty else {
      throw .data(
        history.digest.file, "has no prices in the time asked for",
        remedy: "Give a --from and --to that it covers.")
    }
    source = .held(ticks.map(FeedItem.tick), history.factors.map(\.name))
  }

  private init(file: String, items: [FeedItem], names: [String]) {
    self.file = file
    bar = nil
    source = .held(items, names)
  }

  /// The rest of the feed, read whole and put in order of time: for a file that has one name after the
  /// other. Ticks of one time, and a malformed line after the tick before it, keep their order.
  ///
  /// - Throws: an `InputError` when it cannot be read.
  public func inOrderOfTime() throws(InputError) -> TickFeed {
    var items: [(time: FeedTime, item: FeedItem)] = []
    while let item = try next() {
      if case .tick(let tick) = item {
        items.append((tick.time, item))
      } else {
        items.append((items.last?.time ?? FeedTime(milliseconds: .min), item))
      }
    }
    let order = items.indices.sorted { left, right in
      items[left].time != items[right].time ? items[left].time < items[right].time : left < right
    }
    return TickFeed(file: file, items: order.map { items[$0].item }, names: names)
  }

  /// The next tick or malformed line; nil at the end, and when a signal has ended the wait.
  ///
  /// - Throws: an `InputError` when the feed cannot be read any more.
  /// - Complexity: O(length of the line); no allocation but for names not met before.
  public func next() throws(InputError) -> FeedItem? {
    if case .held(let items, _) = source {
      guard position.lines < items.count else { return nil }
      position.lines += 1
      return items[position.lines - 1]
    }
    while let line = try nextLine() {
      if let item = parser?.item(buffer, line) { return item }
    }
    return nil
  }

  /// Goes on where another run stopped.
  ///
  /// - Throws: an `InputError` when the feed is shorter than that.
  public func skip(to target: Position) throws(InputError) {
    if case .held(let items, _) = source {
      guard target.lines <= items.count else { throw tooShort(target) }
      position = target
      return
    }
    while position.lines < target.lines {
      guard let line = try nextLine() else { throw tooShort(target) }
      // Names get the numbers they had.
      _ = parser?.item(buffer, line)
    }
    guard position == target else {
      throw .data(
        file, line: position.lines,
        "is not the feed of the checkpoint: line \(target.lines) ended at byte \(target.bytes) then, at "
          + "\(position.bytes) now",
        remedy: "Give the same feed, longer or not, or start without --resume.")
    }
  }

  private func tooShort(_ target: Position) -> InputError {
    .data(
      file, "ends after \(position.lines) lines; the checkpoint was taken after \(target.lines)",
      remedy: "Give the same feed, longer or not, or start without --resume.")
  }

  private static let longestLine = 1 << 20

  /// The next line without its line feed; nil at the end.
  private func nextLine() throws(InputError) -> Range<Int>? {
    guard case .lines(let stream) = source else { return nil }
    while true {
      while scanned < buffer.count {
        if buffer[scanned] == 10 {
          let line = start..<scanned
          scanned += 1
          start = scanned
          position.lines += 1
          position.bytes += line.count + 1
          return line
        }
        scanned += 1
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        let line = start..<buffer.count
        start = buffer.count
        position.lines += 1
        position.bytes += line.count
        return line
      }
      guard scanned - start <= Self.longestLine else {
        throw .data(
          file, line: position.lines + 1, "the line is longer than \(Self.longestLine) bytes",
          remedy: "Give one tick a line.")
      }
      if start > 0 {
        buffer.removeSubrange(0..<start)
        scanned -= start
        start = 0
      }
      let before = buffer.count
      do throws(SystemError) {
        isAtEnd = try !stream.read(into: &buffer)
      } catch {
        throw .data(
          file, line: position.lines + 1, "the feed cannot be read any more",
          remedy: "Check the file or the program that feeds it.")
      }
      if !isAtEnd, buffer.count == before { return nil }
    }
  }
}
