import ArgumentParser
import Plimsoll

/// `plimsoll merge`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a divided run together.",
    discussion: """
      Takes what `plimsoll run STUDY --shard I/N` wrote, files or the folder that holds them, and writes \
      what `plimsoll run STUDY` would have written, byte for byte. Refuses unless exactly the N shards \
      of one run are there, and the files it reads are those that the shards were made with. Charts and \
      explanations of few accounts are measured here.

      EXAMPLE: plimsoll merge shards -o merged
      """)

  @Argument(help: "Shards, or folders of shards.", completion: .file())
  var shards: [String]

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(countingIn: "scenarios") { environment in
      try ShardedRun.merged(shards, in: environment)
    }
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
