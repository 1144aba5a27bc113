/// The shortest decimal that reads back as a given double, and of the shortest the nearest.
///
/// - Source: Giulietti (2020), "The Schubfach way to render doubles".
/// - Verified by: ShortestDecimalTests.
public struct ShortestDecimal: Equatable, Sendable {
  /// Its digits as a whole number that does not end in zero; zero for zero.
  public let significand: UInt64
  /// The size of the number is `significand` × 10^`exponent`.
  public let exponent: Int

  /// The decimal of the size of `x`, which must be finite.
  public init(magnitudeOf x: Double) {
    precondition(x.isFinite, "\(x) has no digits")
    let fraction = x.significandBitPattern
    let isNormal = x.exponentBitPattern > 0
    let whole = isNormal ? fraction | 1 << 52 : fraction
    let power = max(Int(x.exponentBitPattern), 1) - 1075
    if whole == 0 {
      (significand, exponent) = (0, 0)
    } else if power <= 0, power > -53, whole.trailingZeroBitCount >= -power {
      (significand, exponent) = Self.withoutZeros(whole >> -power, 0)
    } else {
      let isPowerOfTwo = fraction == 0 && x.exponentBitPattern > 1
      (significand, exponent) = Self.shortest(whole, power, isPowerOfTwo: isPowerOfTwo)
    }
  }

  /// The shortest decimal in the interval that rounds to `whole` × 2^`power`.
  ///
  /// - Parameter isPowerOfTwo: whether the next smaller double is half as far as the next larger.
  private static func shortest(_ whole: UInt64, _ power: Int, isPowerOfTwo: Bool) -> (UInt64, Int) {
    let k = (power * 1_262_611 - (isPowerOfTwo ? 524_031 : 0)) >> 22
    let shift = power + PowersOfTen.binaryExponent(-k) + 1
    let scale = PowersOfTen.mantissa(-k) + (PowersOfTen.exact.contains(-k) ? 0 : 1)
    // Four times the number and the ends of its interval, in units of 10^k.
    let value = roundedToOdd(scale, 4 * whole << shift)
    let isOdd = whole & 1
    let lowest = roundedToOdd(scale, (4 * whole - (isPowerOfTwo ? 1 : 2)) << shift) + isOdd
    let highest = roundedToOdd(scale, (4 * whole + 2) << shift) - isOdd
    let below = value / 4
    if below >= 10 {
      let shorter = below / 10
      let holdsLower = lowest <= 40 * shorter
      if holdsLower != (40 * shorter + 40 <= highest) {
        return withoutZeros(shorter + (holdsLower ? 0 : 1), k + 1)
      }
    }
    let holdsLower = lowest <= 4 * below
    if holdsLower != (4 * below + 4 <= highest) {
      return withoutZeros(below + (holdsLower ? 0 : 1), k)
    }
    let middle = 4 * below + 2
    let roundsUp = value > middle || (value == middle && below & 1 == 1)
    return withoutZeros(below + (roundsUp ? 1 : 0), k)
  }

  /// The highest 64 bits of a product, the last set when anything is below them.
  private static func roundedToOdd(_ scale: UInt128, _ factor: UInt64) -> UInt64 {
    let low = UInt64(truncatingIfNeeded: scale).multipliedFullWidth(by: factor).high
    let (high, middle) = UInt64(truncatingIfNeeded: scale >> 64).multipliedFullWidth(by: factor)
    let (sum, overflow) = middle.addingReportingOverflow(low)
    return (high + (overflow ? 1 : 0)) | (sum > 1 ? 1 : 0)
  }

  private static func withoutZeros(_ significand: UInt64, _ exponent: Int) -> (UInt64, Int) {
    var (digits, power) = (significand, exponent)
    while true {
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { return (digits, power) }
      digits = quotient
      power += 1
    }
  }
}
