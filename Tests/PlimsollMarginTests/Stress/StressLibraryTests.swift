import Foundation
import Glibc
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct StressLibraryTests {
  private let complete = """
    scenarios:
      - name: crash
        source: imagined
        shocks: {A: {log: -0.5}, USDC: {relative: -0.02}, default: {beta: 1.2, of: A}}
        volatility: {A: {relative: 0.8}, default: {relative: 0.3}}
    grids:
      - {spot: [-0.15, 0.075], volatility: [0, 0.5]}
    depegs: {assets: [USDC], relative: -0.1}
    correlation_breaks:
      - {name: apart, blend: 0.5, toward: -1, blocks: [[A], [B]]}
    """

  @Test func readsEveryKey() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let library = try StressSamples.library(complete)
    let found = try library.scenarios(for: book)
    #expect(
      found.map(\.name) == [
        "crash", "grid spot -15% volatility 0%", "grid spot -15% volatility +50%",
        "grid spot +7.5% volatility 0%", "grid spot +7.5% volatility +50%", "depeg USDC",
      ])
    #expect(found[0].source == "imagined")
    #expect(found[0].shock.logMoves == ["A": -0.5, "B": 1.2 * -0.5, "USDC": log1p(-0.02)])
    #expect(found[0].shock.volatility == ["A": 0.8, "B": 0.3])
    #expect(found[2].shock.logMoves == ["A": log1p(-0.15), "B": log1p(-0.15)])
    #expect(found[2].shock.volatility == ["A": 0.5, "B": 0.5])
    #expect(found[5].shock == MarketShock(logMoves: ["USDC": log1p(-0.1)]))
    #expect(
      library.correlationBreaks
        == [CorrelationBreak(name: "apart", blend: 0.5, toward: -1, blocks: [["A"], ["B"]])])
  }

  @Test(arguments: [
    ("log: -0.5", "lgo: -0.5", 4), ("log: -0.5", "log: x", 4), ("-0.02", "-1", 4),
    ("of: A}", "of: B}", 4), ("beta: 1.2, of: A", "beta: 1.2", 4), ("log: -0.5", "", 4),
    ("log: -0.5", "log: -0.5, relative: -0.1", 4), ("relative: 0.8", "relative: -1", 5),
    ("relative: 0.8", "", 5), ("-0.15, 0.075", "", 7), ("spot:", "spott:", 7),
    ("[-0.15", "[-1.5", 7), ("relative: -0.1", "relative: -1", 8), (", relative: -0.1", "", 8),
    ("blend: 0.5", "blend: 1.5", 10), ("toward: -1", "toward: 0.5", 10), ("[B]", "[A]", 10),
    ("name: apart", "name: crash", 10), ("name: crash", "nam: crash", 2),
  ])
  func refusesWhatMakesNoSense(from: String, to: String, line: Int) throws {
    let text = complete.replacingOccurrences(of: from, with: to)
    #expect(text != complete)
    let error = #expect(throws: InputError.self) { try StressSamples.library(text) }
    #expect(error?.kind == .data && error?.place?.line == line, "\(error?.description ?? "")")
  }

  @Test func anEmptyLibraryIsAnError() {
    #expect(throws: InputError.self) { try StressSamples.library("optional: true") }
  }

  @Test func anUnknownFactorIsNamedWithItsPlace() throws {
    let text = complete.replacingOccurrences(of: "{A: {log", with: "{C: {log: 1}, A: {log")
    let book = try StressSamples.book(StressSamples.accounts)
    let library = try StressSamples.library(text)
    let error = #expect(throws: InputError.self) { try library.scenarios(for: book) }
    #expect(error?.place?.file == "mine.yaml" && error?.place?.line == 4)
    #expect(error?.message.contains("C is not a column") == true)
    let optional = try StressSamples.library("optional: true\n" + text)
    #expect(try optional.scenarios(for: book).count == 6)
  }

  @Test func defaultsAndGridsLeaveStablecoinsAlone() throws {
    let library = try StressSamples.library(
      "stablecoins: [B]\nscenarios: [{name: s, shocks: {default: {log: -1}}}]\n"
        + "grids: [{spot: [-0.5]}]")
    for scenario in try library.scenarios(for: StressSamples.book(StressSamples.accounts)) {
      #expect(Set(scenario.shock.logMoves.keys) == ["A", "USDC"])
    }
  }

  @Test func theShippedLibraryIsComplete() throws {
    let path = URL(fileURLWithPath: #filePath)
      .appending(path: "../../../../models/stress/crises.yaml").standardized.path
    let library = try StressLibrary(path: path)
    #expect(library.crises.count == 13 && library.isOptional)
    let thursday = try #require(library.crises.first { $0.name == "Black Thursday" })
    #expect(thursday.shocks["BTC"] == .log(-0.4976) && thursday.shocks["ETH"] == .log(-0.6213))
    for crisis in library.crises {
      #expect(crisis.source.contains("Binance") && crisis.defaultShock != nil)
    }
  }
}
