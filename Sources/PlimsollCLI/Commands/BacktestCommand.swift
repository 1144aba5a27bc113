import ArgumentParser
import Plimsoll

/// `plimsoll backtest`.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Whether rules may be used: what they would have said in the past, and what came.",
    discussion: """
      The book is held as it is through the past, at constant quantities, moneyness and time to \
      expiry. Bar by bar each rule forecasts value at risk, expected shortfall and margin from the \
      prices before; every --refit it is estimated anew. Number, independence and size of exceptions \
      and margin breaches are tested; the verdict comes with a recommendation.
      Writes backtest.csv, backtest-tests.csv, frontier.csv of several rules, report.md, charts and \
      run.json. Ends with 1 when a rule is rejected for an account.
      A rule is a YAML file or the name of a shipped one: \
      \(ShippedFiles.ruleNames.joined(separator: ", ")). Rules that draw take 100,000 scenarios a bar unless \
      --scenarios says less.

      EXAMPLE: plimsoll backtest models/books/sample --rule filtered-historical \
      --bars 60 -o backtest
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "Rules, with commas: files, or names of shipped rules.", completion: .file())
  var rule = CommaSeparated<String>([ShippedFiles.defaultRule])

  @Option(help: "The first bar tested: a date or an ISO-8601 time; 250 returns are left without.")
  var from: Timestamp?

  @Option(help: "The last bar tested; the last price without.")
  var to: Timestamp?

  @Option(
    help: "How many bars are tested, the last ones, instead of --from.",
    transform: PositiveCount.parse)
  var bars: Int?

  @Option(help: "Estimate the rules' models anew after so much: a whole number of bars.")
  var refit = BacktestStudy.usualRefit

  @OptionGroup var draw: DrawOptions

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the specs'") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      BacktestStudy(
        book: try book.settings, rules: rule.values, from: from, to: to, bars: bars, refit: refit,
        overrides: overrides.overrides, scenarios: draw.scenarios, seed: draw.seed))
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
