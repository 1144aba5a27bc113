public import PlimsollMarket
internal import PlimsollNumerics

/// Scenarios that somebody else made, from a file: equally likely, independent rows of log returns.
///
/// - Complexity: O(scenarios × factors) memory.
/// - Verified by: ScenarioTableTests.
public struct ScenarioTable: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The rows of the file.
  public let count: Int
  /// Over what time, as the file says; nil when nothing says so.
  public let horizon: TimeSpan?

  /// scenarios × columns of the file.
  private let moves: Matrix
  /// The column of each factor.
  private let columns: [Int]

  /// A log return beyond ±this is a mistake of unit, as of prices in place of returns.
  private static let largestMove = 20.0

  /// Reads a file.
  ///
  /// - Parameter wanted: the factors needed, in their order; other columns are passed over. Nil for all.
  /// - Throws: an `InputError` for a file of another kind, columns without names, a wanted factor that is
  ///   not there, a cell that is blank or no plausible log return, or no row.
  public init(_ file: ScenarioFile, factors wanted: [RiskFactor]? = nil) throws(InputError) {
    let input = try InputFile(path: file.path)
    if file.path.hasSuffix(".npy") {
      let labels = try ArrayLabels.file(beside: file.path).map { file throws(InputError) in
        try ArrayLabels(file)
      }
      try self.init(
        array: input, named: file.factors?.map(\.name) ?? labels?.columns,
        horizon: file.horizon ?? labels?.horizon, wanted: wanted)
    } else {
      try self.init(table: input, horizon: file.horizon, wanted: wanted)
    }
  }

  /// A CSV: a column for each factor; one called `scenario` is passed over.
  package init(table input: InputFile, horizon: TimeSpan?, wanted: [RiskFactor]?) throws(InputError)
  {
    let table = try CSVFile(input)
    let named = table.header.indices.filter { table.header[$0] != "scenario" }
    let columns = try Self.columns(
      of: wanted, in: named.map { table.header[$0] }, of: input.name)
    let used = columns.map { named[$0] }
    var moves = Matrix(rows: table.rowCount, columns: used.count)
    for row in 0..<table.rowCount {
      for (place, column) in used.enumerated() {
        let move = try table.requiredNumber(row: row, column: column)
        guard abs(move) <= Self.largestMove else {
          throw table.error(
            row: row, column: column, "a log return of \(move) is absurd", remedy: Self.remedy)
        }
        moves[row, place] = move
      }
    }
    try self.init(
      moves, columns: Array(used.indices),
      factors: wanted ?? used.map { RiskFactor(table.header[$0]) }, horizon: horizon,
      file: input.name)
  }

  /// A `.npy`, whose columns are named elsewhere.
  package init(
    array input: InputFile, named names: [String]?, horizon: TimeSpan?, wanted: [RiskFactor]?
  )
    throws(InputError)
  {
    let moves: Matrix
    do { moves = try NumPyFile.decode(input.bytes) } catch {
      throw .data(
        input.name, "\(error)",
        remedy: "Save it with numpy.save(file, numpy.ascontiguousarray(array, dtype='<f8')).")
    }
    guard let names else {
      throw .data(
        input.name, "its \(moves.columns) columns have no names",
        remedy: "Name them by `factors`, or write \(ArrayLabels.name(beside: input.name)) with "
          + "{\"values\": \"log return\", \"columns\": [\"BTC\", …]}.")
    }
    guard names.count == moves.columns else {
      throw .data(
        input.name, "it has \(moves.columns) columns, and \(names.count) factors are named",
        remedy: "Name each column once, in order; the array is scenarios × factors.")
    }
    if let repeated = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw .data(
        input.name, "the factor \(names[repeated]) is named twice",
        remedy: "Name each column once.")
    }
    let columns = try Self.columns(of: wanted, in: names, of: input.name)
    for row in 0..<moves.rows {
      for column in columns where !(abs(moves[row, column]) <= Self.largestMove) {
        throw .data(
          input.name, column: names[column],
          "a log return of \(moves[row, column]) in row \(row), counted from 0, is absurd",
          remedy: Self.remedy)
      }
    }
    try self.init(
      moves, columns: columns, factors: columns.map { RiskFactor(names[$0]) }, horizon: horizon,
      file: input.name)
  }

  private init(
    _ moves: Matrix, columns: [Int], factors: [RiskFactor], horizon: TimeSpan?, file: String
  ) throws(InputError) {
    guard moves.rows > 0 else {
      throw .data(
        file, "holds no scenario", remedy: "Give a column for each factor and at least one row.")
    }
    self.moves = moves
    self.columns = columns
    self.factors = factors
    self.horizon = horizon
    count = moves.rows
  }

  private static let remedy =
    "Give log returns over the horizon, such as -0.05 for a fall of 4.9 %."

  /// The place of each wanted factor among the names.
  private static func columns(of wanted: [RiskFactor]?, in names: [String], of file: String)
    throws(InputError) -> [Int]
  {
    guard let wanted else { return Array(names.indices) }
    var places: [Int] = []
    for factor in wanted {
      guard let place = names.firstIndex(of: factor.name) else {
        throw .data(
          file, "has no scenarios of \(factor)",
          remedy: "Add a column \(factor); it has \(names.prefix(20).joined(separator: ", ")).")
      }
      places.append(place)
    }
    return places
  }

  /// Copies the rows.
  public func fill(_ tile: inout ScenarioTile) {
    for (factor, source) in columns.enumerated() {
      for (place, scenario) in tile.scenarios.enumerated() {
        tile.moves[factor * tile.stride + place] = moves[scenario, source]
      }
    }
  }
}
