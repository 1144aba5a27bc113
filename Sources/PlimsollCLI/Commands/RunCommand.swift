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
      Shipped studies: margin-levels, scenario-convergence, rule-comparison, filtered-history.

      EXAMPLE: plimsoll run models/studies/margin-levels.yaml -o levels
      """)

  @Argument(help: "The study: a file, or the name of a shipped one.", completion: .file())
  var study: String

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(try StudyFile(study).study)
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
