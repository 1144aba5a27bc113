import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import Testing

@Suite struct BufferTests {
  private let buffer = AntiProcyclicality.Buffer(size: 0.25, rebuild: .days(60))

  /// A margin that wanders.
  private func margins(_ count: Int, seed: UInt64) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 3)
    var margin = 100.0
    return (0..<count).map { step in
      margin = max(1, margin * (1 + 0.06 * stream.normal(scenario: step, dimension: 0)))
      return margin
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [TimeSpan.days(60), .days(30), nil])
  func chargesStayBetweenTheMarginAndAFullBuffer(seed: UInt64, rebuild: TimeSpan?) {
    let buffer = AntiProcyclicality.Buffer(size: 0.25, rebuild: rebuild)
    let margins = margins(500, seed: seed)
    let charges = buffer.charges(margins, bar: .day)
    #expect(charges[0] == 1.25 * margins[0])
    for (charge, margin) in zip(charges, margins) {
      #expect(charge >= margin && charge <= 1.25 * margin)
    }
    #expect(Set(zip(charges, margins).map { $0 == $1 }) == [true, false])
  }

  @Test func aRiseIsMetFromTheBufferFirst() {
    // By 10 %: the charge stays but for what is put back in a bar, 0.25 × 110 / 60.
    let risen = buffer.next(unadjusted: 110, previous: 125, bar: .day)
    #expect(abs(risen - (125 + 0.25 * 110 / 60)) < 1e-12)
    #expect(buffer.next(unadjusted: 140, previous: 125, bar: .day) == 140)
    #expect(buffer.next(unadjusted: 90, previous: 125, bar: .day) == 1.25 * 90)
  }

  @Test func anEmptyBufferIsFullAfterTheTimeOfRebuilding() {
    for (bar, bars) in [(TimeSpan.day, 60), (TimeSpan(seconds: 3600), 1440)] {
      var charge = 100.0
      for step in 1...bars {
        let before = charge
        charge = buffer.next(unadjusted: 100, previous: charge, bar: bar)
        #expect(abs(charge - before - 25 / Double(bars)) < 1e-9)
        if step < bars { #expect(charge < 125) }
      }
      // Sixty or 1,440 roundings.
      #expect(abs(charge - 125) < 1e-9)
      #expect(buffer.next(unadjusted: 100, previous: 125, bar: bar) == 125)
    }
  }

  @Test func withoutRebuildingItStaysUsedUpUntilMarginsFall() {
    let buffer = AntiProcyclicality.Buffer(size: 0.25, rebuild: nil)
    let charges = buffer.charges([100, 200] + [Double](repeating: 200, count: 100), bar: .day)
    #expect(charges.dropFirst().allSatisfy { $0 == 200 })
    #expect(buffer.next(unadjusted: 160, previous: 200, bar: .day) == 200)
    #expect(buffer.next(unadjusted: 150, previous: 200, bar: .day) == 187.5)
  }

  @Test func nothingIsChargedForNothing() {
    #expect(buffer.charges([0, 0, 0], bar: .day) == [0, 0, 0])
    #expect(buffer.charges([], bar: .day).isEmpty)
  }
}
