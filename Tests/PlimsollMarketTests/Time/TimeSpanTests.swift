import Foundation
import PlimsollMarket
import Testing

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("2d", 172_800), ("8h", 28_800), ("1w", 604_800), ("30m", 1800), ("10s", 10), ("1d", 86_400),
  ]) func textToSeconds(text: String, seconds: Int) {
    #expect(TimeSpan(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "d", "0d", "-1d", "1.5d", "2", "2 d", "2D", "2y", "d2", " 2d", "2d ", "1e3d", "2dd", "٢d",
    "99999999999999999999d", "9999999999s", "2147483647w",
  ]) func whatIsNoSpan(text: String) {
    #expect(TimeSpan(text) == nil)
  }

  @Test(arguments: [
    (172_800, "2d"), (604_800, "7d"), (90_000, "25h"), (5400, "90m"), (61, "61s"), (3600, "1h"),
  ]) func descriptionTakesTheLargestUnit(seconds: Int, text: String) {
    #expect(TimeSpan(seconds: seconds).description == text)
    #expect(TimeSpan(text)?.seconds == seconds)
  }

  @Test func wholeNumbersOfBars() throws {
    #expect(try TimeSpan.days(5).bars(of: .day) == 5)
    #expect(try TimeSpan.day.bars(of: TimeSpan(seconds: 3600)) == 24)
    #expect(try TimeSpan.days(7).bars(of: .days(7)) == 1)
    #expect(TimeSpan(seconds: 43_200).days == 0.5)
    #expect(TimeSpan(seconds: 3600) < .day)
  }

  @Test(arguments: [(36, 24), (1, 24), (0, 24), (-24, 24), (24, 0)])
  func anythingElseIsBadUsage(hours: Int, bar: Int) {
    let error = #expect(throws: InputError.self) {
      try TimeSpan(seconds: hours * 3600).bars(of: TimeSpan(seconds: bar * 3600))
    }
    #expect(error?.kind == .usage)
    #expect(error?.message.contains("whole number of bars") == true)
  }

  @Test func codingIsText() throws {
    let data = try JSONEncoder().encode([TimeSpan.days(2)])
    #expect(String(decoding: data, as: UTF8.self) == "[\"2d\"]")
    #expect(try JSONDecoder().decode([TimeSpan].self, from: data) == [.days(2)])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([TimeSpan].self, from: Data("[\"soon\"]".utf8))
    }
  }
}
