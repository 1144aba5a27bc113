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
      #expect(expected.initial != nil && expected.maintenance != nil)
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

  /// Packs that measure a tail, on the sample book: what they said when their file was written, so that
  /// a change shows as a diff. Their parts are verified elsewhere: ShortfallRuleTests,
  /// DependenceStressTests, FilteredReplayTests, and ReferenceTests (margin-emir-apc).
  @Test func modelPacksSayWhatTheySaid() throws {
    let text = try String(
      contentsOfFile: "\(GoldenBook.folder)/model-packs.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let packs = try ShippedFiles.packNames.filter {
      try MarginRule(path: ShippedFiles.rule($0)).shortfall != nil
    }
    #expect(Set(rows.map { String($0[0]) }) == Set(packs))
    let book = try Book(reading: BookFiles(folder: ShippedFiles.sampleBook()))
    for pack in packs {
      let rule = try MarginRule(path: ShippedFiles.rule(pack))
      let found = try rule.assess(book, in: RiskContext()).requirements
      #expect(rows.count { $0[0] == pack } == found.count)
      for (row, requirement) in zip(rows.filter { $0[0] == pack }, found) {
        #expect(row[1] == requirement.account)
        let figures = [
          requirement.core, requirement.stress, requirement.initial, requirement.maintenance,
        ]
        for (text, figure) in zip(row.dropFirst(2), figures) {
          let wanted = Double(text)
          #expect((wanted == nil) == (figure == nil))
          guard let wanted, let figure else { continue }
          #expect(abs(figure - wanted) <= 1e-6 * abs(wanted), "\(pack), \(row[1]): \(figure)")
        }
      }
    }
  }
}
