import PlimsollMarket
import Testing

@testable import PlimsollClearing

@Suite struct TickScreenTests {
  private var screen = TickScreen(sources: 2, MonitorSettings())

  private mutating func reason(
    _ second: Double, _ price: Double, source: Int = 0, _ sequence: Int? = nil
  )
    -> TickScreen.Reason?
  {
    let time = FeedTime(milliseconds: Int(second * 1_000))
    screen.advance(to: time)
    return screen.reason(
      for: FeedTick(name: 0, time: time, price: price, sequence: sequence), source: source,
      known: 100)
  }

  @Test mutating func whatIsInOrderIsUsed() {
    #expect(reason(1, 100) == nil && reason(1, 101) == nil && reason(2, 100.5) == nil)
    #expect(screen.accepted == 3)
  }

  @Test mutating func lateBackwardsAndRepeatedTicksAreNot() {
    #expect(reason(100, 100) == nil)
    #expect(reason(99, 100) == .outOfOrder)
    let line = FeedTick(
      name: 0, time: FeedTime(milliseconds: 100_000), price: 100, fingerprint: 7)
    #expect(screen.reason(for: line, source: 0, known: 100) == nil)
    #expect(screen.reason(for: line, source: 0, known: 100) == .repeated)
    var another = line
    another.fingerprint = 9
    #expect(screen.reason(for: another, source: 0, known: 100) == nil)
    // The other source is a minute and more behind.
    #expect(reason(39.9, 50, source: 1) == .stale)
    #expect(reason(41, 50, source: 1) == nil)
    #expect(screen.now == FeedTime(milliseconds: 100_000))
  }

  @Test mutating func sequencesDecideWhereThereAreAny() {
    #expect(reason(1, 100, 7) == nil && reason(1, 100, 8) == nil)
    #expect(reason(2, 100, 8) == .repeated && reason(2, 100, 6) == .outOfOrder)
  }

  @Test(arguments: [0, -1, Double.infinity, -Double.infinity]) mutating func whatIsNoPriceIsAbsurd(
    price: Double
  ) {
    #expect(reason(1, price) == .absurd)
  }

  @Test mutating func jumpsWaitForOthers() {
    #expect(reason(1, 100) == nil)
    #expect(reason(2, 50) == .absurd && reason(3, 100) == nil)
    #expect(reason(4, 50) == .absurd && reason(5, 51) == .absurd && reason(6, 49) == nil)
    #expect(reason(7, 49.5) == nil)
    // Over a hundred minutes ten times as much is believed.
    #expect(reason(7 + 6_000, 20) == nil)
  }

  @Test mutating func aClockThatJumpsWaitsForOthers() {
    _ = reason(1, 100)
    let (near, far) = (FeedTime(milliseconds: 60_000), FeedTime(milliseconds: 900_000_000))
    var waits: [Bool] = []
    for time in [near, far, near, far, far + 1_000, far + 2_000] {
      waits.append(screen.isFarAhead(time))
    }
    #expect(waits == [false, true, false, true, true, false])
  }

  @Test mutating func silenceIsToldOnce() {
    _ = reason(1, 100)
    _ = reason(1_000, 100, source: 1)
    #expect(screen.newlySilent(for: TimeSpan(seconds: 900)) == [0])
    #expect(screen.newlySilent(for: TimeSpan(seconds: 900)) == [])
    #expect(reason(1_001, 100) == nil)
    _ = reason(3_000, 100, source: 1)
    #expect(screen.newlySilent(for: TimeSpan(seconds: 900)) == [0])
  }
}
