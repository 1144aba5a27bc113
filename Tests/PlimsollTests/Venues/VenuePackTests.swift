import Foundation
import Plimsoll
import Testing

@Suite struct VenuePackTests {
  private static let pack = """
    kind: venue
    venue: V
    program: P
    as_of: 2025-01-01
    source: s
    sources: {s: {evidence: verified, text: "a page"}, t: {evidence: excerpt, text: "a copy"}}
    classes: {g: {big: [BTC], small: [ETH, SOL]}}
    units: underlying
    complete_for: [futures, options]
    charges:
      a: {kind: basis, grouping: g, least_move: {big: 0.01, small: {value: 0.02, source: t}}}
      b: {kind: short-options, rate: 0.005}
    initial: {sum: [a, {scaled: 2, of: b}]}
    maintenance: {scaled: {value: 0.5, source: t}, of: initial}
    """

  private static func read(_ text: String) throws(InputError) -> VenueRule {
    try VenueRule(yaml: InputFile(name: "mine.yaml", text: text))
  }

  @Test func everyFigureHasItsSource() throws {
    let pack = try Self.read(Self.pack).pack
    #expect(pack.venue == "V" && pack.program == "P" && pack.asOf.description == "2025-01-01")
    #expect(
      pack.parameters.map(\.path) == [
        "a.least_move.big", "a.least_move.small", "b.rate", "scaled", "scaled",
      ])
    #expect(pack.unverified.map(\.value) == ["0.02", "0.5"])
    #expect(pack.unverified.allSatisfy { $0.source.evidence == .excerpt })
  }

  @Test(arguments: [
    ("source: s\n", "", "has no source"),
    ("big: 0.01", "big: nan", "not a finite number"),
    ("big: 0.01", "big: -1", "out of range"),
    ("big: 0.01", "huge: 0.01", "unknown key \"huge\""),
    ("source: t}}", "source: x}}", "no source is called"),
    ("grouping: g", "grouping: h", "no group of classes"),
    ("[ETH, SOL]", "[ETH, BTC]", "in two classes"),
    ("kind: basis", "kind: magic", "unknown value"),
    ("{sum: [a, {scaled: 2, of: b}]}", "a", "uses the charge"),
    ("{sum: [a, {scaled: 2, of: b}]}", "{sum: [a, c]}", "no charge is called \"c\""),
    ("{sum: [a, {scaled: 2, of: b}]}", "{sum: [a, b], max: [a]}", "not one combination"),
    ("{sum: [a, {scaled: 2, of: b}]}", "maintenance", "rests on"),
    ("evidence: verified", "evidence: certain", "unknown value"),
    ("units: underlying", "units: desk", "unknown value"),
    ("as_of: 2025-01-01", "as_of: yesterday", "not a date"),
    ("venue: V\n", "", "`venue` is missing"),
    ("rate: 0.005", "rate: 0.005, slope: 1", "unknown key \"slope\""),
    (
      "{evidence: excerpt, text: \"a copy\"}}",
      "{evidence: excerpt, text: c}, u: {evidence: excerpt, text: d}}", "no figure rests on"
    ),
    ("venue: V", "venue: V\nsurprise: 1", "unknown key \"surprise\""),
  ])
  func refusesWhatMakesNoSense(from: String, to: String, message: String) throws {
    let text = Self.pack.replacingOccurrences(of: from, with: to)
    #expect(text != Self.pack)
    let error = #expect(throws: InputError.self) { try Self.read(text) }
    let words = try #require(error?.description)
    #expect(words.contains(message), "\(words)")
    #expect(words.contains("mine.yaml") && error?.kind == .data)
  }

  @Test(arguments: [
    "[[1, 2]]", "[[above, 0.1], [2, 0.1]]", "[[2, 0.1], [1, 0.1], [above, 1]]", "[]",
    "[[above, 0.1, 0.5]]", "[[above]]", "[[1, 0.1], [above, 0.2]]",
  ])
  func refusesBracketsThatMakeNoLadder(brackets: String) {
    let text = Self.pack.replacingOccurrences(
      of: "{kind: short-options, rate: 0.005}",
      with: "{kind: brackets, leverages: [10], brackets: \(brackets)}")
    #expect(throws: InputError.self) { try Self.read(text) }
  }

  @Test func everyShippedPackSaysWhoseItIsAndWhatIsDoubtful() throws {
    #expect(ShippedFiles.packNames.count >= 16)
    for name in ShippedFiles.packNames {
      let pack = try #require(try MarginRule(path: ShippedFiles.rule(name)).pack)
      #expect(!pack.venue.isEmpty && !pack.parameters.isEmpty)
      #expect(pack.parameters.allSatisfy { !$0.source.text.isEmpty })
    }
  }

  /// An account that the pack has no figures for does not take the others' margin away.
  @Test func accountsThatAreNotCoveredAreNotQuoted() throws {
    func account(_ name: String, _ factor: String) -> Account {
      Account(
        name: name,
        positions: [
          Position(
            instrument: .perpetual(
              Perpetual(name: "\(factor)-P", underlying: RiskFactor(factor), settlement: .linear)),
            quantity: 1)
        ])
    }
    let prices = try PriceHistory(
      csv: InputFile(name: "prices.csv", text: "date,BTC,XYZ\n2025-01-01,100,1\n2025-01-02,101,1\n")
    )
    let both = try Book(
      name: "b", prices: prices, accounts: [account("known", "BTC"), account("other", "XYZ")])
    let found = try Self.read(Self.pack).assess(both, in: RiskContext())
    #expect(found.requirements.map(\.account) == ["known"])
    #expect(found.unquoted.map(\.account) == ["other"])
    #expect(found.diagnostics.contains { $0.message.contains("other not margined") })
    #expect(abs(found.requirements[0].initial - 1.01) < 1e-12)
    let alone = try Book(name: "b", prices: prices, accounts: [account("other", "XYZ")])
    #expect(throws: InputError.self) { try Self.read(Self.pack).assess(alone, in: RiskContext()) }
  }
}
