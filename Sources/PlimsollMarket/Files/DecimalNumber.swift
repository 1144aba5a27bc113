/// Decimal text to the nearest double.
///
/// Up to 19 digits with a small exponent are exact products or quotients of two doubles (Clinger's
/// fast path); anything longer goes through the standard library.
///
/// - Source: Clinger (1990), "How to read floating point numbers accurately".
/// - Verified by: CSVFileTests.
enum DecimalNumber {
  /// Sizes of prices, quantities and amounts: products of several of them stay finite.
  static let plausible = 1e-18...1e18

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The finite number written in `bytes[range]`, or nil when it is not one.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let negative = bytes[index] == UInt8(ascii: "-")
    if negative || bytes[index] == UInt8(ascii: "+") { index += 1 }

    var mantissa: UInt64 = 0
    var digits = 0
    var scale = 0
    var seenPoint = false
    var isLong = false
    while index < end {
      let byte = bytes[index]
      if byte >= 48, byte <= 57 {
        digits += 1
        if mantissa < 1_000_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(byte - 48)
          if seenPoint { scale -= 1 }
        } else {
          isLong = true
        }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < end {
      guard bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E"),
        let exponent = exponent(bytes, (index + 1)..<end)
      else { return nil }
      scale += exponent
    }
    if !isLong, mantissa <= 1 << 53, abs(scale) <= 22 {
      let value = Double(mantissa)
      let scaled = scale < 0 ? value / powersOfTen[-scale] : value * powersOfTen[scale]
      return negative ? -scaled : scaled
    }
    guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  private static func exponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let negative = bytes[index] == UInt8(ascii: "-")
    if negative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound, range.upperBound - index <= 4 else { return nil }
    var value = 0
    while index < range.upperBound {
      guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
      index += 1
    }
    return negative ? -value : value
  }
}
