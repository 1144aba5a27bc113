import ArgumentParser
import Plimsoll

/// `plimsoll pretrade`.
struct PreTradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrade",
    abstract: "What orders would do to margin, and whether they may be filled.",
    discussion: """
      Orders are CSV with the columns account, instrument and quantity (contracts or coins, negative \
      to sell), in a file, or from standard input, which is answered line by line at once. An \
      instrument is any that is listed in instruments.csv or the option chain, or a coin that is \
      held or listed. Each order is judged by itself on the book as it is, unless --fill books those \
      accepted. A trade is at the mark and leaves equity as it is; coins and options are paid for in \
      USD.
      An order is accepted when it breaks no limit of the rule, or none further, and collateral covers \
      the initial margin after it or it lowers that margin. Answers are CSV on standard output, one JSON object a line with --format json. With -o, \
      also orders.csv, report.md and run.json, which has the time an order took.
      A wrong order ends the run with its line: a file is then not answered at all.

      EXAMPLE: plimsoll pretrade models/books/sample --orders models/books/sample/orders.csv \
      -o pretrade
      """)

  @OptionGroup var book: BookOptions

  @Option(
    help: "The rule: a file, or the name of a shipped one; not one against procyclicality.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @Option(help: "Orders: a CSV file, or - for standard input.", completion: .file())
  var orders = "-"

  @Flag(help: "Book accepted orders, so that the next ones are judged after them.")
  var fill = false

  @Flag(help: "End with 1 when an order is rejected.")
  var failOnReject = false

  @OptionGroup var given: GivenModelOptions

  @OptionGroup var draw: DrawOptions

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String?

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  private static let standardInput = "-"

  func run() throws {
    let study = PreTradeStudy(
      book: try book.settings, orders: orders, rule: rule, fills: fill,
      failsOnReject: failOnReject, model: given.model, overrides: overrides.overrides,
      scenarios: draw.scenarios, seed: draw.seed)
    let report: Report
    if orders == Self.standardInput {
      report = try running.run(countingIn: PreTradeStudy.unit) { try answerLines(study, in: $0) }
    } else {
      report = try running.run(study)
      if running.format == .json {
        try StandardOutput.write(report.records.jsonLines)
      } else {
        try StandardOutput.write(
          String(decoding: report.records.encoded(significantDigits: nil), as: UTF8.self))
      }
    }
    if let output { try report.folder(style: .full).write(to: output) }
    try running.fail(report)
  }

  /// Answers standard input, each line before the next is read.
  private func answerLines(_ study: PreTradeStudy, in environment: RunEnvironment) throws -> Report
  {
    var desk = try study.desk(in: environment, keepingAnswers: output != nil)
    var lines = OrderLines("standard input")
    var seconds = 0.0
    let clock = ContinuousClock()
    if running.format == .table { try StandardOutput.write(PreTradeAnswer.csvHeader) }
    while let line = readLine() {
      guard let order = try lines.next(line) else { continue }
      let start = clock.now
      let answer = try desk.answer(order)
      let spent = (clock.now - start).components
      seconds += Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
      try StandardOutput.write(running.format == .json ? answer.json : answer.csv)
    }
    return try desk.report(ofInputs: [], seconds: seconds)
  }
}
