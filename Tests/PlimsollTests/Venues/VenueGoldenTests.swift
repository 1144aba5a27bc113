import Foundation
import Plimsoll
import Testing

/// Published and hand-worked books of every shipped pack, to one part in a million.
@Suite struct VenueGoldenTests {
  @Test func everyScanPackHasAGoldenFile() throws {
    let packs = try ShippedFiles.packNames.filter {
      try MarginRule(path: ShippedFiles.rule($0)).shortfall == nil
    }
    let golden = try Set(GoldenBook.names.map { try GoldenBook($0).pack })
    #expect(packs.count >= 12 && Set(packs).subtracting(golden).isEmpty)
  }

  @Test(arguments: GoldenBook.names) func goldenMarginsComeOut(name: String) throws {
    let golden = try GoldenBook(name)
    let rule = try MarginRule(path: ShippedFiles.rule(golden.pack))
    #expect(!golden.books.isEmpty)
    for book in golden.books {
      let requirement = try #require(rule.assess(book, in: RiskContext()).requirements.first)
      let expected = try #require(golden.expected[requirement.account])
      func check(_ got: Double, _ wanted: Double?, _ what: String) {
        guard let wanted = wanted.map({ $0 * expected.unit }) else { return }
        #expect(
          abs(got - wanted) <= 1e-6 * abs(wanted) + 1e-9,
          "\(name), \(requirement.account), \(what): \(got / expected.unit)")
      }
      check(requirement.initial, expected.initial, "initial")
      check(requirement.maintenance, expected.maintenance, "maintenance")
      for (charge, amount) in expected.charges {
        let found = requirement.charges.filter { $0.charge == charge }
        #expect(!found.isEmpty, "\(name) has no charge \(charge)")
        check(found.reduce(0) { $0 + $1.initial }, amount, charge)
      }
      if let binding = expected.binding { #expect(requirement.binding == binding) }
      let components = requirement.contributions.reduce(0) { $0 + $1.component }
      #expect(abs(components - requirement.core) <= 1e-9 * max(1, requirement.core))
    }
  }
}
