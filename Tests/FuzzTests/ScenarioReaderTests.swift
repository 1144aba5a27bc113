import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import Testing

/// What rules rest on, damaged: stress libraries, specs and joint factors.
@Suite struct ScenarioReaderTests {
  static let family = "scenarios"

  static let readers: [FuzzReader] = [
    FuzzReader("stress-library", "stress.yaml") { file in _ = try StressLibrary(yaml: file.input) },
    FuzzReader("spec", "spec.yaml") { file in _ = try CalibrationSpec(yaml: file.input) },
    FuzzReader("joint-factors", "joint.yaml") { file in _ = try JointSpec(yaml: file.input) },
    FuzzReader("scenario-table", "scenarios.csv") { file in
      _ = try ScenarioTable(table: file.input, horizon: nil, wanted: nil)
    },
    FuzzReader("scenario-array", "scenarios.npy") { file in
      _ = try ScenarioTable(array: file.input, named: ["BTC", "ETH"], horizon: nil, wanted: nil)
    },
    FuzzReader("array-labels", "scenarios.npy.json") { file in _ = try ArrayLabels(file.input) },
  ]

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(ScenarioReaderTests.family, ScenarioReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
