public import PlimsollMarket
internal import PlimsollNumerics

/// A calibrated model as a value: volatility × innovations × dependence, with its diagnostics.
///
/// Written to a file, reviewed as a difference, simulated by `MonteCarlo`.
public struct RiskModel: Sendable, Equatable, Codable {
  /// The format of the file.
  public var schema = RiskModel.currentSchema
  /// The release that wrote it.
  public var plimsoll = Release.version
  /// The time of the last return used.
  public var asOf: Timestamp
  /// The bar its volatilities are of.
  public var bar: TimeSpan
  /// The factors, in the order of the correlation matrix.
  public var factors: [FactorModel]
  /// How they move together.
  public var dependence: Dependence
  /// What each factor's history covers.
  public var coverage: [FactorCoverage]
  /// What was repaired, bounded or missing.
  public var diagnostics: [Diagnostic]
  /// The spec it was calibrated by.
  public var spec: CalibrationSpec
  /// The files it rests on.
  public var inputs: [InputDigest]

  /// The format this release writes.
  public static let currentSchema = 2
  /// The formats it reads: 1 knew no fitted volatility.
  static let readableSchemas = 1...currentSchema

  /// A model stated rather than calibrated, for what-ifs and tests.
  ///
  /// - Parameter dependence: of as many factors, in the same order.
  public init(
    asOf: Timestamp, bar: TimeSpan, factors: [FactorModel], dependence: Dependence,
    coverage: [FactorCoverage] = [], diagnostics: [Diagnostic] = [],
    spec: CalibrationSpec = CalibrationSpec(), inputs: [InputDigest] = []
  ) {
    precondition(dependence.correlation.rows == factors.count, "one row of correlations a factor")
    self.asOf = asOf
    self.bar = bar
    self.factors = factors
    self.dependence = dependence
    self.coverage = coverage
    self.diagnostics = diagnostics
    self.spec = spec
    self.inputs = inputs
  }

  /// The model of `wanted` factors only, in that order.
  ///
  /// - Throws: an `InputError` when one is not in the model.
  public func restricted(to wanted: [RiskFactor]) throws(InputError) -> RiskModel {
    var places: [Int] = []
    for factor in wanted {
      guard let place = factors.firstIndex(where: { $0.factor == factor }) else {
        throw InputError(
          .data, "the model of \(asOf) has no factor \(factor)",
          remedy: "Calibrate a model with it. "
            + InputError.suggestion(for: factor.name, among: factors.map(\.factor.name)))
      }
      places.append(place)
    }
    var model = self
    model.factors = places.map { factors[$0] }
    model.dependence.correlation = Matrix(
      places.map { i in places.map { j in dependence.correlation[i, j] } })
    return model
  }
}

/// One factor of a model.
public struct FactorModel: Sendable, Equatable, Codable {
  /// The factor.
  public var factor: RiskFactor
  /// Its volatility over the next bars.
  public var volatility: VolatilityModel
  /// The law of its standardised residuals.
  public var innovations: InnovationModel
  /// Root mean square of the residuals before they were brought to one: how well the volatility
  /// model's size was borne out over the window.
  public var residualScale: Double
  /// The largest absolute residual, in units of that root mean square.
  public var largestResidual: Double

  /// A factor with a volatility and a law of innovations.
  public init(
    factor: RiskFactor, volatility: VolatilityModel, innovations: InnovationModel,
    residualScale: Double = 1, largestResidual: Double = 0
  ) {
    self.factor = factor
    self.volatility = volatility
    self.innovations = innovations
    self.residualScale = residualScale
    self.largestResidual = largestResidual
  }
}
