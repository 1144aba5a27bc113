import Testing

@testable import PlimsollNumerics

@Suite("Powers of ten")
struct PowersOfTenTests {
  /// Mantissas as published in the tables of fast_float, which were made with Python's integers.
  @Test(
    "Published mantissas",
    arguments: [
      (-342, 0xeef4_53d6_923b_d65a, 0x113f_aa29_06a1_3b3f),
      (-341, 0x9558_b466_1b65_65f8, 0x4ac7_ca59_a424_c507),
      (0, 0x8000_0000_0000_0000, 0), (1, 0xa000_0000_0000_0000, 0),
      (-1, 0xcccc_cccc_cccc_cccc, 0xcccc_cccc_cccc_cccc),
      (23, 0xa968_163f_0a57_b400, 0), (308, 0x8e67_9c2f_5e44_ff8f, 0x570f_09ea_a7ea_7648),
    ] as [(Int, UInt64, UInt64)])
  func published(exponent: Int, high: UInt64, low: UInt64) {
    #expect(PowersOfTen.mantissa(exponent) == UInt128(high) << 64 | UInt128(low))
  }

  @Test("Whole mantissas are the powers of five themselves")
  func whole() {
    var power: UInt128 = 1
    for exponent in PowersOfTen.exact {
      #expect(PowersOfTen.mantissa(exponent) == power << power.leadingZeroBitCount)
      #expect(PowersOfTen.binaryExponent(exponent) == 127 - power.leadingZeroBitCount + exponent)
      let (next, overflow) = power.multipliedReportingOverflow(by: 5)
      #expect(overflow == (exponent == PowersOfTen.exact.upperBound))
      power = next
    }
  }

  @Test("Each is ten times the one before, to the last bit but a few")
  func neighbours() {
    for exponent in PowersOfTen.exponents.dropFirst() where exponent != 0 {
      let (before, mantissa) = (PowersOfTen.mantissa(exponent - 1), PowersOfTen.mantissa(exponent))
      let (high, low) = before.multipliedFullWidth(by: 5)
      let shift = high.leadingZeroBitCount
      let expected = high << shift | low >> (128 - shift)
      #expect(mantissa >= expected && mantissa - expected <= 4, "10^\(exponent)")
    }
  }
}
