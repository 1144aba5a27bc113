public import PlimsollNumerics

/// One question with all its settings: a value that can be saved, varied and run again.
///
/// The command parses one, a script varies a field of one, a library user builds one.
public protocol Study: Codable, Sendable {
  /// The command's word for it.
  static var verb: String { get }
  /// What its progress counts.
  static var unit: String { get }
  /// Answers it.
  ///
  /// - Throws: an `InputError` when a file or a setting cannot be used.
  func run(in environment: RunEnvironment) throws(InputError) -> Report
}

extension Study {
  /// Most studies go through scenarios.
  public static var unit: String { "scenarios" }
}

/// What a run may use; nothing here changes an answer.
public struct RunEnvironment: Sendable {
  /// The most threads; nil for all cores.
  public var threads: Int?
  /// Told as scenarios are done.
  public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
  /// Proof that OpenBLAS's kernels are pinned, so that the report can say so; nil when they are not.
  public var pin: BLASPin?
  /// What other studies have read and calibrated; nil for a study on its own.
  public var shared: SharedWork?
  /// How long work is divided over processes; nil when it is not.
  var share: WorkShare?

  /// All cores, no progress, nothing pinned, nothing shared.
  public init(
    threads: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    pin: BLASPin? = nil, shared: SharedWork? = nil
  ) {
    self.threads = threads
    self.progress = progress
    self.pin = pin
    self.shared = shared
  }
}

/// Settings that studies of a book have in common.
public struct BookSettings: Sendable, Hashable, Codable {
  /// The book's files.
  public var files: BookFiles
  /// When it is valued; nil takes the instruments' time, else the last price's.
  public var asOf: Timestamp?
  /// Spot prices that replace the history's, by asset.
  public var marks: [String: Double]
  /// What to do with repeated rows.
  public var duplicates: Book.DuplicatePolicy

  /// The book of `files`.
  public init(
    files: BookFiles, asOf: Timestamp? = nil, marks: [String: Double] = [:],
    duplicates: Book.DuplicatePolicy = .init()
  ) {
    self.files = files
    self.asOf = asOf
    self.marks = marks
    self.duplicates = duplicates
  }

  /// Reads the book, unless it has been read.
  func load(in environment: RunEnvironment) throws(InputError) -> Book {
    guard let shared = environment.shared else { return try read() }
    return try shared.books.value(for: self, read)
  }

  private func read() throws(InputError) -> Book {
    for (asset, price) in marks.sorted(by: { $0.key < $1.key })
    where !(price > 0 && price.isFinite) {
      throw .usage(
        "--mark \(asset)=\(price) is not a positive price", remedy: "Write --mark \(asset)=123.4.")
    }
    return try Book(
      reading: files, asOf: asOf,
      marks: Dictionary(uniqueKeysWithValues: marks.map { (RiskFactor($0.key), $0.value) }),
      duplicates: duplicates)
  }
}

extension PriceHistory {
  /// Reads the file at `path`, unless it has been read.
  init(reading path: String, duplicates: Book.DuplicatePolicy, in environment: RunEnvironment)
    throws(InputError)
  {
    func read() throws(InputError) -> PriceHistory {
      try PriceHistory(
        csv: InputFile(path: path), duplicates: duplicates.keepLastPrice ? .keepLast : .refuse)
    }
    guard let shared = environment.shared else {
      self = try read()
      return
    }
    let key = SharedWork.PriceFile(path: path, keepLast: duplicates.keepLastPrice)
    self = try shared.histories.value(for: key, read)
  }
}

/// Choices that take the place of a spec's, for every factor.
public struct SpecOverrides: Sendable, Equatable, Codable {
  /// Volatility model.
  public var volatility: VolatilityModel.Kind?
  /// Innovation law.
  public var innovations: InnovationModel.Kind?
  /// Correlation estimator.
  public var correlation: CorrelationEstimator?
  /// Copula.
  public var dependence: Dependence.Copula?

  /// Nothing replaced.
  public init() {}

  /// Whether nothing is replaced.
  public var isEmpty: Bool { self == SpecOverrides() }

  /// Replaces the choices in `spec`, those of single factors too.
  func apply(to spec: inout CalibrationSpec) {
    if let volatility {
      spec.volatility.model = volatility
      for name in spec.factors.keys { spec.factors[name]?.volatility = nil }
    }
    if let innovations {
      spec.innovations = .init(model: innovations)
      for name in spec.factors.keys { spec.factors[name]?.innovations = nil }
    }
    if let correlation { spec.correlation.estimator = correlation }
    if let dependence { spec.copula = dependence }
  }

  /// Refuses overrides that nothing would use.
  func requireUse(modelIsGiven: Bool, calibrates: Bool) throws(InputError) {
    guard !isEmpty else { return }
    if modelIsGiven {
      throw .usage(
        "a calibrated model is given together with choices for calibrating one",
        remedy: "Leave out --model, or --volatility, --innovations, --correlation, --dependence.")
    }
    if !calibrates {
      throw .usage(
        "choices for calibrating a model are given, but no model is calibrated",
        remedy: "Add the method or a rule of kind monte-carlo, or leave them out.")
    }
  }
}

/// The digest of a model file; nothing when none is given.
func modelInputs(_ model: String?) throws(InputError) -> [InputDigest] {
  guard let model else { return [] }
  return [InputDigest(try InputFile(path: model))]
}

extension RiskContext {
  /// What a study's settings and its environment come to.
  ///
  /// - Throws: an `InputError` when the model file cannot be used.
  init(model: String?, scenarios: Int? = nil, seed: UInt64? = nil, in environment: RunEnvironment)
    throws(InputError)
  {
    self.init()
    if let model { self.model = try RiskModel(path: model) }
    scenarioCount = scenarios
    self.seed = seed
    threads = environment.threads
    progress = environment.progress
    calibrations = environment.shared?.calibrations
  }
}
