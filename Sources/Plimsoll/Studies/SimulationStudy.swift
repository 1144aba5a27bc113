internal import FoundationEssentials
public import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// Draws scenarios from a model, for other tools.
public struct SimulationStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "simulate"

  /// The model file.
  public var model: String
  /// How many scenarios.
  public var scenarios: Int
  /// Over what time.
  public var horizon: TimeSpan
  /// The seed.
  public var seed: UInt64
  /// The file name: `.csv` or `.npy`.
  public var output: String

  /// Scenarios of every factor of a model.
  public init(model: String, scenarios: Int, horizon: TimeSpan, seed: UInt64, output: String) {
    self.model = model
    self.scenarios = scenarios
    self.horizon = horizon
    self.seed = seed
    self.output = output
  }

  /// More numbers than this are not written to one file.
  private static let mostNumbers = 500_000_000

  /// Draws; the attachment is the file of scenarios × factors log returns.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    let isCSV = output.hasSuffix(".csv")
    guard isCSV || output.hasSuffix(".npy") else {
      throw .usage(
        "\(output) is neither .csv nor .npy", remedy: "Name the output file OUT.csv or OUT.npy.")
    }
    let calibrated = try RiskModel(path: model)
    guard scenarios * calibrated.factors.count <= Self.mostNumbers else {
      throw .usage(
        "\(scenarios) scenarios of \(calibrated.factors.count) factors are more than "
          + "\(Self.mostNumbers) numbers",
        remedy: "Draw fewer, or several files with different seeds.")
    }
    let source = try MonteCarlo(
      calibrated, bars: try horizon.bars(of: calibrated.bar), count: scenarios, seed: seed)
    let drawn = moves(of: source, in: environment)
    var manifest = RunManifest(
      study: self, inputs: [InputDigest(try InputFile(path: model))], environment: environment)
    manifest.add(calibrated)
    manifest.seed = seed
    manifest.counts = ["scenarios": scenarios, "factors": source.factors.count]
    guard let moves = drawn else { return .ofPart(manifest) }
    var report = summary(source.factors, moves, manifest)
    report.tables = [("summary.csv", report.records)]
    report.diagnostics = manifest.diagnostics
    let name = InputFile.displayName(of: output)
    guard !isCSV else {
      report.attachments = [(name, Self.csv(moves, factors: source.factors))]
      return report
    }
    let labels = ArrayLabels(
      values: "log return", columns: source.factors.map(\.name), horizon: horizon)
    report.attachments = [
      (name, NumPyFile.encode(moves)), (ArrayLabels.name(beside: name), labels.encoded()),
    ]
    return report
  }

  /// The draws; nil in a process that does only its part of them.
  private func moves(of source: MonteCarlo, in environment: RunEnvironment) -> Matrix? {
    func draw(_ own: Range<Int>) -> Matrix { source.moves(own, threads: environment.threads) }
    guard let share = environment.share else { return draw(0..<scenarios) }
    let key = "moves"
    if let shard = share.shard {
      share.keep(Data(NumPyFile.encode(draw(shard.range(of: scenarios)))), for: key)
      return nil
    }
    let parts = share.bytes(for: key)?.compactMap { try? NumPyFile.decode(Array($0)) } ?? []
    guard parts.reduce(0, { $0 + $1.rows }) == scenarios else { return draw(0..<scenarios) }
    return Matrix(
      rows: scenarios, columns: source.factors.count, storage: parts.flatMap(\.storage))
  }

  /// Mean, deviation and extremes of each factor's draws.
  private func summary(_ factors: [RiskFactor], _ moves: Matrix, _ manifest: RunManifest)
    -> Report
  {
    var records = CSVTable(columns: ["factor", "mean", "standard_deviation", "smallest", "largest"])
    var rows: [[String]] = []
    var deviations: [Double] = []
    for (column, factor) in factors.enumerated() {
      let draws = moves.column(column)
      let mean = draws.reduce(0, +) / Double(draws.count)
      let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
      let figures = [mean, variance.squareRoot(), draws.min() ?? 0, draws.max() ?? 0]
      deviations.append(figures[1])
      records.append([.text(factor.name)] + figures.map(CSVValue.number))
      rows.append([factor.name] + figures.map { NumberText.percent($0, decimals: 2) })
    }
    var report = Report(
      headline: .init(
        columns: [
          "factor", .right("mean"), .right("deviation"), .right("smallest"), .right("largest"),
        ], rows: rows),
      records: records, manifest: manifest)
    report.figures = zip(factors, deviations).map {
      Report.Figure("standard_deviation", of: factors.count > 1 ? $0.name : nil, $1)
    }
    return report
  }

  private static func csv(_ moves: Matrix, factors: [RiskFactor]) -> [UInt8] {
    var table = CSVTable(columns: ["scenario"] + factors.map(\.name))
    table.reserve(rows: moves.rows)
    for row in 0..<moves.rows {
      table.append([.integer(row)] + moves.row(row).map(CSVValue.number))
    }
    return table.encoded(significantDigits: nil)
  }
}
