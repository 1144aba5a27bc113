import ArgumentParser
import Plimsoll

/// `plimsoll report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Render saved results: a run, a night, models through time, or two runs compared.",
    discussion: """
      DIR with run.json: the run's tables as one page, report.md, or summary.md where the run's own \
      report.md is.
      DIR with a folder a verb (calibrate/, margin/, …): report.md with verdicts first (failed checks, \
      margin calls, rejected rules), each verb's headline, links to reports and charts, warnings, \
      inputs and releases. A folder whose run.json is missing is refused.
      DIR with *.model.json: the drift of the last models: jumps, factors that came and went, new \
      diagnostics, charts; report.md, drift.csv and charts.
      With OTHER, a later run of the same verb: what differs by key and column, the largest relative \
      changes first, and which inputs, seeds and settings differ; comparison.csv and report.md, \
      written only where -o says. Of margin and risk also why: inputs of DIR are replaced by OTHER's in \
      the order positions, prices, model, rule, each step a run (explanation.csv, bridge charts). That \
      takes the inputs of both as they were; where one has changed or gone, the report names it and \
      explains nothing. Every report.md has a report.html beside it. Elsewhere than in DIR a run.json of its own is written too.

      EXAMPLE: plimsoll report demo -o rendered
      """)

  @Argument(help: "The folder of the results.", completion: .directory)
  var folder: String

  @Argument(help: "A later run of the same verb to compare with.", completion: .directory)
  var other: String?

  @Option(help: "Models that a drift report follows, the latest.", transform: PositiveCount.parse)
  var last = ReportStudy.usualLast

  @Option(
    help: "A relative change of a parameter above this is a jump.", transform: Self.positive)
  var threshold = ReportStudy.usualThreshold

  @Option(
    name: .shortAndLong, help: "The folder to write to; DIR unless given.", completion: .directory)
  var output: String?

  @OptionGroup(title: "Running") var running: RunOptions

  private static func positive(_ text: String) throws -> Double {
    guard let value = Double(text), value > 0, value.isFinite else {
      throw ValidationError("give a number above 0, such as 0.5.")
    }
    return value
  }

  func run() throws {
    let study = ReportStudy(
      folder: folder, other: other, output: output, last: last, threshold: threshold)
    let report = try running.run(study)
    if let target = output ?? (other == nil ? folder : nil) {
      try report.folder(style: study.isInPlace ? .rendered : .full).write(to: target)
    }
    try running.show(report)
  }
}
