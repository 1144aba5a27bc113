import PlimsollMargin
import PlimsollMarket
import Testing

/// Funding, thin markets, holders that leave and coins that fail, in a library's file.
@Suite struct StressFamilyTests {
  private func read(_ text: String) throws -> StressLibrary {
    try StressLibrary(yaml: InputFile(name: "families.yaml", text: text))
  }

  @Test func everyConditionIsRead() throws {
    let library = try read(
      """
      scenarios:
        - {name: squeeze, funding: -0.003}
        - {name: drought, liquidity: {volume: 0.1, spread: 10}, shocks: {A: {relative: -0.1}}}
        - {name: exit, unwind: {holders: 2, of: [A, B]}}
      jumps:
        - {assets: [A], relative: -0.9}
        - {assets: [C, B], relative: -0.5}
      """)
    #expect(library.crises[0].conditions.funding == -0.003)
    #expect(library.crises[1].conditions.volume == 0.1)
    #expect(library.crises[1].conditions.spread == 10)
    #expect(library.crises[2].conditions.unwinds == 2)
    #expect(library.crises[2].conditions.unwound == ["A", "B"])
    let book = try StressSamples.book(StressSamples.accounts)
    var optional = library
    optional.isOptional = true
    let scenarios = try optional.scenarios(for: book)
    #expect(scenarios.map(\.conditions.isUsual).prefix(3) == [false, false, false])
    let jumps = scenarios.filter { $0.source == "jump" }
    #expect(jumps.map(\.name) == ["A jumps to default", "B jumps to default"])
    #expect(abs(jumps[0].shock.relativeMove(of: "A") + 0.9) < 1e-15)
    #expect(jumps[0].shock.relativeMove(of: "B") == 0)
  }

  @Test(arguments: [
    ("scenarios: [{name: a, funding: 2}]", "funding"),
    ("scenarios: [{name: a, funding: nan}]", "funding"),
    ("scenarios: [{name: a, liquidity: {volume: 0}}]", "volume"),
    ("scenarios: [{name: a, liquidity: {depth: 1}}]", "depth"),
    ("scenarios: [{name: a, unwind: {of: [A]}}]", "holders"),
    ("scenarios: [{name: a, unwind: {holders: 0}}]", "holders"),
    ("scenarios: [{name: a}]", "nothing moves"), ("jumps: [{assets: [A]}]", "relative"),
    ("jumps: [{assets: [A], relative: -1}]", "relative"),
  ]) func badFamiliesAreRefused(text: String, named: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.description.contains(named) == true)
  }
}
