import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct TimeTicksTests {
  private func labels(_ first: String, _ last: String, _ count: Int = 8) throws -> [String] {
    TimeTicks.values(
      from: try #require(Timestamp(first)), to: try #require(Timestamp(last)), atMost: count
    ).map(\.label)
  }

  @Test func yearsBeginYears() throws {
    #expect(
      try labels("2019-01-01", "2024-09-30") == ["2020", "2021", "2022", "2023", "2024"])
    // The end of 2018-12-31 is the beginning of 2019.
    #expect(try labels("2018-12-31", "2024-09-30").first == "2019")
  }

  @Test func shorterSpansHaveMonthsAndDays() throws {
    #expect(
      try labels("2024-01-15", "2024-07-20")
        == ["2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07"])
    #expect(try labels("2023-01-15", "2024-07-20").first == "2023-04")
    #expect(
      try labels("2024-01-15", "2024-01-18") == [
        "2024-01-16", "2024-01-17", "2024-01-18", "2024-01-19",
      ])
  }

  @Test func hoursOfADayHaveTheirTimes() throws {
    #expect(
      try labels("2024-01-15T22:10:00Z", "2024-01-16T01:20:00Z") == [
        "22:30", "23:00", "23:30", "2024-01-16", "00:30", "01:00",
      ])
    #expect(try labels("2024-01-15T05:00:00Z", "2024-01-15T05:03:00Z").last == "05:03")
    #expect(
      try labels("2024-01-15T00:00:00Z", "2024-01-16T12:00:00Z") == [
        "2024-01-15", "06:00", "12:00", "18:00", "2024-01-16", "06:00", "12:00",
      ])
  }

  @Test func neverMoreThanThereIsRoomFor() throws {
    for days in [1, 3, 10, 45, 100, 400, 800, 3_000, 20_000] {
      let first = try #require(Timestamp("1990-03-05T07:00Z"))
      let ticks = TimeTicks.values(from: first, to: first + .days(days), atMost: 8)
      #expect((1...8).contains(ticks.count))
      #expect(ticks.allSatisfy { $0.time >= first && $0.time <= first + .days(days) })
    }
  }
}
