import ArgumentParser
import Plimsoll

/// How a command runs and speaks; none of it changes an answer.
struct RunOptions: ParsableArguments {
  /// What goes to standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Option(help: "Threads; all cores unless given.", transform: PositiveCount.parse)
  var threads: Int?

  @Option(help: "The table on standard output: for people, or JSON in full precision.")
  var format = Format.table

  @Flag(name: .long, help: "No diagnostics and no progress.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Notes as well as warnings, and timings.")
  var verbose = false

  /// Runs `study`, showing progress; prints its diagnostics.
  func run(_ study: some Study) throws -> Report {
    let progress = quiet ? nil : ProgressDisplay()
    let report = try study.run(
      in: RunEnvironment(threads: threads, progress: progress?.update))
    progress?.finish()
    if !quiet { Terminal.print(report.diagnostics, verbose: verbose) }
    if verbose {
      for (stage, seconds) in report.manifest.timings.sorted(by: { $0.key < $1.key }) {
        Terminal.printLine("\(stage): \(NumberText.plain(seconds, significantDigits: 3)) s")
      }
    }
    return report
  }

  /// Prints the headline table.
  func show(_ report: Report) {
    switch format {
    case .table:
      print(
        TerminalTable.render(report.headline.columns, report.headline.rows)
          + (report.headline.note.map { $0 + "\n" } ?? ""), terminator: "")
    case .json:
      print(report.records.json)
    }
  }
}
