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
      A library is a YAML file or the name of a shipped one: crises, families.
      --reverse asks the other way round: which scenario that costs LOSS is the most plausible? It \
      writes reverse.csv, reverse-moves.csv and reverse-history.csv. --liquidation says how far each \
      account is from liquidation, along each factor, along named scenarios and to the nearest point, \
      and draws it: liquidation.csv, -factors, -scenarios, -nearest. --given fixes some moves and \
      fills in the others by the model, as one more scenario (given-moves.csv); a reverse stress then \
      starts from it.

      EXAMPLE: plimsoll stress models/books/sample --reverse 50% --given BTC=-20% --liquidation \
      -o stress
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "The stress library: a file, or the name of a shipped one.", completion: .file())
  var library = ShippedFiles.defaultLibrary

  @Option(
    help: "The rule whose margin the levels are over: a file, or a shipped one's name.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @OptionGroup var givenModel: GivenModelOptions

  @OptionGroup var draw: DrawOptions

  @Option(
    help: ArgumentHelp(
      "Find the most plausible scenario of this loss: USD, a percentage of equity such as 50%, or "
        + "liquidation.", valueName: "loss"), transform: Self.target)
  var reverse: LossTarget?

  @Option(
    help: ArgumentHelp(
      "Moves to fill in the other factors of: BTC=-30%,USDT=-5%.", valueName: "moves"),
    transform: Self.moves)
  var given: GivenMoves?

  @Flag(help: "Measure and draw how far each account is from liquidation.")
  var liquidation = false

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      StressStudy(
        book: try book.settings, library: library, rule: rule, model: givenModel.model,
        overrides: overrides.overrides, scenarios: draw.scenarios, seed: draw.seed,
        reverse: reverse,
        given: given, liquidation: liquidation))
    try report.folder(style: .full).write(to: output)
    try running.show(report)
  }

  private static func target(_ text: String) throws -> LossTarget {
    guard let target = LossTarget(text) else {
      throw ValidationError("give \(LossTarget.meaning).")
    }
    return target
  }

  private static func moves(_ text: String) throws -> GivenMoves {
    let moves = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let move = GivenMoves.Move(String(part)) else {
        throw ValidationError("give \(GivenMoves.Move.meaning).")
      }
      return move
    }
    do {
      return try GivenMoves(moves)
    } catch {
      throw ValidationError("\(error.message). \(error.remedy)")
    }
  }
}
