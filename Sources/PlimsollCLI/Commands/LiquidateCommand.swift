import ArgumentParser
import Plimsoll

/// `plimsoll liquidate`.
struct LiquidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "liquidate",
    abstract: "What becomes of accounts that are closed out together.",
    discussion: """
      Prices move, accounts fall short of margin, slices are closed, prices give way, others fall \
      short; then insurance fund, auto-deleveraging and socialised loss. Over Monte Carlo paths and \
      stress scenarios, or over prices that are replayed. Writes cascade.csv, \
      liquidation-summary.csv, liquidation-accounts.csv; step by step for the named and the worst \
      paths liquidations.csv, cascade-steps.csv, cascade-prices.csv, fates.csv; report.md, charts and \
      run.json.
      --impact is how prices give way: square-root, none, or a file, which may name an order book. \
      --liquidation is how accounts are closed and who pays: standard, hyperliquid-2026-08, \
      deribit-2023-08, okx-2025-10, or a file. A loss that nobody covers ends with 1.

      EXAMPLE: plimsoll liquidate models/books/sample --scenarios 200 -o liquidate
      """)

  @OptionGroup var book: BookOptions

  @Option(
    help: "The rule whose margin must be kept: a file, or the name of a shipped rule or pack.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @Option(help: "How prices give way: a file, or a shipped one's name.", completion: .file())
  var impact = ShippedFiles.defaultImpact

  @Option(
    help: "How accounts are closed and who pays: a file, or a shipped one's name.",
    completion: .file())
  var liquidation = ShippedFiles.defaultLiquidation

  @Option(
    help: "Stress scenarios to play out: a file, or a shipped library's name.",
    completion: .file())
  var library = ShippedFiles.defaultFamilies

  @Option(help: "Prices to go through again, instead of drawn paths.", completion: .file())
  var replay: String?

  @Option(help: "When the replay starts; the book's own time when not given.")
  var from: Timestamp?

  @Option(help: "When the replay ends.")
  var to: Timestamp?

  @OptionGroup var given: GivenModelOptions

  @Option(help: "Monte Carlo paths.", transform: PositiveCount.parse)
  var scenarios = LiquidationStudy.usualScenarios

  @Option(help: "Seed of the paths, and of the sample that margin is measured over.")
  var seed: UInt64 = 1

  @Option(help: "How long a path is.")
  var horizon = TimeSpan.day

  @Option(help: "Steps of a path.", transform: PositiveCount.parse)
  var steps = LiquidationStudy.usualSteps

  @Option(
    help: "Scenarios of the sample that margin is measured over.", transform: PositiveCount.parse)
  var sample = LiquidationStudy.usualSample

  @Option(
    help: ArgumentHelp(
      "Accounts to tell step by step, with commas; those most often liquidated when not given.",
      valueName: "accounts"))
  var follow = CommaSeparated<String>([])

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      LiquidationStudy(
        book: try book.settings, rule: rule, impact: impact, liquidation: liquidation,
        library: library, replay: try past, model: given.model, overrides: overrides.overrides,
        scenarios: scenarios, seed: seed, horizon: horizon, steps: steps, sample: sample,
        follow: follow.values))
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }

  private var past: LiquidationStudy.Replay? {
    get throws {
      try LiquidationStudy.Replay(prices: replay, from: from, to: to)
    }
  }
}
