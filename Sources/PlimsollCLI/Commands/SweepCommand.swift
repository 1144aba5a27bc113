import ArgumentParser
import Plimsoll

/// `plimsoll sweep`.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a study again and again with some of its fields varied.",
    discussion: """
      A path leads from the study's fields into the files that it names: seed, rule.level, \
      rule.scenarios.spec.volatility.decay, mark.BTC. Of a list of rules, rule[0] is the first and \
      rule[*] are all; a name with a point in it is written in quotes. Values are parted by commas; \
      0.90:0.99:0.01 stands for the decimals from start to stop. A field of a file is varied \
      wherever the study uses that file.
      With --design sobol or random, --points are spread over bounds, low..high, and over listed values \
      instead of running all combinations. sensitivities.csv says what each field does to each figure.
      Several --vary run all combinations, the first varying slowest; with --zip they are taken \
      together. Seeds are the same in all cells unless varied. A cell that fails is a row with its \
      error, the others go on, and the exit code is 1.
      Writes sweep.csv, report.md, charts, run.json, and cells/ with each cell as soon as it is \
      done. A sweep that was stopped goes on with --resume: cells that are done are kept, unless \
      what they read has changed. Without --resume a folder with an unfinished sweep is refused, and \
      a finished one is done anew.

      EXAMPLE: plimsoll sweep models/studies/margin-levels.yaml --vary rule.level=0.95,0.99 \
      --vary rule.scenarios.spec.volatility.decay=0.90,0.97 -o levels-sweep
      """)

  @Argument(help: "The study: a file, or the name of a shipped one.", completion: .file())
  var study: String

  @Option(
    help: ArgumentHelp(
      "A field with the values it takes; may be repeated.", valueName: "path=v1,v2,…"))
  var vary: [String]

  @Flag(help: "Take values together, first with first, instead of all combinations.")
  var zip = false

  @Option(help: "Spread points instead of running all combinations.")
  var design: SweepDesign.Kind?

  @Option(
    help: "Points of a design; \(SweepDesign.usualPoints) unless given.",
    transform: PositiveCount.parse)
  var points: Int?

  @Option(help: "The seed of a design's points; 1 unless given.")
  var designSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "End with 1 when it holds in some cell: \"initial_margin > 3e6 and rule.level < 0.99\"; may be "
        + "repeated.", valueName: "expression"))
  var failOn: [String] = []

  @Option(
    help: "Cells at once; as many as threads unless given.", transform: PositiveCount.parse)
  var jobs: Int?

  @Flag(help: "Go on with what the folder holds.")
  var resume = false

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if design == nil, points != nil || designSeed != nil {
      throw ValidationError("--points or --design-seed without a design. Add --design sobol.")
    }
  }

  func run() throws {
    let folder = try SweepFolder(output, resuming: resume)
    let report = try running.run(countingIn: SweepStudy.unit) { environment in
      try SweepStudy(
        study: study, vary: vary, zip: zip,
        design: design.map {
          SweepDesign($0, points: points ?? SweepDesign.usualPoints, seed: designSeed ?? 1)
        }, failsOn: failOn
      ).run(
        in: environment, jobs: jobs, keepingCellsIn: folder,
        notice: { if !running.quiet { Terminal.print([$0], verbose: true) } })
    }
    try folder.finish(report)
    try running.finish(report)
  }
}
