/// Random numbers of a fixed seed (SplitMix64).
struct CaseGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Numbers of one case of one reader.
  init(_ reader: String, case number: Int) {
    let hash = reader.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    self.init(seed: hash &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}

/// Damages a valid file in one to four ways, and says which.
struct Mutator {
  private var generator: CaseGenerator
  private(set) var bytes: [UInt8]
  /// What was done, in order.
  private(set) var steps: [String] = []

  /// Values that a reader must refuse or bear.
  private static let values = [
    "", " ", "0", "-0", "-1", "1e308", "-1e308", "1e-320", "1e999", "nan", "NaN", "inf",
    "-Infinity", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
    "2147483648",
    "0x1p3", "1_000", "1,5", "0.30000000000000004", "1e", ".", "-", "+", "null", "~", "true", "{}",
    "[]", "é", "日本", "\u{FEFF}", "\u{1F600}", "\"", "'", "\"\"", "a\"b", "\\u0000", "*a", "&a x",
    "<<", "!!binary aGk=", "!!float .inf", "| \n x", "9999-12-31", "0000-01-01", "2024-02-30",
    "2024-01-01T24:00:00+23:59", "2147483647w", "100%", "=", ":", "default", "all", "USD", "BTC",
  ]

  private static let telling =
    Array("\"\",,\n\r\t \0;:-+.eE0129[]{}#&*'%=\u{FEFF}\u{E9}".utf8) + [
      0xFF, 0xFE, 0x80,
    ]
  private static let delimiters = Set(",\n:[]{} \"".utf8)

  /// The damaged form of one of the seeds.
  init(_ reader: String, case number: Int, seeds: [[UInt8]]) {
    generator = CaseGenerator(reader, case: number)
    bytes = seeds[number % seeds.count]
    for _ in 0...generator.number(below: 4) {
      if generator.number(below: 150) == 0 {
        damageRarely(other: seeds[generator.number(below: seeds.count)])
      } else {
        damage()
      }
    }
  }

  private mutating func damage() {
    switch generator.number(below: 13) {
    case 0: setByte(Self.telling[generator.number(below: Self.telling.count)])
    case 1: setByte(UInt8(truncatingIfNeeded: generator.next()))
    case 2: insert([Self.telling[generator.number(below: Self.telling.count)]], "a telling byte")
    case 3: removeStretch()
    case 4: repeatStretch()
    case 5, 6, 7: replaceToken()
    case 8:
      changeLines { lines, line, other in
        lines.remove(at: line); _ = other
      }
    case 9: changeLines { lines, line, other in lines.insert(lines[line], at: other) }
    case 10: changeLines { lines, line, other in lines.swapAt(line, other) }
    case 11: changeFields()
    default: truncate()
    }
  }

  private mutating func damageRarely(other: [UInt8]) {
    switch generator.number(below: 10) {
    case 0: replace(with: [], "emptied")
    case 1: replace(with: [0xEF, 0xBB, 0xBF] + bytes, "a byte-order mark put before")
    case 2:
      replace(with: bytes.flatMap { $0 == 10 ? [13, 10] : [$0] }, "line feeds made CRLF")
    case 3: replace(with: bytes.filter { $0 != 10 }, "line feeds taken out")
    case 4: insert(Array(repeating: UInt8(ascii: "a"), count: 30_000), "30,000 letters")
    case 5: insert(Array(repeating: UInt8(ascii: "["), count: 5_000), "5,000 brackets")
    case 6:
      insert(Array(String(repeating: "{a: ", count: 3_000).utf8), "3,000 mappings in one another")
    case 7: replace(with: Self.bomb + bytes, "YAML aliases of aliases put before")
    case 8: insert(Array(repeating: UInt8(ascii: ","), count: 3_000), "3,000 commas")
    default: replace(with: bytes + other, "another file put behind")
    }
  }

  /// Nine levels of nine: 387 million values if they were written out.
  private static let bomb: [UInt8] = {
    var text = "a0: &a0 [x]\n"
    for level in 1...9 {
      let items = repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    return Array((text + "? *a9\n: 1\n").utf8)
  }()

  private mutating func replace(with new: [UInt8], _ step: String) {
    bytes = new
    steps.append(step)
  }

  private mutating func setByte(_ byte: UInt8) {
    guard !bytes.isEmpty else { return }
    let place = generator.number(below: bytes.count)
    bytes[place] = byte
    steps.append("byte \(place) set to \(byte)")
  }

  private mutating func insert(_ new: [UInt8], _ step: String) {
    let place = generator.number(below: bytes.count + 1)
    bytes.insert(contentsOf: new, at: place)
    steps.append("\(step) put at byte \(place)")
  }

  private mutating func stretch() -> Range<Int> {
    let start = generator.number(below: bytes.count + 1)
    return start..<min(bytes.count, start + 1 + generator.number(below: 24))
  }

  private mutating func removeStretch() {
    let range = stretch()
    bytes.removeSubrange(range)
    steps.append("bytes \(range) taken out")
  }

  private mutating func repeatStretch() {
    let range = stretch()
    bytes.insert(contentsOf: bytes[range], at: range.upperBound)
    steps.append("bytes \(range) there twice")
  }

  private mutating func truncate() {
    let place = generator.number(below: bytes.count + 1)
    bytes.removeSubrange(place...)
    steps.append("cut off at byte \(place)")
  }

  /// What stands between two delimiters becomes a value that is hard to bear.
  private mutating func replaceToken() {
    let place = generator.number(below: bytes.count)
    var (start, end) = (place, place)
    while start > 0, !Self.delimiters.contains(bytes[start - 1]) { start -= 1 }
    while end < bytes.count, !Self.delimiters.contains(bytes[end]) { end += 1 }
    let value = Self.values[generator.number(below: Self.values.count)]
    steps.append("bytes \(start)..<\(end) replaced by \"\(value)\"")
    bytes.replaceSubrange(start..<end, with: Array(value.utf8))
  }

  private mutating func changeLines(_ change: (inout [ArraySlice<UInt8>], Int, Int) -> Void) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let (line, other) = (
      generator.number(below: lines.count), generator.number(below: lines.count)
    )
    change(&lines, line, other)
    replace(with: Array(lines.joined(separator: [10])), "lines \(line + 1) and \(other + 1) moved")
  }

  /// Two fields of every line, or of one, change places; or one is left out or there twice.
  private mutating func changeFields() {
    let all = generator.number(below: 2) == 0
    let (first, second) = (generator.number(below: 5), generator.number(below: 5))
    let kind = generator.number(below: 3)
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let one = generator.number(below: lines.count)
    for line in lines.indices where all || line == one {
      var fields = lines[line].split(separator: 44, omittingEmptySubsequences: false)
      guard fields.indices.contains(first), fields.indices.contains(second) else { continue }
      switch kind {
      case 0: fields.swapAt(first, second)
      case 1: fields.remove(at: first)
      default: fields.insert(fields[first], at: second)
      }
      lines[line] = Array(fields.joined(separator: [44]))
    }
    replace(
      with: Array(lines.joined(separator: [10])),
      "fields \(first + 1) and \(second + 1) of \(all ? "all lines" : "line \(one + 1)") moved")
  }
}
