/// Walks over the bytes of a CSV file, one record at a time.
struct CSVScanner {
  private let name: String
  private let bytes: [UInt8]
  private var position: Int
  /// The line the next record starts on, counted from one.
  private(set) var line = 1

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ file: InputFile) {
    name = file.name
    bytes = file.bytes
    position = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    skipBlankLines()
  }

  /// The bounds of the cells of the next record.
  mutating func nextRecord() throws(InputError) -> [Range<Int>] {
    var bounds: [Int32] = []
    _ = try appendRecord(to: &bounds)
    return stride(from: 0, to: bounds.count, by: 2).map { Int(bounds[$0])..<Int(bounds[$0 + 1]) }
  }

  /// Appends start and end of each cell of the next record; false at the end of the file.
  mutating func appendRecord(to bounds: inout [Int32]) throws(InputError) -> Bool {
    guard position < bytes.count else { return false }
    while true {
      let cell = try nextCell()
      bounds.append(Int32(cell.lowerBound))
      bounds.append(Int32(cell.upperBound))
      guard position < bytes.count else { return true }
      let byte = bytes[position]
      position += 1
      if byte == Self.comma { continue }
      if byte == Self.carriageReturn, position < bytes.count, bytes[position] == Self.lineFeed {
        position += 1
      }
      line += 1
      skipBlankLines()
      return true
    }
  }

  /// The bytes of the cell at `position`, which then stands on the separator after it.
  private mutating func nextCell() throws(InputError) -> Range<Int> {
    skipBlanks()
    if position < bytes.count, bytes[position] == Self.quote { return try quotedCell() }
    let start = position
    position = Self.endOfCell(bytes.span, from: start)
    var end = position
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func endOfCell(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    // Few bytes are at or under a comma, so that one comparison passes most.
    while index < bytes.count, bytes[index] > comma || !endsCell(bytes[index]) { index += 1 }
    return index
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  private static func endsCell(_ byte: UInt8) -> Bool {
    byte == comma || byte == lineFeed || byte == carriageReturn
  }

  private mutating func quotedCell() throws(InputError) -> Range<Int> {
    let opened = line
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.lineFeed { line += 1 }
      if byte == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      throw .data(
        name, line: opened, "a quote is opened and not closed",
        remedy: "Close it, or double quotes inside a quoted cell.")
    }
    let end = position
    position += 1
    skipBlanks()
    if position < bytes.count, !Self.endsCell(bytes[position]) {
      throw .data(
        name, line: line, "text follows a closing quote",
        remedy: "Quote the whole cell, and double quotes inside it.")
    }
    return start..<end
  }

  private mutating func skipBlankLines() {
    while position < bytes.count {
      if bytes[position] == Self.lineFeed {
        position += 1
      } else if bytes[position] == Self.carriageReturn {
        position += 1
        if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
      } else {
        return
      }
      line += 1
    }
  }
}
