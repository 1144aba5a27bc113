import Testing

@testable import Plimsoll

@Suite("Axis ticks")
struct AxisTicksTests {
  @Test(
    "Labels follow the 1-2-5 rule",
    arguments: [
      (-1.3e6, 0.7e6, 6, "-1M -500k 0 500k"), (0, 1, 6, "0 0.2 0.4 0.6 0.8 1"),
      (0, 1, 11, "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1"), (-1.2e6, -0.1e6, 4, "-1M -500k"),
      (-1e-9, 1e-9, 5, "-1e-9 -5e-10 0 5e-10 1e-9"), (0, 1e12, 3, "0 500B 1T"),
      (0.17, 0.23, 7, "0.17 0.18 0.19 0.2 0.21 0.22 0.23"), (7, 7, 5, "7"),
      (1e12, 1e12 + 2, 3, "1T 1.000000000001T 1.000000000002T"),
    ] as [(Double, Double, Int, String)])
  func labels(low: Double, high: Double, count: Int, text: String) {
    let ticks = AxisTicks.values(from: low, to: high, atMost: count)
    #expect(ticks.map(AxisScale.label).joined(separator: " ") == text)
  }

  @Test("Never more than asked, always inside", arguments: 2...12)
  func counts(count: Int) {
    for (low, high) in [(-3.7, 11.2), (0, 0.00123), (-5e11, 3e12), (99.1, 99.2), (-8, -7.5)] {
      let ticks = AxisTicks.values(from: low, to: high, atMost: count)
      #expect(ticks.count <= count)
      let slack = (high - low) * 1e-6
      #expect(ticks.allSatisfy { $0 >= low - slack && $0 <= high + slack })
    }
  }

  @Test("Square-root ticks keep their distance")
  func squareRoot() {
    #expect(AxisTicks.squareRootValues(upTo: 1, gap: 0.1) == [0, 0.02, 0.1, 0.2, 0.5, 1])
    #expect(AxisTicks.squareRootValues(upTo: 0, gap: 0.1) == [0])
  }

  @Test("A range without width is widened around its value")
  func degenerateScale() {
    let scale = AxisScale(showing: [-5, -5], from: 0, to: 100)
    #expect((scale.low, scale.high) == (-7.5, -2.5))
    #expect(scale.position(-5) == 50)
    #expect(scale.position(1e9) == 100)
    #expect(AxisScale(showing: [], from: 0, to: 1).low == 0)
  }
}
