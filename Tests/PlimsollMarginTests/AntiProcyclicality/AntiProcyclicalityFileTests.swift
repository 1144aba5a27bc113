import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import Testing

@Suite struct AntiProcyclicalityFileTests {
  private func load(_ option: String) throws -> AntiProcyclicality? {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("apc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      kind: shortfall
      level: 0.99
      measure: es
      mpor: 2d
      scenarios: {method: historical}
      maintenance: 0.75
      collateral: simulated
      \(option)
      """
    try Data(text.utf8).write(to: folder.appendingPathComponent("mine.yaml"))
    return try ShortfallRule(path: folder.appendingPathComponent("mine.yaml").path)
      .antiProcyclicality
  }

  private func period(_ after: String, _ through: String) throws -> StressedRows.Period {
    .init(after: try #require(Timestamp(after)), through: try #require(Timestamp(through)))
  }

  @Test func noneIsTheAbsentKey() throws {
    #expect(try load("") == nil)
    #expect(try load("anti_procyclicality: {method: none}") == nil)
  }

  @Test func readsABuffer() throws {
    #expect(
      try load("anti_procyclicality: {method: buffer, size: 0.3, rebuild: 20d}")
        == .buffer(.init(size: 0.3, rebuild: .days(20))))
    #expect(
      try load("anti_procyclicality: {method: buffer, rebuild: never}")
        == .buffer(.init(size: 0.25, rebuild: nil)))
    #expect(try load("anti_procyclicality: {method: buffer}") == .buffer(.init()))
  }

  @Test func readsStressedObservations() throws {
    #expect(
      try load("anti_procyclicality: {method: stressed-observations, worst: 250d}")
        == .stressedObservations(.init(weight: 0.25, stressed: .worst(.days(250)))))
    // A bare date is the whole day; a time is itself.
    let periods = """
      anti_procyclicality:
        method: stressed-observations
        weight: 0.4
        periods:
          - {from: 2020-03-01, to: 2020-04-30}
          - {from: 2022-11-07T06:00Z, to: 2022-11-20}
      """
    #expect(
      try load(periods)
        == .stressedObservations(
          .init(
            weight: 0.4,
            stressed: .periods([
              try period("2020-02-29", "2020-04-30"),
              try period("2022-11-07T06:00Z", "2022-11-20"),
            ]))))
  }

  @Test func readsABlendAndAFloor() throws {
    #expect(
      try load("anti_procyclicality: {method: stressed-blend, worst: 90d, never_below: false}")
        == .stressedBlend(.init(stressed: .worst(.days(90)), isNeverBelow: false)))
    #expect(
      try load("anti_procyclicality: {method: stressed-blend, worst: 90d}")
        == .stressedBlend(.init(stressed: .worst(.days(90)), isNeverBelow: true)))
    #expect(try load("anti_procyclicality: {method: floor}") == .longFloor)
  }

  @Test(arguments: [
    "{}", "{size: 0.25}", "{method: cushion}", "{method: buffer, size: 0}",
    "{method: buffer, size: 1.5}", "{method: buffer, size: x}", "{method: buffer, rebuild: 0d}",
    "{method: buffer, rebuild: soon}", "{method: stressed-observations}",
    "{method: stressed-observations, worst: 250d, weight: 0}",
    "{method: stressed-observations, worst: 250d, weight: 1}",
    "{method: stressed-observations, worst: 250}",
    "{method: stressed-observations, worst: 250d, periods: [{from: 2020-03-01, to: 2020-04-30}]}",
    "{method: stressed-observations, periods: []}",
    "{method: stressed-observations, periods: [{from: 2020-03-01}]}",
    "{method: stressed-observations, periods: [{from: 2020-03-01, to: soon}]}",
    "{method: stressed-observations, periods: [{from: 2020-03-01, to: 2020-02-01}]}",
    "{method: stressed-observations, periods: [{from: 2020-03-01, until: 2020-04-30}]}",
    "{method: stressed-blend, worst: 250d, never_below: maybe}", "buffer", "[buffer]",
  ])
  func refusesWhatMakesNoSense(option: String) throws {
    let error = #expect(throws: InputError.self) {
      try load("anti_procyclicality: \(option)")
    }
    #expect(error?.place?.line == 8 && error?.description.contains("mine.yaml") == true)
  }

  @Test(arguments: [
    ("{method: none, size: 0.25}", "size"), ("{method: floor, weight: 0.25}", "weight"),
    ("{method: buffer, worst: 250d}", "worst"),
    ("{method: stressed-observations, worst: 250d, never_below: true}", "never_below"),
    ("{method: stressed-blend, worst: 250d, rebuild: 60d}", "rebuild"),
  ])
  func aKeyThatTheMethodDoesNotUseIsRefused(option: String, key: String) throws {
    let error = #expect(throws: InputError.self) {
      try load("anti_procyclicality: \(option)")
    }
    #expect(error?.description.contains("`\(key)`") == true)
    #expect(error?.place?.line == 8)
  }

  @Test func anUnknownKeyIsCorrected() throws {
    let error = #expect(throws: InputError.self) {
      try load("anti_procyclicality: {method: buffer, rebuilt: 60d}")
    }
    #expect(error?.description.contains("rebuild") == true)
  }
}
