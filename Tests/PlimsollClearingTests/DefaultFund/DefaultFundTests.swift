import PlimsollClearing
import Testing

@Suite struct DefaultFundTests {
  private let losses = StressLosses(
    members: ["A", "B", "C"], groups: ["G", "H", "G"], margins: [10, 20, 5],
    pnl: [("up", [100, -30, -6]), ("down", [-22, -21, -9]), ("flat", [0, 0, 0])])

  @Test func affiliatesDoNotOffset() {
    // A gains in "up", which does not pay for C.
    #expect(losses.scenarios.map(\.overMargin) == [[0, 10, 1], [12, 1, 4], [0, 0, 0]])
    #expect(losses.ranked(0).map(\.group) == ["H", "G"])
    #expect(losses.ranked(1).map(\.loss) == [16, 1])
    #expect(losses.cover(1, scenario: 1) == 16 && losses.cover(2, scenario: 0) == 11)
    #expect(losses.coverIgnoringGroups(2, scenario: 1) == 16)
    #expect(losses.largest == [12, 10, 4])
    // Equal losses rank by name.
    #expect(losses.ranked(2).map(\.group) == ["G", "H"])
  }

  @Test func theFundCoversTheWorstScenario() {
    let two = DefaultFund.sized(toCover: 2, of: losses, buffer: 1.5)
    #expect(two.amount == 25.5 && two.scenario == 1)
    #expect(DefaultFund.sized(toCover: 1, of: losses).amount == 16)
    let none = StressLosses(members: [], groups: [], scenarios: [])
    let empty = DefaultFund.sized(toCover: 2, of: none)
    #expect(empty.amount == 0 && empty.scenario == nil)
  }

  @Test func contributionsAddUpToTheFund() {
    let fund = DefaultFund.sized(toCover: 2, of: losses, buffer: 1.5, floor: 6, unit: 0.5)
    #expect(fund.size == 25.5)
    // C's part of 3.9 is below the floor; A and B share 19.5 as 12 to 10: 10.6 and 8.9.
    #expect(fund.contributions.map(\.amount) == [10.5, 9, 6])
    #expect(fund.contributions.map(\.member) == ["A", "B", "C"])
  }
}
