import ArgumentParser
import Plimsoll

/// `plimsoll margin`.
struct MarginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "margin",
    abstract: "What every account must post, and where it stands.",
    discussion: """
      Gross and net margin, who drives it, margin level, status and call under one or several \
      rules. Writes margin.csv, contributions.csv, comparison.csv, offsets.csv (gross to net by kind \
      of offset), report.md, charts and run.json; concentration.csv when the book has \
      liquidity.csv, collateral.csv when coins are pledged, charges.csv, scenarios.csv and \
      evidence.csv for venues' packs, breaches.csv for rules with limits.
      --add asks for the margin with more positions, traded at the mark: what-if.csv. --hedges asks \
      for the listed instruments that lower the first rule's initial margin most per unit of half \
      their spread, each at its best size: hedges.csv.
      A rule is a YAML file or the name of a shipped one: \
      \(ShippedFiles.ruleNames.joined(separator: ", ")); \
      or of a venue's pack: \(ShippedFiles.packNames.joined(separator: ", ")).

      EXAMPLE: plimsoll margin models/books/sample --rule shortfall,okx-pm-2025-01 -o margin

      plimsoll margin models/books/sample --add BTC-PERP:-10 --account directional --hedges 3 \
      -o what-if
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "Rules, with commas: files, or names of shipped rules.", completion: .file())
  var rule = CommaSeparated<String>([ShippedFiles.defaultRule])

  @OptionGroup var given: GivenModelOptions

  @OptionGroup var draw: DrawOptions

  @Flag(help: "End with 1 when an account does not keep a limit of its rule.")
  var failOnBreach = false

  @Option(
    help: ArgumentHelp(
      "Positions to add, with commas; may be repeated.", valueName: "instrument:quantity"))
  var add: [CommaSeparated<WhatIf.Trade>] = []

  @Option(help: "The account that positions are added to or that is hedged; every one without.")
  var account: String?

  @Option(
    help: "Hedges shown for each account of the lowest margin levels.",
    transform: PositiveCount.parse)
  var hedges: Int?

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the specs'") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      MarginStudy(
        book: try book.settings, rules: rule.values, model: given.model,
        overrides: overrides.overrides, scenarios: draw.scenarios, seed: draw.seed,
        failsOnBreach: failOnBreach,
        whatIf: WhatIf(trades: add.flatMap(\.values), account: account, hedges: hedges)))
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
