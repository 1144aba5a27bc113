import ArgumentParser
import Plimsoll

/// How a command runs and speaks; none of it changes more of an answer than last bits.
struct RunOptions: ParsableArguments {
  /// What goes to standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Option(help: "Threads; all cores unless given.", transform: PositiveCount.parse)
  var threads: Int?

  @Flag(
    help: ArgumentHelp(
      "Pin OpenBLAS's kernels, so that the run repeats to the bit on another machine.",
      discussion: """
        Needs x86-64 with AVX2 and FMA; bits repeat where OpenBLAS and the C library have the same \
        versions. The command starts twice for it, about 0.02 s, and gives up \
        wider kernels: on a processor with AVX-512, calibrating 12 to 500 factors took the same \
        time within 1 %.
        """))
  var reproducible = false

  @Option(help: "The table on standard output: for people, or JSON in full precision.")
  var format = Format.table

  @Flag(name: .long, help: "No diagnostics and no progress.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Notes as well as warnings, and timings.")
  var verbose = false

  /// Runs `study`, showing progress; prints its diagnostics.
  func run(_ study: any Study) throws -> Report {
    try run(countingIn: type(of: study).unit) { try study.run(in: $0) }
  }

  /// Does `work`, showing its progress in `unit`; prints its diagnostics.
  func run(countingIn unit: String, _ work: (RunEnvironment) throws -> Report) throws -> Report {
    let report = try withEnvironment(countingIn: unit, work)
    if !quiet { Terminal.print(report.diagnostics, verbose: verbose) }
    if verbose {
      for (stage, seconds) in report.manifest.timings.sorted(by: { $0.key < $1.key }) {
        Terminal.printLine("\(stage): \(NumberText.plain(seconds, significantDigits: 3)) s")
      }
    }
    return report
  }

  /// Does `work`, showing its progress in `unit`.
  func withEnvironment<Answer>(
    countingIn unit: String, _ work: (RunEnvironment) throws -> Answer
  ) throws -> Answer {
    let pin = reproducible ? try pinned() : nil
    let progress = quiet ? nil : ProgressDisplay(unit: unit)
    let answer = try work(
      RunEnvironment(threads: threads, progress: progress?.update, pin: pin))
    progress?.finish()
    return answer
  }

  /// Pins OpenBLAS; where the environment asks it for something else the command starts again, so
  /// this comes before anything is read or written.
  private func pinned() throws -> BLASPin {
    do {
      return try BLASPin.secured()
    } catch {
      throw InputError.usage(error.message, remedy: error.remedy)
    }
  }

  /// Prints the headline table; ends with 1 when a check failed.
  func finish(_ report: Report) throws {
    try show(report)
    try fail(report)
  }

  /// Ends with 1 when a check failed.
  func fail(_ report: Report) throws {
    for check in report.failedChecks { Terminal.printLine("check failed: \(check)") }
    if !report.failedChecks.isEmpty { throw ExitCode(1) }
  }

  /// Prints the headline table.
  func show(_ report: Report) throws {
    switch format {
    case .table:
      try StandardOutput.write(
        TerminalTable.render(report.headline.columns, report.headline.rows)
          + (report.headline.note.map { $0 + "\n" } ?? ""))
    case .json:
      try StandardOutput.write(report.records.json + "\n")
    }
  }
}
