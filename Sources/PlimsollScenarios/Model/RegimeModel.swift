internal import Glibc
public import PlimsollMarket
public import PlimsollNumerics

/// A market that is calm or stressed: how factors move in either state, and how states follow each
/// other.
///
/// - Verified by: RegimeModelTests.
public struct RegimeModel: Sendable, Equatable, Codable {
  /// The factors, in the order of volatilities and correlations.
  public var factors: [RiskFactor]
  /// Probabilities of going from a state (row) to a state (column) in one bar, the stressed one
  /// first.
  public var transition: Matrix
  /// Probabilities of the states in the next bar, the stressed one first.
  public var next: [Double]
  /// The state of the larger volatilities.
  public var stressed: State
  /// The other state.
  public var calm: State

  /// How factors move in one state: log returns of a bar are normal with mean zero.
  public struct State: Sendable, Equatable, Codable {
    /// Standard deviations of a one-bar log return, one a factor.
    public var volatilities: [Double]
    /// factors × factors, positive definite.
    public var correlation: Matrix

    /// A state with one volatility and one row of correlations a factor.
    public init(volatilities: [Double], correlation: Matrix) {
      precondition(
        correlation.rows == volatilities.count && correlation.columns == volatilities.count,
        "one volatility a row of correlations")
      self.volatilities = volatilities
      self.correlation = correlation
    }

    /// The state of a covariance; a factor without variance correlates with nothing.
    public init(covariance: Matrix) {
      self.init(
        volatilities: covariance.diagonal.map { $0.squareRoot() },
        correlation: SampleCovariance.correlation(of: covariance))
    }
  }

  /// A model stated rather than fitted.
  ///
  /// - Parameters:
  ///   - transition: 2 × 2, rows that sum to one, the stressed state first.
  ///   - next: two probabilities that sum to one, of the stressed state first.
  public init(
    factors: [RiskFactor], transition: Matrix, next: [Double], stressed: State, calm: State
  ) {
    self.factors = factors
    self.transition = transition
    self.next = next
    self.stressed = stressed
    self.calm = calm
    if let flaw { preconditionFailure(flaw) }
  }

  /// The model of a fit to the returns of `factors`.
  public init(_ fit: RegimeSwitching, factors: [RiskFactor]) {
    self.init(
      factors: factors, transition: fit.transition, next: fit.next,
      stressed: State(covariance: fit.covariances[0]), calm: State(covariance: fit.covariances[1]))
  }

  /// The model of `wanted` factors only, in that order.
  ///
  /// - Throws: an `InputError` when one is not in the model.
  public func restricted(to wanted: [RiskFactor]) throws(InputError) -> RegimeModel {
    var places: [Int] = []
    for factor in wanted {
      guard let place = factors.firstIndex(of: factor) else {
        throw InputError(
          .data, "the regime model has no factor \(factor)",
          remedy: "Calibrate a model with it. "
            + InputError.suggestion(for: factor.name, among: factors.map(\.name)))
      }
      places.append(place)
    }
    func part(_ state: State) -> State {
      State(
        volatilities: places.map { state.volatilities[$0] },
        correlation: Matrix(places.map { i in places.map { state.correlation[i, $0] } }))
    }
    return RegimeModel(
      factors: wanted, transition: transition, next: next, stressed: part(stressed),
      calm: part(calm))
  }
}

extension RegimeModel {
  private enum CodingKeys: String, CodingKey { case factors, transition, next, stressed, calm }

  /// Reads a model whose parts fit together.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    factors = try values.decode([RiskFactor].self, forKey: .factors)
    transition = try values.decode(Matrix.self, forKey: .transition)
    next = try values.decode([Double].self, forKey: .next)
    stressed = try values.decode(State.self, forKey: .stressed)
    calm = try values.decode(State.self, forKey: .calm)
    if let flaw {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: flaw))
    }
  }

  /// Sums of probabilities may miss one by this much.
  private static let slack = 1e-9

  /// What is wrong with the values; nil when they make a model.
  private var flaw: String? {
    func areProbabilities(_ values: [Double]) -> Bool {
      values.count == 2 && values.allSatisfy { $0 >= 0 && $0 <= 1 }
        && abs(values[0] + values[1] - 1) <= Self.slack
    }
    guard transition.rows == 2, (0..<2).allSatisfy({ areProbabilities(transition.row($0)) }),
      areProbabilities(next)
    else { return "probabilities of regimes must be two and sum to one" }
    for (name, state) in [("stressed", stressed), ("calm", calm)] {
      let correlation = state.correlation
      guard state.volatilities.count == factors.count, correlation.rows == factors.count,
        correlation.isSymmetric, correlation.diagonal.allSatisfy({ abs($0 - 1) <= Self.slack })
      else {
        return "the \(name) state has not one volatility and one row of correlations a factor"
      }
      guard state.volatilities.allSatisfy({ (0...VolatilityModel.largest).contains($0) }) else {
        return "a volatility of the \(name) state is not between 0 and \(VolatilityModel.largest)"
      }
    }
    return nil
  }
}
