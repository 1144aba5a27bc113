import ArgumentParser

/// How many scenarios are drawn and by what seed, in place of what rules say.
struct DrawOptions: ParsableArguments {
  @Option(help: "Monte Carlo scenarios, instead of a rule's.", transform: PositiveCount.parse)
  var scenarios: Int?

  @Option(help: "Seed of the draw, instead of a rule's.")
  var seed: UInt64?
}

/// A model in place of the one that a rule calibrates.
struct GivenModelOptions: ParsableArguments {
  @Option(
    help: "A model that calibrate wrote, instead of the one a rule calibrates.",
    completion: .file())
  var model: String?
}
