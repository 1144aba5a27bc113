import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct CalibrationUniverseTests {
  private func spec(_ minimum: TimeSpan = .days(100)) -> CalibrationSpec {
    var spec = CalibrationSpec()
    spec.fallback = [.ewma, .exclude]
    spec.minimumHistory = minimum
    return spec
  }

  /// A throughout; B blank on the rows of `blank`.
  private func history(days: Int = 300, blank: Range<Int>) throws -> PriceHistory {
    let lines = SyntheticPrices.csv(["A", "B"], days: days).split(separator: "\n")
    let rows = lines.dropFirst().enumerated().map { row, line -> String in
      guard blank.contains(row) else { return String(line) }
      return line.split(separator: ",").dropLast().joined(separator: ",") + ","
    }
    return try PriceHistory(
      csv: InputFile(
        name: "prices.csv", text: lines[0] + "\n" + rows.joined(separator: "\n") + "\n"))
  }

  @Test func keepsWhatIsListed() throws {
    let universe = try CalibrationUniverse(try history(blank: 0..<50), spec: spec())
    #expect(universe.factors == ["A", "B"] && universe.diagnostics.isEmpty)
  }

  @Test(arguments: [
    (0..<250, "it is listed since"), (200..<300, "its prices end"), (0..<290, "9 returns"),
    (0..<300, "it has no price"),
  ])
  func leavesOutAndSaysWhy(blank: Range<Int>, reason: String) throws {
    let history = try history(blank: blank)
    let universe = try CalibrationUniverse(history, spec: spec())
    #expect(universe.factors == ["A"])
    #expect(universe.diagnostics.map(\.subject) == ["B"])
    #expect(universe.diagnostics[0].message.contains(reason), "\(universe.diagnostics)")
    #expect(universe.diagnostics[0].severity == .warning)
  }

  @Test func keepsAllUnlessTheSpecLetsThemGo() throws {
    var strict = spec()
    strict.fallback = [.ewma]
    #expect(
      try CalibrationUniverse(try history(blank: 200..<300), spec: strict).factors == ["A", "B"])
  }

  @Test func asksNoMoreOfAColumnThanTheFileHas() throws {
    let universe = try CalibrationUniverse(
      try history(days: 40, blank: 0..<0), spec: spec(.days(250)))
    #expect(universe.factors == ["A", "B"])
  }

  @Test func refusesWhenNothingIsLeft() throws {
    let few = try SyntheticPrices.history(["A"], days: 10)
    #expect(throws: InputError.self) { try CalibrationUniverse(few, spec: spec()) }
  }
}
