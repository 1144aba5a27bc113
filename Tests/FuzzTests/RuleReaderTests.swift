import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

/// Rules and packs, damaged.
@Suite struct RuleReaderTests {
  static let family = "rules"

  static let readers: [FuzzReader] = [
    FuzzReader("rule", "shortfall-rule.yaml", "limits-rule.yaml", "buffered-rule.yaml") { file in
      _ = try MarginRule(path: try file.path())
    },
    FuzzReader("pack", "scan-pack.yaml", "tiers-pack.yaml") { file in
      _ = try VenueRule(yaml: file.input)
    },
  ]

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(RuleReaderTests.family, RuleReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
