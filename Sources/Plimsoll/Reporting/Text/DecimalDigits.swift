internal import PlimsollNumerics

/// The decimal digits of a finite number, rounded and laid out without a C library.
///
/// Starts from the shortest decimal that reads back as the same `Double` and rounds that decimal,
/// ties away from zero: what is rounded is the number a reader sees, so 2.675 becomes 2.68.
///
/// - Verified by: NumberTextTests.
struct DecimalDigits: Equatable, Sendable {
  /// The digits without leading or trailing zeros; zero for zero.
  private var significand: UInt64
  /// How many digits there are.
  private var count: Int
  /// The number is 0.d₁d₂d₃… × 10^`point`.
  private(set) var point: Int
  /// Whether the number is below zero; false for -0.
  private(set) var isNegative: Bool

  /// - Parameter x: a finite number; anything else is a programming error.
  init(_ x: Double) {
    precondition(x.isFinite, "\(x) cannot be shown as a number")
    let shortest = ShortestDecimal(magnitudeOf: x)
    significand = shortest.significand
    count = Self.digitCount(significand)
    point = count + shortest.exponent
    isNegative = x < 0
  }

  /// Whether every digit is gone.
  var isZero: Bool { significand == 0 }

  /// This number with at most `count` digits; all of them when `count` is nil.
  func rounded(significant count: Int?) -> DecimalDigits {
    guard let count else { return self }
    return keeping(max(count, 1))
  }

  /// This number with at most `count` digits after the point.
  func rounded(decimals count: Int) -> DecimalDigits { keeping(point + count) }

  /// This number × 10^`places`, exactly.
  func shifted(_ places: Int) -> DecimalDigits {
    var copy = self
    if !isZero { copy.point += places }
    return copy
  }

  /// Digits before and after a point, such as `-1,234.50`.
  func plainText(minimumDecimals: Int = 0, grouped: Bool = false) -> String {
    var text: [UInt8] = []
    appendPlainText(to: &text, minimumDecimals: minimumDecimals, grouped: grouped)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends digits before and after a point.
  func appendPlainText(to text: inout [UInt8], minimumDecimals: Int = 0, grouped: Bool = false) {
    if isNegative { text.append(UInt8(ascii: "-")) }
    let start = text.count
    let whole = max(point, 1)
    let decimals = max(count - point, minimumDecimals)
    text.append(
      contentsOf: repeatElement(UInt8(ascii: "0"), count: whole + (decimals > 0 ? 1 + decimals : 0))
    )
    if decimals > 0 { text[start + whole] = UInt8(ascii: ".") }
    var rest = significand
    for place in stride(from: count - 1, through: 0, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      let offset = place < point ? place : whole + 1 + place - point
      text[start + offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    guard grouped else { return }
    for right in stride(from: 3, to: whole, by: 3) {
      text.insert(UInt8(ascii: ","), at: start + whole - right)
    }
  }

  /// One digit, a point, the rest and a power of ten, such as `1.5e-9`.
  var exponentText: String {
    guard !isZero else { return "0" }
    let digits = String(significand)
    let rest = digits.dropFirst()
    return
      "\(isNegative ? "-" : "")\(digits.prefix(1))\(rest.isEmpty ? "" : "." + rest)e\(point - 1)"
  }

  private func keeping(_ kept: Int) -> DecimalDigits {
    guard kept < count else { return self }
    var copy = self
    let unit = kept < 0 ? .max : Self.powerOfTen(count - kept)
    let (quotient, remainder) = significand.quotientAndRemainder(dividingBy: unit)
    copy.significand = quotient + (remainder >= unit / 2 ? 1 : 0)
    copy.normalise(exponent: point - kept)
    return copy
  }

  /// Takes off zeros at the end; the number is then `significand` × 10^`exponent`.
  private mutating func normalise(exponent: Int) {
    guard significand > 0 else {
      (count, point, isNegative) = (0, 0, false)
      return
    }
    var exponent = exponent
    while significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    count = Self.digitCount(significand)
    point = count + exponent
  }

  private static func digitCount(_ number: UInt64) -> Int {
    var (count, bound): (Int, UInt64) = (0, 1)
    while number >= bound {
      count += 1
      bound *= 10
    }
    return count
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
