import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct StressedRowsTests {
  /// Prices of 300 days whose moves are ten times as large from row 100 to row 119.
  private func panel(_ days: Int = 300, still: Bool = false) throws -> ReturnPanel {
    let stream = RandomStream(seed: 3, stream: 4)
    var logarithms = [4.0, 5.0]
    var text = "date,A,B\n"
    for day in 0...days {
      if day > 0, !still {
        for factor in 0...1 {
          let scale = (100..<120).contains(day - 1) ? 0.1 : 0.01
          // The second factor's scale is a hundredth: it must count alike.
          logarithms[factor] +=
            (factor == 0 ? 1 : 0.01) * scale * stream.normal(scenario: day, dimension: factor)
        }
      }
      let prices = logarithms.map { "\(SyntheticPrices.exponential($0))" }
      text += ([date(day)] + prices).joined(separator: ",") + "\n"
    }
    return try ReturnPanel(
      try PriceHistory(csv: InputFile(name: "p.csv", text: text)), factors: ["A", "B"])
  }

  /// 2022-01-01 and so many days.
  private func date(_ day: Int) -> String { "\(Timestamp(seconds: 1_641_081_600) + .days(day))" }

  private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

  @Test func theWorstStretchIsFound() throws {
    let panel = try panel()
    let found = try StressedRows.worst(.days(20)).found(in: panel, bars: 2)
    #expect(found.panel.times == Array(panel.times[100..<120]))
    #expect(found.dates == "\(date(101)) to \(date(120))" && found.diagnostics.isEmpty)
    let longer = try StressedRows.worst(.days(30)).found(in: panel, bars: 2)
    #expect(Set(longer.panel.times).isSuperset(of: panel.times[100..<120]))
  }

  @Test func nothingLaterIsKnown() throws {
    // The same history cut short before the wild days finds another stretch, and the same one
    // whether or not more prices exist.
    let whole = try panel()
    let before = whole.rows([0..<80])
    let found = try StressedRows.worst(.days(20)).found(in: before, bars: 1)
    #expect(found.panel.times.allSatisfy { $0 <= whole.times[79] })
  }

  @Test func bothFactorsCount() throws {
    // Where only the small factor is wild, its stretch is still found.
    var panel = try panel()
    panel = try ReturnPanel(
      try SyntheticPrices.history(["A", "B"], days: 301), factors: ["A", "B"])
    let scaled = try StressedRows.worst(.days(10)).found(in: panel, bars: 1)
    let sums = (0...(panel.count - 10)).map { start in
      panel.returns.reduce(0) { sum, row in
        let mean = row.reduce(0) { $0 + $1 * $1 } / Double(row.count)
        return sum + row[start..<(start + 10)].reduce(0) { $0 + $1 * $1 } / mean
      }
    }
    let best = try #require(sums.indices.max { sums[$0] < sums[$1] })
    #expect(scaled.panel.times.first == panel.times[best])
  }

  @Test func datedPeriodsAreTaken() throws {
    let panel = try panel()
    let periods = [
      StressedRows.Period(after: try time(date(50)), through: try time(date(60))),
      StressedRows.Period(after: try time(date(55)), through: try time(date(70))),
      StressedRows.Period(after: try time(date(200)), through: try time(date(205))),
    ]
    let found = try StressedRows.periods(periods).found(in: panel, bars: 2)
    #expect(found.panel.times == Array(panel.times[50..<70] + panel.times[200..<205]))
    #expect(found.panel.chains == [0..<20, 20..<25] && found.diagnostics.isEmpty)
  }

  @Test func aPeriodNotYetThereIsToldOf() throws {
    let panel = try panel()
    let there = StressedRows.Period(after: try time(date(50)), through: try time(date(60)))
    let later = StressedRows.Period(after: try time("2029-12-31"), through: try time("2030-02-28"))
    let found = try StressedRows.periods([there, later]).found(in: panel, bars: 1)
    #expect(found.panel.count == 10)
    #expect(found.diagnostics.map(\.severity) == [.note])
    #expect(found.diagnostics[0].message.contains("2030-01-01 to 2030-02-28"))
  }

  @Test func withoutAnyPeriodTheWorstStretchStandsIn() throws {
    let panel = try panel()
    let later = StressedRows.Period(
      after: try time("2029-12-31"), through: try time("2030-01-20"))
    let found = try StressedRows.periods([later]).found(in: panel, bars: 2)
    #expect(found.panel.times == Array(panel.times[100..<120]))
    #expect(found.diagnostics.map(\.severity) == [.warning])
    // A period of one bar holds no window of two.
    let short = StressedRows.Period(after: try time(date(50)), through: try time(date(51)))
    #expect(try StressedRows.periods([short]).found(in: panel, bars: 2).panel.count == 2)
    #expect(try StressedRows.periods([short]).found(in: panel, bars: 1).panel.count == 1)
  }

  @Test func aShortHistoryIsTakenWhole() throws {
    let panel = try panel(30)
    let found = try StressedRows.worst(.days(250)).found(in: panel, bars: 2)
    #expect(found.panel.count == 30 && found.diagnostics.map(\.severity) == [.note])
    #expect(found.diagnostics[0].message.contains("30 returns"))
  }

  @Test func constantPricesGiveAStretchAllTheSame() throws {
    let found = try StressedRows.worst(.days(20)).found(in: try panel(still: true), bars: 2)
    #expect(found.panel.count == 20 && found.panel.windowCount(bars: 2) == 19)
  }

  @Test func aStretchIsAWholeNumberOfBarsNotShorterThanTheHorizon() throws {
    for (length, bars) in [("36h", 1), ("12h", 1), ("1d", 2)] {
      let stretch = StressedRows.worst(try #require(TimeSpan(length)))
      let panel = try panel()
      let error = #expect(throws: InputError.self) {
        try stretch.found(in: panel, bars: bars)
      }
      #expect(error?.description.contains("stressed stretch of \(length)") == true)
    }
    #expect(try StressedRows.worst(.days(2)).found(in: try panel(), bars: 2).panel.count == 2)
  }

  @Test func aStretchFullOfGapsGivesWayToAll() throws {
    // Wild rows, each its own chain: no window of two bars fits among them.
    let panel = try panel()
    let ranges = [0..<100] + (100..<120).map { $0..<($0 + 1) } + [120..<300]
    let found = try StressedRows.worst(.days(20)).found(in: panel.rows(ranges), bars: 2)
    #expect(found.panel.count == 300)
    #expect(found.diagnostics.map(\.severity) == [.warning])
  }
}
