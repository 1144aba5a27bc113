import Foundation
import PlimsollMarket
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("2024-09-30", "2024-10-01T00:00:00Z"), ("2024-02-29", "2024-03-01T00:00Z"),
    ("2023-02-28", "2023-03-01T00:00Z"), ("1999-12-31", "2000-01-01T00:00:00.000+00:00"),
    ("2024-09-30", "2024-09-30T24:00:00Z"),
  ]) func aDateIsTheEndOfItsDay(date: String, instant: String) {
    #expect(Timestamp(date) != nil)
    #expect(Timestamp(date) == Timestamp(instant))
    #expect(Timestamp(instant)?.description == date)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31", 0), ("1970-01-01", 86_400),
    ("2000-02-29", 951_868_800), ("2024-03-10T08:00:00Z", 1_710_057_600),
    ("2001-09-09T01:46:40Z", 1_000_000_000), ("1900-03-01T00:00Z", -2_203_891_200),
    ("2038-01-19T03:14:08Z", 2_147_483_648), ("2024-01-15 15:34:52", 1_705_332_892),
  ]) func knownInstants(text: String, seconds: Int) {
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(arguments: [
    ("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z"),
    ("2024-01-01T00:30:00-0530", "2024-01-01T06:00:00Z"),
    ("2024-01-01T05:00+05", "2024-01-01T00:00Z"),
    ("2024-06-01 08:00:00.999", "2024-06-01T08:00:00Z"),
    ("2024-06-01T08:00", "2024-06-01T08:00:00Z"),
  ]) func zonesAndFractions(text: String, same: String) {
    #expect(Timestamp(text) != nil)
    #expect(Timestamp(text) == Timestamp(same))
  }

  @Test(arguments: [
    "", " ", "2024", "2024-1-1", "2024-01-1", "24-01-01", "2024/01/01", "01-02-2024",
    "2024-00-10", "2024-13-01", "2024-01-00", "2024-01-32", "2024-04-31", "2023-02-29",
    "1900-02-29", "2100-02-29", "2024-02-30", "2024-01-01T", "2024-01-01T8:00",
    "2024-01-01T08", "2024-01-01T08:60", "2024-01-01T25:00", "2024-01-01T24:01",
    "2024-01-01T24:00:01", "2024-01-01T08:00:60", "2024-01-01T08:00:00.", "2024-01-01T08:00Zx",
    "2024-01-01T08:00+", "2024-01-01T08:00+1", "2024-01-01T08:00+24:00", "2024-01-01T08:00+01:60",
    "2024-01-01x", " 2024-01-01", "2024-01-01 ", "+2024-01-01", "-024-01-01", "２０２４-01-01",
    "1710057600", "now",
  ]) func whatIsNoTime(text: String) {
    #expect(Timestamp(text) == nil)
  }

  /// Counts the days of 301 years one by one, so that it shares no formula with what it checks.
  @Test func everyDayFrom1900To2200() {
    var midnight = -25_567 * 86_400
    var wrong: [String] = []
    for year in 1900...2200 {
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, length) in lengths.enumerated() {
        for day in 1...length {
          midnight += 86_400
          let text = String(format: "%04d-%02d-%02d", year, month + 1, day)
          if Timestamp(text)?.seconds != midnight
            || Timestamp(seconds: midnight).description != text
          {
            wrong.append(text)
          }
        }
        let after = String(format: "%04d-%02d-%02d", year, month + 1, length + 1)
        if Timestamp(after) != nil { wrong.append(after) }
      }
    }
    #expect(wrong.isEmpty)
    #expect(midnight == MarketSamples.time("2200-12-31").seconds)
  }

  @Test func textReadsBackToTheSameInstant() {
    var generator = SeededGenerator(seed: 1)
    let range = -25_567 * 86_400..<84_371 * 86_400
    for round in 0..<20_000 {
      // Every third on a day's edge, where dates and times part.
      let drawn = Int.random(in: range, using: &generator)
      let seconds = round % 3 == 0 ? drawn / 86_400 * 86_400 : drawn
      let text = Timestamp(seconds: seconds).description
      guard Timestamp(text)?.seconds == seconds, text.count == (seconds % 86_400 == 0 ? 10 : 20)
      else {
        Issue.record("\(seconds) reads \(text)")
        return
      }
    }
  }

  @Test func spansBetweenInstants() {
    let (noon, later) = (
      MarketSamples.time("2024-02-28T12:00Z"), MarketSamples.time("2024-03-01T12:00Z")
    )
    #expect(later - noon == .days(2))
    #expect(later - TimeSpan.days(2) == noon)
    #expect(noon + .days(2) == later)
    #expect(noon < later)
    #expect(!(later < noon))
  }

  @Test func codingIsText() throws {
    let time = MarketSamples.time("2024-03-10T08:00:00Z")
    let data = try JSONEncoder().encode([time])
    #expect(String(decoding: data, as: UTF8.self) == "[\"2024-03-10T08:00:00Z\"]")
    #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [time])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Timestamp].self, from: Data("[\"yesterday\"]".utf8))
    }
  }
}
