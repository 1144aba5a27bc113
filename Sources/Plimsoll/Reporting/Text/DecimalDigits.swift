/// The decimal digits of a finite number, rounded and laid out without a C library.
///
/// Starts from the shortest decimal that reads back as the same `Double` and rounds that decimal,
/// ties away from zero: what is rounded is the number a reader sees, so 2.675 becomes 2.68.
///
/// - Verified by: NumberTextTests.
struct DecimalDigits: Equatable, Sendable {
  /// Digits without leading or trailing zeros; empty for zero.
  private(set) var digits: [UInt8]
  /// The number is 0.d₁d₂d₃… × 10^`point`.
  private(set) var point: Int
  /// Whether the number is below zero; false for -0.
  private(set) var isNegative: Bool

  /// - Parameter x: a finite number; anything else is a programming error.
  init(_ x: Double) {
    precondition(x.isFinite, "\(x) cannot be shown as a number")
    digits = []
    point = 0
    isNegative = x < 0
    var exponent = 0
    var pointSeen = false
    let parts = x.magnitude.description.split(separator: "e")
    if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
    for byte in parts[0].utf8 {
      if byte == UInt8(ascii: ".") {
        pointSeen = true
        continue
      }
      if !pointSeen { point += 1 }
      digits.append(byte - UInt8(ascii: "0"))
    }
    point += exponent
    normalise()
  }

  /// Whether every digit is gone.
  var isZero: Bool { digits.isEmpty }

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
    var whole = ""
    for place in 0..<max(point, 1) {
      let left = max(point, 1) - place
      if grouped, place > 0, left % 3 == 0 { whole += "," }
      whole += digitText(point > 0 ? place : -1)
    }
    var fraction = ""
    for place in point..<max(digits.count, point + minimumDecimals) { fraction += digitText(place) }
    return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// One digit, a point, the rest and a power of ten, such as `1.5e-9`.
  var exponentText: String {
    guard let first = digits.first else { return "0" }
    let rest = digits.dropFirst().map(String.init).joined()
    return "\(isNegative ? "-" : "")\(first)\(rest.isEmpty ? "" : "." + rest)e\(point - 1)"
  }

  private func digitText(_ place: Int) -> String {
    digits.indices.contains(place) ? String(digits[place]) : "0"
  }

  private func keeping(_ count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var copy = self
    let roundsUp = count >= 0 && digits[count] >= 5
    copy.digits = Array(digits.prefix(max(count, 0)))
    if roundsUp { copy.increment() }
    copy.normalise()
    return copy
  }

  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  private mutating func normalise() {
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    point -= leading
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      point = 0
      isNegative = false
    }
  }
}
