import Foundation
import Plimsoll
import TestBooks
import Testing

/// A temporary folder with a small book, two rules, their specs and a study, removed when it goes.
final class StudyFolder {
  let folder: String

  init(accounts: Int = 2) throws {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "study-\(UUID().uuidString)").path
    let positions = (0..<accounts).map { "a\($0),A,\($0 + 1)\na\($0),B,-2\n" }
    try write("desk/prices.csv", SyntheticPrices.csv(["A", "B"], days: 200))
    try write("desk/positions.csv", "account,instrument,quantity\n" + positions.joined())
    try write("specs/s.yaml", Self.spec)
    try write("rules/one.yaml", Self.rule)
    try write("rules/two.yaml", Self.rule.replacing("level: 0.99", with: "level: 0.975"))
    try write("studies/margin.yaml", Self.study)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let spec = """
    window: all
    volatility: {model: ewma, decay: 0.94}
    innovations: {model: student-t}
    correlation: {estimator: sample}

    """
  static let rule = """
    kind: shortfall
    level: 0.99
    measure: es
    mpor: 2d
    scenarios: {method: monte-carlo, spec: ../specs/s.yaml, count: 2000, seed: 1}
    floor: {fraction_of_notional: 0.001}
    maintenance: 0.75
    collateral: simulated

    """
  static let study = """
    margin:
      book: ../desk
      rule: [../rules/one.yaml]

    """

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ name: String, _ text: String) throws {
    try OutputFolder.write(Array(text.utf8), toFile: path(name))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// The rows of a sweep of `studies/margin.yaml`, by column.
  func sweep(
    _ vary: [String], study: String = "studies/margin.yaml", zip: Bool = false,
    in environment: RunEnvironment = RunEnvironment(threads: 2)
  ) throws -> Report {
    try SweepStudy(study: path(study), vary: vary, zip: zip).run(in: environment)
  }

  /// What the study at `study` comes to.
  func run(_ study: String = "studies/margin.yaml") throws -> Report {
    try StudyFile(path(study)).study.run(in: RunEnvironment(threads: 2))
  }
}

extension CSVTable {
  /// A column's values.
  func values(_ column: String) throws -> [CSVValue] {
    let place = try #require(columns.firstIndex(of: column), "no column \(column) in \(columns)")
    return rows.map { $0[place] }
  }
}
