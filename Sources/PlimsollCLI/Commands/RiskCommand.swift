import ArgumentParser
import Plimsoll

/// `plimsoll risk`.
struct RiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "risk",
    abstract: "Value at risk and expected shortfall of every account.",
    discussion: """
      Positions only; collateral stands still. Writes risk.csv, report.md, charts and run.json.

      EXAMPLE: plimsoll risk models/books/sample --method historical,monte-carlo \
      --level 0.975,0.99 --horizon 1d -o risk
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "Methods, with commas.")
  var method = CommaSeparated<RiskMethod>([.monteCarlo])

  @Option(help: "Confidence levels between 0 and 1, with commas.")
  var level: CommaSeparated<ConfidenceLevel> = Self.defaultLevel

  @Option(help: "Horizons, with commas: whole numbers of bars, such as 1d,2d.")
  var horizon = CommaSeparated<TimeSpan>([.day])

  @Option(help: "A model that calibrate wrote; calibrated to the book's prices unless given.")
  var model: String?

  @Option(help: "Spec for reading history and calibrating.", completion: .file())
  var spec: String?

  @Option(
    help: "Joint factors: a YAML file, or crypto; spot alone moves unless given.",
    completion: .file())
  var joint: String?

  @Option(help: "Monte Carlo scenarios.", transform: PositiveCount.parse)
  var scenarios = ScenarioPlan.defaultCount

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  private static var defaultLevel: CommaSeparated<ConfidenceLevel> {
    CommaSeparated([ConfidenceLevel(0.99)].compactMap { $0 })
  }

  func run() throws {
    let report = try running.run(
      RiskStudy(
        book: try book.settings, model: model, spec: spec, overrides: overrides.overrides,
        methods: method.values, levels: level.values, horizons: horizon.values,
        scenarios: scenarios, seed: seed, joint: joint))
    try report.folder(style: .full).write(to: output)
    running.show(report)
  }
}
