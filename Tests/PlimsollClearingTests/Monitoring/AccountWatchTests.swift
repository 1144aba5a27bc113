import PlimsollMargin
import PlimsollNumerics
import Testing

@testable import PlimsollClearing

@Suite struct AccountWatchTests {
  private func changes(_ watch: inout AccountWatch, _ value: Double, alerts: [Double] = [])
    -> [AccountWatch.Change]
  {
    watch.changes(equity: value, collateral: value, alerts: alerts, hysteresis: 0.02)
  }

  @Test func statesFollowTheConvention() {
    var watch = AccountWatch(initial: 100, maintenance: 75)
    #expect(changes(&watch, 100) == [])
    #expect(changes(&watch, 99) == [.status(from: .healthy)] && watch.status == .marginCall)
    // Back above, but not by two hundredths.
    #expect(changes(&watch, 101) == [])
    #expect(changes(&watch, 102) == [.status(from: .marginCall)] && watch.status == .healthy)
    #expect(changes(&watch, 74) == [.status(from: .healthy)] && watch.status == .liquidation)
    #expect(changes(&watch, -1) == [.status(from: .liquidation)] && watch.status == .bankrupt)
    #expect(changes(&watch, 1) == [])
    #expect(changes(&watch, 1.5) == [.status(from: .bankrupt)] && watch.status == .liquidation)
    #expect(changes(&watch, 77) == [.status(from: .liquidation)] && watch.status == .marginCall)
  }

  @Test func alertsArmAgain() {
    var watch = AccountWatch(initial: 50, maintenance: 50)
    let levels = [2, 1.5]
    #expect(changes(&watch, 100, alerts: levels) == [])
    #expect(changes(&watch, 99, alerts: levels) == [.alert(0, isBelow: true)])
    #expect(changes(&watch, 101, alerts: levels) == [])
    #expect(changes(&watch, 70, alerts: levels) == [.alert(1, isBelow: true)])
    #expect(
      changes(&watch, 102, alerts: levels)
        == [.alert(1, isBelow: false), .alert(0, isBelow: false)])
  }

  /// A walk around the thresholds: while the band says that nothing can have happened, nothing has;
  /// and no state is left and come back to without a move of the hysteresis.
  @Test(arguments: [UInt64](1...20)) func theBandMissesNothing(seed: UInt64) {
    let stream = RandomStream(seed: seed, stream: 3)
    var (banded, always) = (
      AccountWatch(initial: 100, maintenance: 75), AccountWatch(initial: 100, maintenance: 75)
    )
    var value = 101.0
    var last = (status: MarginStatus.healthy, value: 101.0)
    for step in 0..<4_000 {
      value +=
        1.5 * stream.normal(scenario: step, dimension: 0) + (value > 130 ? -1 : 0)
        + (value < -30 ? 1 : 0)
      let told = changes(&always, value, alerts: [1.8, 1.2])
      if banded.isQuiet(value, value) {
        #expect(told.isEmpty)
      } else {
        #expect(changes(&banded, value, alerts: [1.8, 1.2]) == told)
      }
      #expect(banded.status == always.status && banded.alerts == always.alerts)
      if always.status != last.status {
        if always.status.rank < last.status.rank { #expect(value > last.value) }
        last = (always.status, value)
      }
    }
  }
}
