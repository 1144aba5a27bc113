import ArgumentParser
import Plimsoll

/// `plimsoll run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a study from a file: any verb with its flags written down.",
    discussion: """
      A study is YAML or JSON with one key, the verb, and under it fields named as the verb's flags \
      (as-of, not as_of): margin: {book: ../books/desk, rule: [../rules/shortfall.yaml], seed: 1}. \
      Paths are relative to the file; shipped rules, libraries and studies are named by their stems. \
      Does what the verb does; calibrate and simulate name their file in `output`.
      `sweep: {study: …, vary: {rule.level: [0.975, 0.99]}}` is a sweep. With --shard I/N one part of \
      the scenarios, bars, paths or cells of a simulate, risk, margin, backtest, liquidate, waterfall \
      or sweep study is done and written as one file, unless it is there; `plimsoll merge` puts the N \
      parts together.
      Shipped studies: margin-levels, scenario-convergence, rule-comparison, filtered-history.

      EXAMPLE: plimsoll run models/studies/margin-levels.yaml -o levels
      """)

  @Argument(help: "The study: a file, or the name of a shipped one.", completion: .file())
  var study: String

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp("Do one part of N, numbered from 1.", valueName: "I/N"),
    transform: RunCommand.shard)
  var shard: Shard?

  @OptionGroup(title: "Running") var running: RunOptions

  @Sendable private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw ValidationError(
        "\"\(text)\" is not a part I/N with 1 ≤ I ≤ N ≤ \(Shard.most). Write --shard 1/8.")
    }
    return shard
  }

  func run() throws {
    guard let shard else { return try runWhole() }
    let path = ShardedRun.path(of: shard, in: output)
    let wasDone = try running.withEnvironment(countingIn: "scenarios") { environment in
      let divided = try ShardedRun(StudyFile(study), count: shard.count)
      if divided.isDone(shard, in: output) { return true }
      try OutputFolder.write(divided.part(shard, in: environment), toFile: path)
      return false
    }
    if !running.quiet {
      Terminal.printLine("shard \(shard) \(wasDone ? "was done before" : "done"): \(path)")
    }
  }

  private func runWhole() throws {
    let report = try running.run(try StudyFile(study).study)
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
