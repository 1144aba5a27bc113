internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

extension LiquidationStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + [
      "rule", "impact", "liquidation", "library", "replay", "from", "to", "model", "scenarios",
      "seed", "horizon", "steps", "sample", "follow",
    ] + SpecOverrides.fields
  static let documents = [
    "rule": StudyDocument.rule, "library": .stressLibrary, "impact": .impact,
    "liquidation": .liquidation,
  ]

  init(_ fields: StudyFields) throws(InputError) {
    func count(_ name: String) throws(InputError) -> Int? {
      try fields.value(name, "a whole number above 0") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
    }
    self.init(
      book: try BookSettings(fields),
      rule: try fields.document("rule", .rule) ?? ShippedFiles.defaultRule,
      impact: try fields.document("impact", .impact) ?? ShippedFiles.defaultImpact,
      liquidation: try fields.document("liquidation", .liquidation)
        ?? ShippedFiles.defaultLiquidation,
      library: try fields.document("library", .stressLibrary) ?? ShippedFiles.defaultFamilies,
      replay: try Replay(
        prices: try fields.path("replay"), from: try fields.time("from"),
        to: try fields.time("to")),
      model: try fields.path("model"), overrides: try SpecOverrides(fields),
      scenarios: try fields.scenarios() ?? Self.usualScenarios, seed: try fields.seed() ?? 1,
      horizon: try fields.value("horizon", "a time span such as 1d") { TimeSpan($0) } ?? .day,
      steps: try count("steps") ?? Self.usualSteps,
      sample: try count("sample") ?? Self.usualSample,
      follow: try fields.values("follow", "the name of an account") { $0.isEmpty ? nil : $0 } ?? [])
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    let past: [InputDigest] = if let replay { [try shared.digest(replay.prices)] } else { [] }
    return try book.inputs(shared)
      + ShippedFiles.rules([rule], overrides: overrides).flatMap(\.inputs)
      + ImpactModel(path: ShippedFiles.impact(impact)).inputs
      + LiquidationRules(path: ShippedFiles.liquidation(liquidation)).inputs
      + StressLibrary(path: try ShippedFiles.stressLibrary(library)).inputs
      + past + shared.digests(ofModel: model)
  }
}
