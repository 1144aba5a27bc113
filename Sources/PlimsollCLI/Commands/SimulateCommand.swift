import ArgumentParser
import Plimsoll

/// `plimsoll simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Draw scenarios from a model, for other tools.",
    discussion: """
      Writes scenarios × factors log returns over the horizon, as CSV or as .npy (float64, C order).
      A longer run begins with the shorter one of the same seed.

      EXAMPLE: plimsoll simulate --model sample.model.json --scenarios 1000 --horizon 2d \
      -o scenarios.npy
      """)

  @Option(help: "A model that calibrate wrote.", completion: .file())
  var model: String

  @Option(help: "How many scenarios.", transform: PositiveCount.parse)
  var scenarios: Int

  @Option(help: "Over what time: a whole number of the model's bars, such as 2d.")
  var horizon = TimeSpan.day

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The file to write: OUT.csv or OUT.npy.", completion: .file())
  var output: String

  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      SimulationStudy(
        model: model, scenarios: scenarios, horizon: horizon, seed: seed, output: output))
    try report.writeAttachments(beside: output)
    try running.show(report)
  }
}
