public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Where a figure's scenarios come from: the method with its parameters, before any book is known.
public struct ScenarioPlan: Sendable, Equatable, Codable {
  /// The method.
  public var method: Method
  /// How history is read, and how a model is calibrated when none is given.
  public var spec: CalibrationSpec
  /// How one-bar history becomes several bars.
  public var scaling: HistoricalReplay.Scaling = .overlapping
  /// What keeps history at today's volatility from extremes.
  public var guardRails = FilteredReturns.GuardRails()
  /// Monte Carlo scenarios.
  public var count = defaultCount
  /// Seed of the Monte Carlo draw.
  public var seed: UInt64 = 1
  /// How its random bits become normals.
  public var normals = NormalTransform.inverse
  /// Which states a market of calm and stress passes through.
  public var course = RegimeScenarios.Course.drawn
  /// What moves beside spot, whatever the method; nil when nothing does.
  public var joint: JointSpec?
  /// The file of a plan that reads its scenarios from one.
  public var file: ScenarioFile?

  /// Scenarios of a Monte Carlo run when nothing else is said.
  public static let defaultCount = 100_000
  /// More than this many scenarios are refused.
  public static let largestCount = 1_000_000_000

  /// The methods of this version.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Past windows applied to today's prices.
    case historical
    /// Past windows at today's volatility.
    case filteredHistorical = "filtered-historical"
    /// Draws from a calibrated model.
    case monteCarlo = "monte-carlo"
    /// Draws from a market that is calm or stressed.
    case regimeSwitching = "regime-switching"
    /// Scenarios that somebody else made, from a file.
    case file

    /// Whether scenarios are drawn, by a seed and in any number, rather than taken from the past.
    public var draws: Bool { self == .monteCarlo || self == .regimeSwitching }
  }

  /// Whether anything in its scenarios is drawn by a seed.
  public var draws: Bool { method.draws || joint != nil }

  /// A plan for `method` with a spec.
  public init(method: Method, spec: CalibrationSpec) {
    self.method = method
    self.spec = spec
  }
}

/// What a study run gives every plan: a model to use, and what may be overridden.
public struct RiskContext: Sendable {
  /// A calibrated model that replaces calibration.
  public var model: RiskModel?
  /// What the plan was fitted to before, brought forward to the book's prices instead of being fitted
  /// again; a calibrated model that is given comes first.
  public var fitted: FittedPlan?
  /// Replaces the plan's number of Monte Carlo scenarios.
  public var scenarioCount: Int?
  /// Replaces the plan's seed.
  public var seed: UInt64?
  /// What was charged one bar before, by account: where a buffer against procyclicality stands; nil,
  /// or an account that is not there, leaves it full.
  public var previousCharges: [String: Double]?
  /// What other studies have estimated; nil estimates whenever it is needed.
  public var calibrations: CalibrationMemo?
  /// The most threads used; nil for all cores.
  public var threads: Int?
  /// The P&L of this many accounts, those of the lowest margin levels, is kept as a histogram.
  public var charted = 0
  /// The netting of this many accounts, those of the lowest margin levels, is taken apart by kind of
  /// offset.
  public var explained = 0
  /// Told after each piece of work: scenarios done and scenarios in all.
  public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  /// How the scenarios are divided over processes; nil when they are not.
  public var share: WorkShare?

  /// Nothing overridden.
  public init() {}
}

/// Scenarios made ready for a book, with what a report must say about them.
public struct PreparedScenarios: Sendable {
  /// The scenarios.
  public let source: any ScenarioSource
  /// The model they are drawn from; nil for history.
  public let model: RiskModel?
  /// What each factor's history covers.
  public let coverage: [FactorCoverage]
  /// Gaps, repairs and bounds.
  public let diagnostics: [Diagnostic]
  /// One sentence for the report's method notes.
  public var summary: String
  /// What moves beside spot; nil when nothing does.
  public var joint: Joint?
}
