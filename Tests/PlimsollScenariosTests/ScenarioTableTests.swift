import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

/// Scenarios from files of other tools.
@Suite struct ScenarioTableTests {
  private static let factors: [RiskFactor] = ["A", "B", "C"]

  /// A folder that is removed at the end of `body`.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "tables-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func csv(_ moves: Matrix) -> String {
    let rows = (0..<moves.rows).map { row in
      "\(row)," + moves.row(row).map { "\($0)" }.joined(separator: ",")
    }
    return (["scenario,A,B,C"] + rows).joined(separator: "\n") + "\n"
  }

  @Test func obeysTheLawsOfSources() throws {
    checkScenarioSourceLaws(try ScenarioTable(MadeScenarios.file))
  }

  /// Both kinds of file hold the same numbers, and columns are found by their names.
  @Test func columnsGoByTheirNames() throws {
    let moves = MadeScenarios.moves(3, count: 50)
    try inFolder { folder in
      try write(NumPyFile.encode(moves), to: folder + "/s.npy")
      let labels = ArrayLabels(
        values: "log return", columns: Self.factors.map(\.name), horizon: .days(2))
      try write(labels.encoded(), to: folder + "/s.npy.json")
      try write(csv(moves).utf8, to: folder + "/s.csv")
      for name in ["s.npy", "s.csv"] {
        let file = ScenarioFile(path: "\(folder)/\(name)")
        let all = try ScenarioTable(file)
        #expect(all.factors == Self.factors && all.count == 50 && all.effectiveCount == 50)
        #expect(all.moves(0..<50) == moves)
        #expect(all.horizon == (name == "s.npy" ? .days(2) : nil))
        let some = try ScenarioTable(file, factors: ["C", "A"])
        #expect(some.factors == ["C", "A"])
        #expect(some.moves(0..<50).column(0) == moves.column(2))
        #expect(some.moves(0..<50).column(1) == moves.column(0))
        #expect(try file.inputs().map(\.file) == (name == "s.npy" ? [name, "s.npy.json"] : [name]))
      }
      // What is said of a file goes before what stands beside it.
      let named = ScenarioFile(path: folder + "/s.npy", factors: ["X", "Y", "Z"], horizon: .day)
      #expect(try ScenarioTable(named).factors == ["X", "Y", "Z"])
      #expect(try ScenarioTable(named).horizon == .day)
    }
  }

  @Test(arguments: [
    ("A,B\n", nil, "holds no scenario"), ("A,B\n0.1,\n", "B", "is blank"),
    ("A,B\n0.1,nan\n", "B", "\"nan\" is not a finite number"),
    ("A,B\n0.1,61000\n", "B", "a log return of 61000.0 is absurd"),
    ("A,C\n0.1,0.2\n", nil, "has no scenarios of B"),
  ])
  func badTables(text: String, column: String?, message: String) {
    let error = #expect(throws: InputError.self) {
      try ScenarioTable(
        table: InputFile(name: "s.csv", text: text), horizon: nil, wanted: ["A", "B"])
    }
    #expect(error?.message == message)
    #expect(error?.place?.file == "s.csv" && error?.place?.column == column)
    #expect(error?.place?.line == (column == nil ? nil : 2))
  }

  @Test(arguments: [
    (["A", "B"], "it has 3 columns, and 2 factors are named"),
    (["A", "B", "A"], "the factor A is named twice"), (nil, "its 3 columns have no names"),
    (["A", "X", "C"], "has no scenarios of B"),
  ])
  func badNames(names: [String]?, message: String) {
    expect(MadeScenarios.moves(3, count: 2), names, message)
  }

  @Test(arguments: [Double.nan, .infinity, -21])
  func absurdMovesOfAnArray(value: Double) {
    var moves = MadeScenarios.moves(3, count: 4)
    moves[2, 1] = value
    expect(
      moves, ["A", "B", "C"], "a log return of \(value) in row 2, counted from 0, is absurd")
    expect(Matrix(rows: 0, columns: 3), ["A", "B", "C"], "holds no scenario")
  }

  private func expect(_ moves: Matrix, _ names: [String]?, _ message: String) {
    let error = #expect(throws: InputError.self) {
      try ScenarioTable(
        array: InputFile(name: "s.npy", bytes: NumPyFile.encode(moves)), named: names,
        horizon: nil, wanted: Self.factors)
    }
    #expect(error?.message == message && error?.place?.file == "s.npy")
  }

  @Test func whatIsNoArrayIsRefused() throws {
    let error = #expect(throws: InputError.self) {
      try ScenarioTable(
        array: InputFile(name: "s.npy", text: "A,B\n"), named: ["A"], horizon: nil, wanted: nil)
    }
    #expect(error?.message.contains("does not begin with") == true)
    try inFolder { folder in
      try write(NumPyFile.encode(MadeScenarios.moves(1, count: 2)), to: folder + "/s.npy")
      try write("[1]".utf8, to: folder + "/s.npy.json")
      let error = #expect(throws: InputError.self) {
        try ScenarioTable(ScenarioFile(path: folder + "/s.npy"))
      }
      #expect(error?.place?.file == "s.npy.json")
    }
  }
}
