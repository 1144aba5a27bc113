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

  @Option(help: "Methods, with commas; monte-carlo unless given, or file with --scenario-file.")
  var method: CommaSeparated<RiskMethod>?

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

  @Option(
    help: ArgumentHelp(
      "Monte Carlo scenarios, 100000 unless given; with --precision the most, 16777216 unless given.",
      discussion:
        "Scrambled points come in 16 × 2^m and pairs in twos: the number is raised to that."),
    transform: PositiveCount.parse)
  var scenarios: Int?

  @Option(
    help: ArgumentHelp(
      "Draw each account's own scenarios until its ES is known to this part of itself: 1%.",
      discussion: """
        Half of the 95 % interval over the ES. sampling.csv says how many scenarios it took, how they \
        were drawn and why; shortfall-contributions.csv takes the ES apart by holding.
        """, valueName: "part"), transform: Precision.parse)
  var precision: Double?

  @Option(
    help: ArgumentHelp(
      "How each account's own scenarios are drawn: auto looks at a pilot; sobol are scrambled points, "
        + "importance draws where the account loses and weights.", valueName: "way"))
  var sampling: SamplingName?

  @Option(
    help: ArgumentHelp(
      "Scenarios made elsewhere: a .csv as simulate writes it, or a .npy of scenarios × factors log returns.",
      discussion:
        "Of a .npy, FILE.json beside it names the columns and the horizon; simulate writes it too."),
    completion: .file(extensions: ["csv", "npy"]))
  var scenarioFile: String?

  @Flag(
    name: .customLong("pnl"),
    help: "Also write every account's P&L, scenario by scenario: pnl-METHOD-HORIZON.npy.")
  var keepsPnL = false

  @Flag(
    help: ArgumentHelp(
      "Let a loss of known law take off part of the error of each account's own scenarios.",
      discussion:
        "Under a Gaussian copula (--dependence gaussian); a warning says where it is not used."))
  var controlVariate = false

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  private static var defaultLevel: CommaSeparated<ConfidenceLevel> {
    CommaSeparated([ConfidenceLevel(0.99)].compactMap { $0 })
  }

  private var choice: SamplingChoice? {
    guard precision != nil || sampling != nil || controlVariate else { return nil }
    return SamplingChoice(
      sampling: sampling?.sampling, precision: precision, controls: controlVariate)
  }

  func run() throws {
    let choice = choice
    let study = RiskStudy(
      book: try book.settings, model: model, spec: spec, overrides: overrides.overrides,
      methods: method?.values ?? RiskStudy.methods(scenarioFile: scenarioFile),
      levels: level.values, horizons: horizon.values,
      scenarios: scenarios ?? RiskStudy.scenarios(for: choice), seed: seed, joint: joint,
      sampling: choice, scenarioFile: scenarioFile, keepsPnL: keepsPnL)
    let report = try running.run(countingIn: choice == nil ? RiskStudy.unit : "tails") {
      try study.run(in: $0)
    }
    try report.folder(style: .full).write(to: output)
    try running.show(report)
    if choice != nil, !running.quiet {
      let seconds = report.manifest.timings[RiskMethod.monteCarlo.rawValue] ?? 0
      Terminal.printLine(
        "\(report.manifest.counts["scenarios"] ?? 0) scenarios drawn in "
          + "\(NumberText.plain(seconds, significantDigits: 2)) s, model and pilots included")
    }
  }
}
