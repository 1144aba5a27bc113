/// How numbers are shown to people.
///
/// Every function takes finite numbers only (a precondition), writes -0 as 0 and uses no locale,
/// so the same number gives the same characters everywhere.
///
/// - Verified by: NumberTextTests.
public enum NumberText {
  /// A number as CSV files carry it: `1234567.891234567`, `0.25`, `3`, `1.5e-9`.
  ///
  /// Plain decimals when 1e-5 ≤ |x| < 1e15, a power of ten outside that.
  ///
  /// `significantDigits` are the digits kept; nil for the shortest text that reads back as `x`.
  public static func plain(_ x: Double, significantDigits: Int?) -> String {
    plain(DecimalDigits(x).rounded(significant: significantDigits))
  }

  /// Appends a number as CSV files carry it to a file's text.
  static func appendPlain(_ x: Double, significantDigits: Int?, to text: inout [UInt8]) {
    let digits = DecimalDigits(x).rounded(significant: significantDigits)
    if isPlain(digits) {
      digits.appendPlainText(to: &text)
    } else {
      text.append(contentsOf: digits.exponentText.utf8)
    }
  }

  /// An amount: `1,234,567`, `12.3`, `-0.05`, `0.0012`.
  ///
  /// No decimals from 1,000 up, at most two below, two significant digits under 0.1.
  public static func money(_ x: Double) -> String {
    let exact = DecimalDigits(x)
    let size = x.magnitude
    if size >= 1e15 { return plain(exact.rounded(significant: 6)) }
    if size < 0.1 { return plain(exact.rounded(significant: 2)) }
    return exact.rounded(decimals: size >= 1000 ? 0 : 2).plainText(grouped: true)
  }

  /// A fraction of one in hundredths: 0.123 is `12.3%`.
  public static func percent(_ fraction: Double, decimals: Int = 1) -> String {
    let hundredths = DecimalDigits(fraction).shifted(2).rounded(decimals: decimals)
    return hundredths.plainText(minimumDecimals: decimals, grouped: true) + "%"
  }

  /// A quotient in three significant digits: `1.27`, `0.004`, `153`, `1.00`.
  ///
  /// Edge cases: a quotient under 1 never shows as 1 (0.9999 is `0.999`), because 1 is the load
  /// line and the two sides of it must look different.
  public static func ratio(_ x: Double) -> String {
    var digits = DecimalDigits(x).rounded(significant: 3)
    let size = x.magnitude
    if size < 1, digits.point > 0, !digits.isZero { digits = DecimalDigits(x < 0 ? -0.999 : 0.999) }
    if digits.isZero { return "0" }
    if size >= 1e15 || size < 1e-5 { return plain(digits) }
    if size >= 1000 { digits = DecimalDigits(x).rounded(decimals: 0) }
    let decimals = max(0, min(2, 3 - digits.point))
    return digits.plainText(minimumDecimals: decimals, grouped: true)
  }

  /// A number of whatever kind, for a table of different figures: `1,234,567`, `0.9913`, `2.5e-9`.
  ///
  /// As an amount from 1,000 up, in four significant digits below.
  public static func figure(_ x: Double) -> String {
    x.magnitude >= 1000 ? money(x) : plain(x, significantDigits: 4)
  }

  /// A number in the least room: `-1.2M`, `500k`, `0`, `0.25`, `3e-9`.
  ///
  /// k, M, B and T stand for 10³, 10⁶, 10⁹ and 10¹².
  ///
  /// `significantDigits` are the digits kept; nil for all of them, as axis labels want.
  public static func compact(_ x: Double, significantDigits: Int? = 3) -> String {
    let digits = DecimalDigits(x).rounded(significant: significantDigits)
    switch digits.point {
    case _ where digits.isZero: return "0"
    case 16..., ...(-4): return digits.exponentText
    case 13...: return digits.shifted(-12).plainText() + "T"
    case 10...: return digits.shifted(-9).plainText() + "B"
    case 7...: return digits.shifted(-6).plainText() + "M"
    case 4...: return digits.shifted(-3).plainText() + "k"
    default: return digits.plainText()
    }
  }

  private static func plain(_ digits: DecimalDigits) -> String {
    isPlain(digits) ? digits.plainText() : digits.exponentText
  }

  private static func isPlain(_ digits: DecimalDigits) -> Bool {
    digits.isZero || (-4...15).contains(digits.point)
  }
}
