import ArgumentParser
import Plimsoll

/// `plimsoll demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "From calibrate to waterfall on the sample book, one folder a verb.",
    discussion: """
      The sample book is synthetic and travels with the command.

      EXAMPLE: plimsoll demo -o demo
      """)

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output = "demo"

  @Flag(
    help: ArgumentHelp(
      "Write what is kept under version control: nine significant digits, no run.json, no model "
        + "and no scenarios."))
  var committed = false

  /// Packs that margin is compared under.
  private static let packs = [
    "deribit-xpm-2026-02", "okx-pm-2024-12", "okx-pm-2025-01", "derive-pm2-2025",
    "paradex-pm-2026", "hyperliquid-2026-08", "span-crypto-2019", "stans-like-2021",
    "prisma-like-2026",
  ]

  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let style: Report.Style = committed ? .committed : .full
    let book = try ShippedFiles.sampleBook()
    let settings = BookSettings(files: BookFiles(folder: book))
    let model = "\(output)/calibrate/sample.model.json"

    let calibration = try running.run(
      CalibrationStudy(prices: "\(book)/prices.csv", output: model))
    try finish(calibration, verb: CalibrationStudy.verb, style: style)
    if !committed {
      let simulation = try running.run(
        SimulationStudy(
          model: model, scenarios: 1_000, horizon: .days(2), seed: 1, output: "scenarios.csv"))
      try finish(simulation, verb: SimulationStudy.verb, style: style)
    }
    let risk = try running.run(
      RiskStudy(
        book: settings, methods: [.historical, .filteredHistorical, .monteCarlo],
        levels: [ConfidenceLevel(0.99)].compactMap { $0 }, horizons: [.day]))
    try finish(risk, verb: RiskStudy.verb, style: style)
    let sampling = SamplingChoice(precision: 0.01)
    let tail = RiskStudy(
      book: settings, methods: [.monteCarlo], levels: [ConfidenceLevel(0.999)].compactMap { $0 },
      horizons: [.day], scenarios: RiskStudy.scenarios(for: sampling), sampling: sampling)
    try finish(
      try running.run(countingIn: "tails") { try tail.run(in: $0) }, verb: "tail", style: style)
    let margin = try running.run(
      MarginStudy(book: settings, rules: ["shortfall", "historical", "gaussian"]))
    try finish(margin, verb: MarginStudy.verb, style: style)
    let venues = try running.run(
      MarginStudy(book: settings, rules: ["shortfall"] + Self.packs))
    try finish(venues, verb: "venues", style: style)
    let stress = try running.run(
      StressStudy(book: settings, reverse: .equityShare(0.5), liquidation: true))
    try finish(stress, verb: StressStudy.verb, style: style)
    var watching = MonitorSettings()
    watching.alerts = [1.5, 1.2]
    watching.sample = TimeSpan(seconds: 600)
    let watch = MonitorStudy(book: settings, feed: "\(book)/feed.csv", settings: watching)
    try finish(
      try running.run(countingIn: MonitorStudy.unit) { try watch.run(in: $0) },
      verb: MonitorStudy.verb, style: style)
    let liquidation = try running.run(LiquidationStudy(book: settings, scenarios: 400))
    try finish(liquidation, verb: LiquidationStudy.verb, style: style)
    let backtest = BacktestStudy(
      book: settings, rules: ["shortfall", "historical", "filtered-historical", "gaussian"],
      bars: 250, scenarios: 4_000)
    try finish(
      try running.run(countingIn: "forecasts") { try backtest.run(in: $0) },
      verb: BacktestStudy.verb, style: style)
    let waterfall = try running.run(
      WaterfallStudy(
        book: settings, members: "\(book)/members.csv", waterfall: "sample-house"))
    try finish(waterfall, verb: WaterfallStudy.verb, style: style)
    let sweep = try running.run(
      SweepStudy(
        study: "margin-levels",
        vary: [
          "rule.level=0.95,0.975,0.99", "rule.scenarios.spec.volatility.decay=0.90,0.94,0.97",
        ]))
    try finish(sweep, verb: SweepStudy.verb, style: style)
    if running.format == .json { try StandardOutput.write("}\n") }
  }

  /// Writes a verb's files and shows its table and the checks it failed, which fail nothing here; in
  /// JSON, all verbs are members of one object.
  private func finish(_ report: Report, verb: String, style: Report.Style) throws {
    try report.folder(style: style).write(to: "\(output)/\(verb)")
    if !running.quiet {
      for check in report.failedChecks { Terminal.printLine("check failed: \(check)") }
    }
    switch running.format {
    case .table:
      try StandardOutput.write("\(verb) → \(output)/\(verb)\n\n")
      try running.show(report)
      try StandardOutput.write("\n")
    case .json:
      try StandardOutput.write((verb == CalibrationStudy.verb ? "{" : ",") + "\n\"\(verb)\": ")
      try running.show(report)
    }
  }
}
