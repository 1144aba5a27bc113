/// Numbers keys from zero in the order they are first seen, by a hash and a comparison that the
/// caller gives: a hash table with open addressing.
///
/// - Verified by: AccountTableTests.
struct FirstSeen<Key> {
  /// By number.
  private var entries: [(key: Key, hash: UInt64)] = []
  /// The number in each slot; nothing where it is negative.
  private var slots = [Int32](repeating: -1, count: 16)

  /// The number of `key`, the next one when it is new.
  ///
  /// - Parameter isSame: whether a key of the same hash, seen before, is this one.
  /// - Complexity: O(1) on average.
  mutating func number(of key: Key, hash: UInt64, isSame: (Key) -> Bool) -> (
    number: Int, isNew: Bool
  ) {
    var slot = firstSlot(hash)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if entries[number].hash == hash, isSame(entries[number].key) { return (number, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    entries.append((key, hash))
    if 2 * entries.count > slots.count { grow() }
    return (entries.count - 1, true)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 4 * slots.count)
    for (number, entry) in entries.enumerated() {
      var slot = firstSlot(entry.hash)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// - Source: Knuth, "The Art of Computer Programming", volume 3, section 6.4: multiplicative
  ///   hashing, whose high bits are the best.
  private func firstSlot(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
  }
}
