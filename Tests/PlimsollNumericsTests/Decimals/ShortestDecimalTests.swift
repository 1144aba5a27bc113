import PlimsollNumerics
import Testing

@Suite("Shortest decimals")
struct ShortestDecimalTests {
  private static let stream = RandomStream(seed: 21, stream: 0)

  /// The digits and exponent in the text the standard library gives, which is the shortest too.
  private static func described(_ x: Double) -> (significand: UInt64, exponent: Int) {
    let parts = x.magnitude.description.split(separator: "e")
    let (whole, fraction) = (parts[0].prefix { $0 != "." }, parts[0].drop { $0 != "." }.dropFirst())
    var digits = String(whole + fraction)
    var exponent = (parts.count == 2 ? Int(parts[1]) ?? 0 : 0) - fraction.count
    while digits.count > 1, digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    return digits == "0" ? (0, 0) : (UInt64(digits) ?? .max, exponent)
  }

  private static func agrees(_ x: Double) -> Bool {
    let shortest = ShortestDecimal(magnitudeOf: x)
    let expected = described(x)
    return shortest.significand == expected.significand && shortest.exponent == expected.exponent
  }

  @Test("Powers of two and their neighbours, where intervals are lopsided", arguments: -1074...1023)
  func powersOfTwo(exponent: Int) {
    let power = Double(sign: .plus, exponent: exponent, significand: 1)
    for x in [power, power.nextUp, power.nextDown] { #expect(Self.agrees(x), "\(x)") }
  }

  @Test("Powers of ten and their neighbours", arguments: -323...308)
  func powersOfTen(exponent: Int) throws {
    let power = try #require(Double("1e\(exponent)"))
    for x in [power, power.nextUp, power.nextDown] { #expect(Self.agrees(x), "\(x)") }
  }

  @Test("Doubles of every size, prices, and short decimals")
  func random() {
    for number in 0..<200_000 {
      let bits = Self.stream.bits(scenario: number, dimension: 0)
      let any = Double(bitPattern: bits)
      let price = Double(bits >> 11) * 0x1p-53 * 100_000
      let short = Double(bits >> 44) / 1000
      for x in [any, price, short] where x.isFinite {
        guard Self.agrees(x) else {
          Issue.record("\(x) gives \(ShortestDecimal(magnitudeOf: x))")
          return
        }
      }
    }
  }

  @Test("It reads back as the same number")
  func readsBack() {
    for number in 0..<200_000 {
      let x = Double(bitPattern: Self.stream.bits(scenario: number, dimension: 1)).magnitude
      guard x.isFinite else { continue }
      let shortest = ShortestDecimal(magnitudeOf: x)
      #expect(NearestDouble.of(shortest.significand, exponent: shortest.exponent) == x)
    }
  }

  @Test(
    "Zero and the ends",
    arguments: [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -1, 1e22, 1e23])
  func ends(x: Double) { #expect(Self.agrees(x)) }
}
