import ArgumentParser
import Plimsoll

/// `plimsoll stress`.
struct StressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stress",
    abstract: "What crises, grids, depegs and broken correlations do to every account.",
    discussion: """
      P&L of positions and collateral, equity and margin level after each scenario of a library; \
      the level is over the maintenance margin of the rule, which is not stressed. Writes \
      stress.csv, report.md, charts and run.json.
      A library is a YAML file or the name of a shipped one: crises.

      EXAMPLE: plimsoll stress models/books/sample --library crises -o stress
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "The stress library: a file, or the name of a shipped one.", completion: .file())
  var library = ShippedFiles.defaultLibrary

  @Option(
    help: "The rule whose margin the levels are over: a file, or a shipped one's name.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @Option(help: "A model that calibrate wrote, instead of the one the rule calibrates.")
  var model: String?

  @Option(help: "Monte Carlo scenarios, instead of the rule's.", transform: PositiveCount.parse)
  var scenarios: Int?

  @Option(help: "Seed of the draw, instead of the rule's.")
  var seed: UInt64?

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      StressStudy(
        book: try book.settings, library: library, rule: rule, model: model,
        overrides: overrides.overrides, scenarios: scenarios, seed: seed))
    try report.folder(style: .full).write(to: output)
    running.show(report)
  }
}
