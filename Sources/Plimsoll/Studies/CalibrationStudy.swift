public import PlimsollMarket
internal import PlimsollScenarios

/// Calibrates a model to prices.
public struct CalibrationStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "calibrate"

  /// The price file.
  public var prices: String
  /// The spec file; nil takes the shipped one.
  public var spec: String?
  /// Choices that replace the spec's.
  public var overrides: SpecOverrides
  /// The last time whose prices count; nil takes all.
  public var asOf: Timestamp?
  /// The last good model, which the spec's gates compare the new one with; nil compares with none.
  public var previous: String?
  /// What to do with repeated rows.
  public var duplicates: Book.DuplicatePolicy
  /// The file name of the model.
  public var output: String

  /// A calibration of every column of `prices`.
  public init(
    prices: String, spec: String? = nil, overrides: SpecOverrides = .init(),
    asOf: Timestamp? = nil, previous: String? = nil,
    duplicates: Book.DuplicatePolicy = .init(), output: String
  ) {
    self.prices = prices
    self.spec = spec
    self.overrides = overrides
    self.asOf = asOf
    self.previous = previous
    self.duplicates = duplicates
    self.output = output
  }

  /// Calibrates, and holds the model against the spec's gates.
  ///
  /// The attachments are the model file and, for many factors, its matrix. A model that fails a gate is
  /// attached under another name, `MODEL.rejected`, so that the last good one stays in place.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    let former = try previous.map { path throws(InputError) in try RiskModel(path: path) }
    let history = try timed("read", &timings) { () throws(InputError) in
      let whole = try PriceHistory(reading: prices, duplicates: duplicates, in: environment)
      guard let asOf else { return whole }
      return try whole.upTo(asOf)
    }
    let specFile = try ShippedFiles.spec(spec)
    var choices = try CalibrationSpec(yaml: specFile)
    overrides.apply(to: &choices)
    let universe = try CalibrationUniverse(history, spec: choices)
    var model = try timed("calibrate", &timings) { () throws(InputError) in
      try RiskModel.calibrated(
        to: history, factors: universe.factors, spec: choices, threads: environment.threads)
    }
    model.inputs.append(InputDigest(specFile))
    model.diagnostics = history.diagnostics + universe.diagnostics + model.diagnostics
    if let former { model.diagnostics += model.universeChanges(from: former) }
    let outcomes = try model.gateOutcomes(
      previous: former, end: asOf ?? history.times.last ?? model.asOf,
      excluded: history.factors.count - model.factors.count)

    var inputs = [history.digest, InputDigest(specFile)]
    if let previous { inputs.append(InputDigest(try InputFile(path: previous))) }
    var manifest = RunManifest(study: self, inputs: inputs, environment: environment)
    manifest.add(model)
    manifest.counts = ["factors": model.factors.count]
    manifest.timings = timings
    var report = CalibrationReport(
      model: model, previous: former, outcomes: outcomes, history: history, manifest: manifest
    ).report
    report.figures = ModelTables.figures(model)
    report.attachments = attachments(model, isRejected: !report.failedChecks.isEmpty)
    return report
  }

  private func attachments(_ model: RiskModel, isRejected: Bool) -> [(path: String, bytes: [UInt8])]
  {
    let name = InputFile.displayName(of: output) + (isRejected ? ".rejected" : "")
    do {
      let encoded = try model.encoded(name: name)
      // The matrix first: a model is never there without it.
      return (encoded.matrix.map { [($0.name, $0.bytes)] } ?? []) + [(name, encoded.json)]
    } catch {
      preconditionFailure("a model holds only finite numbers and text: \(error)")
    }
  }
}
