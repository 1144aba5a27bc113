import Glibc
import PlimsollNumerics
import Testing

@Suite("Decimals to the nearest double")
struct NearestDoubleTests {
  private static let stream = RandomStream(seed: 20, stream: 0)

  private static func strtod(_ text: String) -> Double { Glibc.strtod(text, nil) }

  @Test(
    "Ties, bounds and hard cases",
    arguments: [
      (0, 0), (0, 400), (1, -400), (1, 400), (9_007_199_254_740_993, 0), (9_007_199_254_740_995, 0),
      (9_007_199_254_740_993, 2), (1, 23), (17_976_931_348_623_157, 292),
      (17_976_931_348_623_158, 292), (17_976_931_348_623_159, 292), (5, -324), (3, -324), (2, -324),
      (24_703_282_292_062_327, -340), (24_703_282_292_062_328, -340),
      (22_250_738_585_072_011, -324),
      (22_250_738_585_072_014, -324), (2_225_073_858_507_201_2, -324), (.max, 0), (.max, -342),
      (.max, -343), (.max, 289), (.max, 290), (7_205_759_403_792_793_5, -1),
    ] as [(UInt64, Int)])
  func hard(significand: UInt64, exponent: Int) {
    #expect(
      NearestDouble.of(significand, exponent: exponent)
        == Self.strtod("\(significand)e\(exponent)"))
  }

  @Test("A million random decimals of every length and size agree with strtod")
  func random() {
    for number in 0..<1_000_000 {
      let bits = Self.stream.bits(scenario: number, dimension: 0)
      let shape = Self.stream.bits(scenario: number, dimension: 1)
      let significand = bits >> (shape % 64)
      // Mostly sizes that files hold, and every one that doubles have.
      let exponent =
        number % 2 == 0 ? Int(shape >> 32 % 60) - 30 : Int(shape >> 32 % 700) - 360
      let value = NearestDouble.of(significand, exponent: exponent)
      guard value == Self.strtod("\(significand)e\(exponent)") else {
        Issue.record("\(significand)e\(exponent) reads \(value ?? .nan)")
        return
      }
    }
  }

  @Test("Digits left out are undecided at a tie only")
  func leftOut() {
    // Half way between two doubles, or just above: further digits decide.
    #expect(NearestDouble.of(9_007_199_254_740_993, exponent: 0, isCut: true) == nil)
    #expect(NearestDouble.of(9_007_199_254_740_992_5, exponent: -1, isCut: true) != nil)
    #expect(NearestDouble.of(.max, exponent: 0, isCut: true) == nil)
    for number in 0..<100_000 {
      let significand = Self.stream.bits(scenario: number, dimension: 2) / 20 + .max / 20
      let exponent = Int(Self.stream.bits(scenario: number, dimension: 3) % 600) - 320
      let further = Self.stream.bits(scenario: number, dimension: 4)
      guard let value = NearestDouble.of(significand, exponent: exponent, isCut: true) else {
        continue
      }
      #expect(value == Self.strtod("\(significand).\(further)e\(exponent)"))
    }
  }
}
