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
  ]

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(ScenarioReaderTests.family, ScenarioReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
