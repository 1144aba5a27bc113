/// Decimals to the nearest double, ties to even.
///
/// - Source: Clinger (1990), "How to read floating point numbers accurately"; Lemire (2021),
///   "Number parsing at a gigabyte per second", Software: Practice and Experience 51; Mushtak and
///   Lemire (2023), "Fast number parsing without fallback".
/// - Verified by: NearestDoubleTests.
public enum NearestDouble {
  private static let smallPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The double nearest to `significand` × 10^`exponent`, infinity when it is larger than any.
  ///
  /// - Parameter isCut: whether further digits were left out, so that the number lies between
  ///   `significand` and the next.
  /// - Returns: nil when the digits left out decide.
  public static func of(_ significand: UInt64, exponent: Int, isCut: Bool = false) -> Double? {
    guard isCut else { return nearest(significand, exponent) }
    let (next, overflow) = significand.addingReportingOverflow(1)
    let value = nearest(significand, exponent)
    return !overflow && value == nearest(next, exponent) ? value : nil
  }

  private static func nearest(_ significand: UInt64, _ exponent: Int) -> Double {
    if significand <= 1 << 53, exponent >= -22, exponent <= 22 {
      // Both are exact, so their product or quotient is rounded once.
      let value = Double(significand)
      return exponent < 0 ? value / smallPowers[-exponent] : value * smallPowers[exponent]
    }
    if significand == 0 || exponent < PowersOfTen.exponents.lowerBound { return 0 }
    if exponent > 308 { return .infinity }
    let zeros = significand.leadingZeroBitCount
    let (high, low) = product(significand << zeros, exponent)
    let upperBit = Int(high >> 63)
    // One bit more than a double has, to round by.
    let shift = upperBit + 64 - Double.significandBitCount - 3
    var bits = high >> shift
    var power = PowersOfTen.binaryExponent(exponent) + 63 + upperBit - zeros + 1023
    if power <= 0 {
      guard power > -63 else { return 0 }
      bits >>= 1 - power
      bits = (bits + (bits & 1)) >> 1
      return Double(bitPattern: bits)
    }
    // A tie can only occur where 5^exponent fits 64 bits.
    if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1, bits << shift == high { bits &= ~1 }
    bits = (bits + (bits & 1)) >> 1
    if bits >> 53 == 1 {
      bits >>= 1
      power += 1
    }
    guard power < 0x7FF else { return .infinity }
    return Double(bitPattern: UInt64(power) << 52 | bits & (1 << 52 - 1))
  }

  /// The leading 128 bits of `significand` × 10^`exponent`, enough of them to round by.
  private static func product(_ significand: UInt64, _ exponent: Int) -> (high: UInt64, low: UInt64)
  {
    var power = PowersOfTen.mantissa(exponent)
    // Small reciprocals are rounded up, so that what was whole before comes out whole.
    if exponent < 0, exponent >= -27 { power += 1 }
    var (high, low) = significand.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power >> 64))
    let undecided: UInt64 = .max >> 55
    if high & undecided == undecided {
      let further = significand.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power)).high
      let (sum, overflow) = low.addingReportingOverflow(further)
      low = sum
      if overflow { high += 1 }
    }
    return (high, low)
  }
}
