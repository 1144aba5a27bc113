/// The members of one JSON object without objects, lists or escapes in it, as stretches of bytes.
struct FlatJSON {
  private let bytes: [UInt8]
  private let end: Int
  private var place: Int
  private var isFirst = true
  /// Whether the object has been read to its end, with nothing after it.
  private(set) var hasEnded = false

  init(_ bytes: [UInt8], _ line: Range<Int>) {
    self.bytes = bytes
    place = line.lowerBound
    end = line.upperBound
  }

  /// Whether there is an object.
  mutating func begins() -> Bool { skip(UInt8(ascii: "{")) }

  /// The next key and value, quotes taken off; nil at the end and where it is no flat object.
  mutating func next() -> (key: Range<Int>, value: Range<Int>)? {
    if skip(UInt8(ascii: "}")) {
      skipBlanks()
      hasEnded = place == end
      return nil
    }
    if !isFirst { guard skip(UInt8(ascii: ",")) else { return nil } }
    isFirst = false
    guard let key = string(), skip(UInt8(ascii: ":")), let value = value() else { return nil }
    return (key, value)
  }

  private mutating func value() -> Range<Int>? {
    skipBlanks()
    if place < end, bytes[place] == UInt8(ascii: "\"") { return string() }
    let start = place
    while place < end, !Self.isDelimiter(bytes[place]) { place += 1 }
    return place > start ? start..<place : nil
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == 32 || byte == 9
      || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  private mutating func string() -> Range<Int>? {
    guard skip(UInt8(ascii: "\"")) else { return nil }
    let start = place
    while place < end, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] != UInt8(ascii: "\\") else { return nil }
      place += 1
    }
    guard place < end else { return nil }
    place += 1
    return start..<(place - 1)
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard place < end, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while place < end, bytes[place] == 32 || bytes[place] == 9 { place += 1 }
  }
}
