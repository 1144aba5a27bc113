internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

extension CalibrationStudy: FileStudy {
  static let fields =
    ["prices", "spec", "as-of", "previous", "output", "duplicates"] + SpecOverrides.fields
  static let documents = ["spec": StudyDocument.spec]

  init(_ fields: StudyFields) throws(InputError) {
    guard let prices = try fields.path("prices") else {
      throw fields.missing("prices", "../books/desk/prices.csv")
    }
    self.init(
      prices: prices, spec: try fields.document("spec", .spec),
      overrides: try SpecOverrides(fields), asOf: try fields.time("as-of"),
      previous: try fields.path("previous"), duplicates: try Book.DuplicatePolicy(fields),
      output: try fields.output("output") ?? fields.stem + ".model.json")
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    let specFile = try ShippedFiles.spec(spec)
    _ = try CalibrationSpec(yaml: specFile)
    return [try shared.digest(prices), InputDigest(specFile)]
      + (try shared.digests(ofModel: previous))
  }
}

extension SimulationStudy: FileStudy {
  static let fields = ["model", "scenarios", "horizon", "seed", "output"]
  static let documents: [String: StudyDocument] = [:]

  init(_ fields: StudyFields) throws(InputError) {
    guard let model = try fields.path("model") else {
      throw fields.missing("model", "sample.model.json")
    }
    guard let scenarios = try fields.scenarios() else {
      throw fields.missing("scenarios", "1000")
    }
    self.init(
      model: model, scenarios: scenarios,
      horizon: try fields.value("horizon", "a time span such as 2d") { TimeSpan($0) } ?? .day,
      seed: try fields.seed() ?? 1, output: try fields.output("output") ?? "scenarios.csv")
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    [try shared.digest(model)]
  }
}

extension RiskStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + [
      "method", "level", "horizon", "model", "spec", "scenarios", "seed", "joint", "sampling",
      "precision", "control-variate", "scenario-file", "pnl",
    ]
    + SpecOverrides.fields
  static let documents = ["spec": StudyDocument.spec, "joint": .jointFactors]

  init(_ fields: StudyFields) throws(InputError) {
    let levels = try fields.values("level", "a level between 0 and 1, such as 0.99") {
      ConfidenceLevel($0)
    }
    let sampling = try fields.sampling()
    let scenarioFile = try fields.path("scenario-file")
    self.init(
      book: try BookSettings(fields), model: try fields.path("model"),
      spec: try fields.document("spec", .spec), overrides: try SpecOverrides(fields),
      methods: try fields.choices("method", RiskMethod.self)
        ?? RiskStudy.methods(scenarioFile: scenarioFile),
      levels: levels ?? [ConfidenceLevel(0.99)].compactMap { $0 },
      horizons: try fields.values("horizon", "a time span such as 2d") { TimeSpan($0) } ?? [.day],
      scenarios: try fields.scenarios() ?? RiskStudy.scenarios(for: sampling),
      seed: try fields.seed() ?? 1, joint: try fields.document("joint", .jointFactors),
      sampling: sampling, scenarioFile: scenarioFile,
      keepsPnL: try fields["pnl"]?.flag() ?? false)
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    let specFile = try ShippedFiles.spec(spec)
    _ = try CalibrationSpec(yaml: specFile)
    let jointFile = try ShippedFiles.jointFactors(joint)
    if let jointFile { _ = try JointSpec(yaml: jointFile) }
    return try book.inputs(shared) + [specFile, jointFile].compactMap(\.self).map(InputDigest.init)
      + (scenarioFile.map { ScenarioFile(path: $0) }?.inputs() ?? [])
      + shared.digests(ofModel: model)
  }
}

extension MarginStudy: FileStudy {
  static let fields =
    BookSettings.fields + ["rule", "model", "scenarios", "seed", "fail-on-breach"] + WhatIf.fields
    + SpecOverrides.fields
  static let documents = ["rule": StudyDocument.rule]

  init(_ fields: StudyFields) throws(InputError) {
    self.init(
      book: try BookSettings(fields), rules: try fields.documents("rule", .rule) ?? [],
      model: try fields.path("model"), overrides: try SpecOverrides(fields),
      scenarios: try fields.scenarios(), seed: try fields.seed(),
      failsOnBreach: try fields["fail-on-breach"]?.flag() ?? false, whatIf: try WhatIf(fields))
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    try book.inputs(shared)
      + ShippedFiles.rules(rules, overrides: overrides).flatMap(\.inputs)
      + shared.digests(ofModel: model)
  }
}

extension StressStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + ["library", "rule", "model", "scenarios", "seed", "reverse", "given", "liquidation"]
    + SpecOverrides.fields
  static let documents = ["rule": StudyDocument.rule, "library": .stressLibrary]

  init(_ fields: StudyFields) throws(InputError) {
    self.init(
      book: try BookSettings(fields),
      library: try fields.document("library", .stressLibrary) ?? ShippedFiles.defaultLibrary,
      rule: try fields.document("rule", .rule) ?? ShippedFiles.defaultRule,
      model: try fields.path("model"), overrides: try SpecOverrides(fields),
      scenarios: try fields.scenarios(), seed: try fields.seed(),
      reverse: try fields.value("reverse", LossTarget.meaning) { LossTarget($0) },
      given: try GivenMoves(fields), liquidation: try fields["liquidation"]?.flag() ?? false)
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    try book.inputs(shared)
      + ShippedFiles.shortfallRules([rule], overrides: overrides).flatMap(\.inputs)
      + StressLibrary(path: try ShippedFiles.stressLibrary(library)).inputs
      + shared.digests(ofModel: model)
  }
}

extension BacktestStudy: FileStudy {
  static let fields =
    BookSettings.fields + ["rule", "from", "to", "bars", "refit", "scenarios", "seed"]
    + SpecOverrides.fields
  static let documents = ["rule": StudyDocument.rule]

  init(_ fields: StudyFields) throws(InputError) {
    self.init(
      book: try BookSettings(fields), rules: try fields.documents("rule", .rule) ?? [],
      from: try fields.time("from"), to: try fields.time("to"),
      bars: try fields.value("bars", "a whole number above 0") {
        Int($0).flatMap { $0 > 0 ? $0 : nil }
      },
      refit: try fields.value("refit", "a time span such as 20d") { TimeSpan($0) }
        ?? Self.usualRefit,
      overrides: try SpecOverrides(fields), scenarios: try fields.scenarios(),
      seed: try fields.seed())
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    try book.inputs(shared)
      + ShippedFiles.shortfallRules(rules, overrides: overrides).flatMap(\.inputs)
  }
}

extension SharedWork {
  /// The digest of a model file; nothing when none is given.
  func digests(ofModel model: String?) throws(InputError) -> [InputDigest] {
    guard let model else { return [] }
    return [try digest(model)]
  }
}

extension SurfaceStudy: FileStudy {
  static let fields = ["chain", "kind", "underlying"]
  static let documents: [String: StudyDocument] = [:]

  init(_ fields: StudyFields) throws(InputError) {
    guard let chain = try fields.path("chain") else {
      throw fields.missing("chain", "../books/desk/surface.csv")
    }
    self.init(
      chain: chain, kind: try fields["kind"]?.choice(SurfaceFit.Kind.self) ?? .svi,
      underlyings: try fields.values("underlying", "the name of an underlying") {
        $0.isEmpty ? nil : $0
      })
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    [try shared.digest(chain)]
  }
}
