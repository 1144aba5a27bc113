import Foundation
import PlimsollMarket
import Testing

@testable import PlimsollClearing

/// Members, waterfalls, impact and liquidation, damaged.
@Suite struct ClearingReaderTests {
  static let family = "clearing"

  static let readers: [FuzzReader] = [
    FuzzReader("members", "members.csv") { file in
      _ = try MemberTable(
        csv: file.input, accounts: ["directional", "coin-collateral", "nearly-under-water"])
    },
    FuzzReader("impact", "impact.yaml") { file in _ = try ImpactModel(path: try file.path()) },
    FuzzReader("liquidation", "liquidation.yaml") { file in
      _ = try LiquidationRules(yaml: file.input)
    },
    FuzzReader("waterfall", "waterfall.yaml") { file in _ = try Waterfall(yaml: file.input) },
  ]

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(ClearingReaderTests.family, ClearingReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
