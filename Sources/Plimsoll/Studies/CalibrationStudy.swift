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
  /// What to do with repeated rows.
  public var duplicates: Book.DuplicatePolicy
  /// The file name of the model.
  public var output: String

  /// A calibration of every column of `prices`.
  public init(
    prices: String, spec: String? = nil, overrides: SpecOverrides = .init(),
    asOf: Timestamp? = nil, duplicates: Book.DuplicatePolicy = .init(), output: String
  ) {
    self.prices = prices
    self.spec = spec
    self.overrides = overrides
    self.asOf = asOf
    self.duplicates = duplicates
    self.output = output
  }

  /// Calibrates; the attachments are the model file and, for many factors, its matrix.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    let (model, inputs, timings) = try calibrate(environment)
    var manifest = RunManifest(study: self, inputs: inputs, environment: environment)
    manifest.add(model)
    manifest.counts = ["factors": model.factors.count]
    manifest.timings = timings
    var report = Report(
      headline: ModelTables.headline(model), records: ModelTables.records(model),
      manifest: manifest)
    report.tables = [("factors.csv", report.records)]
    report.figures = ModelTables.figures(model)
    report.diagnostics = model.diagnostics + manifest.diagnostics
    do {
      let encoded = try model.encoded(name: InputFile.displayName(of: output))
      report.attachments = [(InputFile.displayName(of: output), encoded.json)]
      if let matrix = encoded.matrix { report.attachments.append((matrix.name, matrix.bytes)) }
    } catch {
      preconditionFailure("a model holds only finite numbers and text: \(error)")
    }
    return report
  }

  private func calibrate(_ environment: RunEnvironment) throws(InputError) -> (
    RiskModel, [InputDigest], [String: Double]
  ) {
    var timings: [String: Double] = [:]
    let history = try timed("read", &timings) { () throws(InputError) in
      let whole = try PriceHistory(reading: prices, duplicates: duplicates, in: environment)
      guard let asOf else { return whole }
      return try whole.upTo(asOf)
    }
    let specFile = try ShippedFiles.spec(spec)
    var choices = try CalibrationSpec(yaml: specFile)
    overrides.apply(to: &choices)
    var model = try timed("calibrate", &timings) { () throws(InputError) in
      try RiskModel.calibrated(
        to: history, factors: history.factors, spec: choices, threads: environment.threads)
    }
    model.inputs.append(InputDigest(specFile))
    model.diagnostics = history.diagnostics + model.diagnostics
    return (model, [history.digest, InputDigest(specFile)], timings)
  }
}
