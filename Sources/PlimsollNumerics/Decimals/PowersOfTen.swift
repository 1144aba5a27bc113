/// The leading 128 bits of powers of ten, for reading and writing decimals.
///
/// 10^q = 5^q × 2^q, so only the bits of 5^q are kept: the power's mantissa, its first bit set,
/// what follows cut off. Computed when first used, with whole numbers and so exactly.
///
/// - Verified by: PowersOfTenTests.
enum PowersOfTen {
  /// Exponents of every double that can be read or written.
  static let exponents = -342...324

  /// The mantissas of these powers are whole.
  static let exact = 0...55

  /// The mantissa of 10^`exponent`, cut off after 128 bits.
  static func mantissa(_ exponent: Int) -> UInt128 { mantissas[exponent - exponents.lowerBound] }

  /// ⌊log2 10^`exponent`⌋.
  static func binaryExponent(_ exponent: Int) -> Int { (exponent * 1_741_647) >> 19 }

  private static let mantissas: [UInt128] = {
    // ⌊⌊x / 5⌋ / 5⌋ = ⌊x / 25⌋, so dividing a large power of two again and again cuts off nothing
    // but the end.
    var reciprocals: [UInt128] = []
    var quotient = LongNumber(powerOfTwo: 64 * 16)
    for _ in 1...(-exponents.lowerBound) {
      quotient.divideByFive()
      reciprocals.append(quotient.leadingBits)
    }
    var powers: [UInt128] = []
    var power = LongNumber(powerOfTwo: 0)
    for _ in 0...exponents.upperBound {
      powers.append(power.leadingBits)
      power.multiplyByFive()
    }
    return reciprocals.reversed() + powers
  }()
}

/// A whole number of many words, the least first.
private struct LongNumber {
  private var words: [UInt64]

  init(powerOfTwo exponent: Int) {
    words = [UInt64](repeating: 0, count: exponent / 64) + [1 << (exponent % 64)]
  }

  mutating func multiplyByFive() {
    var carry: UInt64 = 0
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: 5)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      words[index] = sum
      carry = high + (overflow ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
  }

  mutating func divideByFive() {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      let (quotient, rest) = UInt64(5).dividingFullWidth((remainder, words[index]))
      words[index] = quotient
      remainder = rest
    }
    if words.last == 0 { words.removeLast() }
  }

  /// The 128 bits from the highest that is set.
  var leadingBits: UInt128 {
    func word(_ place: Int) -> UInt64 { place >= 0 ? words[place] : 0 }
    let top = words.count - 1
    let shift = word(top).leadingZeroBitCount
    let both = UInt128(word(top)) << 64 | UInt128(word(top - 1))
    return both << shift | UInt128(shift == 0 ? 0 : word(top - 2) >> (64 - shift))
  }
}
