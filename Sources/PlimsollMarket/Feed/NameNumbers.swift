/// Numbers for names met as bytes, in the order they are first met, without making a string of one that
/// is known.
struct NameNumbers: Sendable {
  private(set) var names: [String] = []
  private var bytes: [[UInt8]] = []
  /// Open addressing; −1 is empty.
  private var slots = [Int](repeating: -1, count: 64)

  /// The number of the name in a stretch of bytes.
  mutating func number(_ line: [UInt8], _ range: Range<Int>) -> Int {
    if 2 * (names.count + 1) > slots.count { grow() }
    var slot = hash(line, range) & (slots.count - 1)
    while slots[slot] >= 0 {
      if isSame(bytes[slots[slot]], line, range) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = names.count
    bytes.append(Array(line[range]))
    names.append(String(decoding: line[range], as: UTF8.self))
    return names.count - 1
  }

  private mutating func grow() {
    slots = [Int](repeating: -1, count: 2 * slots.count)
    for (number, name) in bytes.enumerated() {
      var slot = hash(name, 0..<name.count) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = number
    }
  }

  private func isSame(_ name: [UInt8], _ line: [UInt8], _ range: Range<Int>) -> Bool {
    guard name.count == range.count else { return false }
    for place in 0..<name.count where name[place] != line[range.lowerBound + place] { return false }
    return true
  }

  private func hash(_ line: [UInt8], _ range: Range<Int>) -> Int {
    let hash = Self.hash(line, range)
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF)
  }

  /// The hash of Fowler, Noll and Vo (FNV-1a).
  static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for place in range { hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01B3 }
    return hash
  }
}
