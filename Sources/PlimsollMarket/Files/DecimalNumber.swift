internal import PlimsollNumerics

/// Decimal text to the nearest double.
///
/// The first 19 digits and the exponent decide all but ties between two doubles; those go through
/// the standard library.
///
/// - Verified by: CSVFileTests, NearestDoubleTests.
enum DecimalNumber {
  /// Sizes of prices, quantities and amounts: products of several of them stay finite.
  static let plausible = 1e-18...1e18

  /// A significand under this takes one more digit.
  private static let roomForADigit: UInt64 = 1_000_000_000_000_000_000

  /// The finite number written in `bytes[range]`, or nil when it is not one.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    let span = bytes.span
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let negative = span[index] == UInt8(ascii: "-")
    if negative || span[index] == UInt8(ascii: "+") { index += 1 }

    var significand: UInt64 = 0
    var hasDigits = false
    var scale = 0
    var seenPoint = false
    var isCut = false
    while index < end {
      let byte = span[index]
      let digit = byte &- 48
      if digit <= 9 {
        hasDigits = true
        if significand < roomForADigit {
          significand = significand &* 10 &+ UInt64(digit)
          if seenPoint { scale -= 1 }
        } else {
          isCut = isCut || digit > 0
          if !seenPoint { scale += 1 }
        }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        break
      }
      index += 1
    }
    guard hasDigits else { return nil }
    if index < end {
      guard span[index] == UInt8(ascii: "e") || span[index] == UInt8(ascii: "E"),
        let exponent = exponent(bytes, (index + 1)..<end)
      else { return nil }
      scale += exponent
    }
    let size =
      NearestDouble.of(significand, exponent: scale, isCut: isCut)
      ?? Double(String(decoding: bytes[range], as: UTF8.self))?.magnitude
    guard let size, size.isFinite else { return nil }
    return negative ? -size : size
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
