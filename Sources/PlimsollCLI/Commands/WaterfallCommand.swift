import ArgumentParser
import Plimsoll

/// `plimsoll waterfall`.
struct WaterfallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waterfall",
    abstract: "Who pays when members default, and how large their fund must be.",
    discussion: """
      Members answer for the accounts of the book. In each scenario of a stress library the two \
      largest groups default (--cover 1: the largest); in each scenario that the rule draws, whoever \
      loses more over margin than its capital. A waterfall shares the losses out to the cent, layer by \
      layer. With a market in liquidity.csv for what they hold, losses are measured again after what \
      closing the defaulters out, and whoever falls short after them, does to prices. Writes waterfall.csv, waterfall-summary.csv, cover.csv, default-fund.csv, \
      waterfall-layers.csv, waterfall-payers.csv, clearing-members.csv, replenishment.csv, \
      obligations.csv, waterfall-prices.csv, disclosure.csv, report.md, charts and run.json. Ends with 1 when a loss is left \
      uncovered.
      A waterfall is a YAML file or the name of a shipped one: clearing-house, crypto-venue, sample-house.

      EXAMPLE: plimsoll waterfall models/books/sample --members models/books/sample/members.csv \
      --waterfall sample-house -o waterfall
      """)

  @OptionGroup var book: BookOptions

  @Option(
    help:
      "Members: member, account, kind, default_fund, capital; the book's members.csv if absent.",
    completion: .file())
  var members: String?

  @Option(help: "The waterfall: a file, or the name of a shipped one.", completion: .file())
  var waterfall = ShippedFiles.defaultWaterfall

  @Option(help: "The stress library: a file, or the name of a shipped one.", completion: .file())
  var library = ShippedFiles.defaultLibrary

  @Option(
    help:
      "The rule whose margin is posted and whose scenarios are drawn: a file or a shipped name.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @OptionGroup var given: GivenModelOptions

  @OptionGroup var draw: DrawOptions

  @Option(help: "How many groups default together in a stress scenario: 1 or 2.")
  var cover = WaterfallStudy.FundSettings().cover

  @Option(help: "What the fund's size is multiplied by, 1 or more.")
  var buffer = WaterfallStudy.FundSettings().buffer

  @Option(help: "What contributions are in proportion to.")
  var allocation = WaterfallStudy.FundSettings.Allocation.stressedLoss

  @Option(help: ArgumentHelp("The least that a member contributes.", valueName: "USD"))
  var contributionFloor = WaterfallStudy.FundSettings().floor

  @Option(
    help:
      "What defaults do to prices: close-out of the defaulters, the cascade that follows, or none.")
  var moves = WaterfallStudy.MoveSettings().extent

  @Option(help: "How prices give way: a file, or a shipped one's name.", completion: .file())
  var impact = ShippedFiles.defaultImpact

  @Option(
    help: "How others are closed in the cascade: a file, or a shipped one's name.",
    completion: .file())
  var liquidation = ShippedFiles.defaultLiquidation

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    guard let members = members ?? WaterfallStudy.members(in: book.book) else {
      throw InputError.usage(
        "no members are given", remedy: "Name a book folder with members.csv, or --members.")
    }
    let report = try running.run(
      WaterfallStudy(
        book: try book.settings, members: members, waterfall: waterfall, library: library,
        rule: rule, model: given.model, overrides: overrides.overrides, scenarios: draw.scenarios,
        seed: draw.seed,
        fund: WaterfallStudy.FundSettings(
          cover: cover, buffer: buffer, allocation: allocation, floor: contributionFloor),
        moves: WaterfallStudy.MoveSettings(
          extent: moves, impact: impact, liquidation: liquidation)))
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
