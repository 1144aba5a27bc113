import Testing

@testable import Plimsoll

@Suite("Numbers as text")
struct NumberTextTests {
  @Test(
    "Full precision reads back as the same number",
    arguments: [
      (0.25, "0.25"), (3, "3"), (-0.0, "0"), (1_234_567.891234567, "1234567.891234567"),
      (1e-5, "0.00001"), (9.99e-6, "9.99e-6"), (1e-9, "1e-9"), (-1.5e-9, "-1.5e-9"),
      (999_999_999_999_999, "999999999999999"), (1e15, "1e15"), (1.25e300, "1.25e300"),
      (0.1, "0.1"), (-12.5, "-12.5"), (100, "100"), (.leastNonzeroMagnitude, "5e-324"),
      (1.0 / 3, "0.3333333333333333"),
    ] as [(Double, String)])
  func plain(x: Double, text: String) {
    #expect(NumberText.plain(x, significantDigits: nil) == text)
    #expect(Double(text) == x)
  }

  @Test(
    "Significant digits round the shown decimal, ties away from zero",
    arguments: [
      (1_234_567.891234567, 9, "1234567.89"), (0.99999, 3, "1"), (2.675, 3, "2.68"),
      (-0.0012345, 3, "-0.00123"), (123_456, 2, "120000"), (9.9999999e-6, 3, "0.00001"),
      (999_999_999_999_999, 3, "1e15"), (0, 3, "0"),
    ] as [(Double, Int, String)])
  func rounded(x: Double, digits: Int, text: String) {
    #expect(NumberText.plain(x, significantDigits: digits) == text)
  }

  @Test("Every magnitude reads back", arguments: -30...30)
  func magnitudes(exponent: Int) throws {
    let x = try #require(Double("-7.0710678118654755e\(exponent)"))
    #expect(Double(NumberText.plain(x, significantDigits: nil)) == x)
  }

  @Test(
    arguments: [
      (1_234_567, "1,234,567"), (12.3, "12.3"), (-0.05, "-0.05"), (0, "0"), (-0.0, "0"),
      (999.996, "1,000"), (1000.4, "1,000"), (0.00123, "0.0012"), (1e-9, "1e-9"),
      (-1_234_567.6, "-1,234,568"), (1e12, "1,000,000,000,000"), (1.2345678e15, "1.23457e15"),
      (0.0999, "0.1"), (123.456, "123.46"),
    ] as [(Double, String)])
  func money(x: Double, text: String) { #expect(NumberText.money(x) == text) }

  @Test(
    arguments: [
      (0.123, 1, "12.3%"), (0.29, 0, "29%"), (1, 1, "100.0%"), (-0.0001, 1, "0.0%"),
      (0.99999, 1, "100.0%"), (-0.5, 2, "-50.00%"), (12.345, 1, "1,234.5%"), (0.0005, 2, "0.05%"),
    ] as [(Double, Int, String)])
  func percent(x: Double, decimals: Int, text: String) {
    #expect(NumberText.percent(x, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (1.27, "1.27"), (0.004, "0.004"), (153, "153"), (1, "1.00"), (0.5, "0.50"), (0, "0"),
      (12.34, "12.3"), (1234.5, "1,235"), (-0.4, "-0.40"), (1.0004, "1.00"), (0.9951, "0.995"),
      (9.999, "10.0"), (1e-9, "1e-9"),
    ] as [(Double, String)])
  func ratio(x: Double, text: String) { #expect(NumberText.ratio(x) == text) }

  @Test("A ratio under the load line never shows as 1", arguments: [0.9996, 0.99999999])
  func ratioUnderOne(x: Double) {
    #expect(NumberText.ratio(x) == "0.999")
    #expect(NumberText.ratio(-x) == "-0.999")
  }

  @Test(
    arguments: [
      (-1_234_567, "-1.23M"), (500_000, "500k"), (0, "0"), (0.25, "0.25"), (3e-9, "3e-9"),
      (999_999, "1M"), (1e9, "1B"), (1e12, "1T"), (2.5e18, "2.5e18"), (999, "999"),
    ] as [(Double, String)])
  func compact(x: Double, text: String) { #expect(NumberText.compact(x) == text) }

  @Test("Doubles of every size read back, shortest and rounded")
  func random() throws {
    for number in 1...50_000 {
      // Odd multiples of a constant, so that every exponent and many lengths occur.
      let bits = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
      for x in [Double(bitPattern: bits), Double(bits >> 44) / 1000] where x.isFinite {
        let text = NumberText.plain(x, significantDigits: nil)
        #expect(Double(text) == x)
        let rounded = try #require(Double(NumberText.plain(x, significantDigits: 9)))
        #expect(!rounded.isFinite || abs(rounded - x) <= abs(x) * 5.001e-9)
      }
    }
  }

  @Test("NaN and infinity are programming errors")
  func notFinite() async {
    await #expect(processExitsWith: .failure) { _ = NumberText.plain(.nan, significantDigits: nil) }
    await #expect(processExitsWith: .failure) { _ = NumberText.money(.infinity) }
  }
}
