internal import CNLopt

/// A local minimum of a smooth function of several variables within bounds and linear inequalities,
/// by its gradient.
///
/// The search itself is NLopt's SLSQP, chosen because it takes inequality constraints and needs few
/// evaluations of smooth likelihoods.
///
/// - Source: Kraft (1994), "Algorithm 733: TOMP–Fortran modules for optimal control calculations";
///   Johnson, "The NLopt nonlinear-optimization package".
/// - Verified by: BoundedMinimiserTests.
public struct BoundedMinimiser: Sendable {
  /// The relative change of the function below which a step ends the search.
  public var valueTolerance: Double
  /// The relative change of every argument below which a step ends the search.
  public var argumentTolerance: Double
  /// The most evaluations.
  public var maximumEvaluations: Int

  /// A search with this accuracy and budget.
  public init(
    valueTolerance: Double = 1e-13, argumentTolerance: Double = 1e-9, maximumEvaluations: Int = 500
  ) {
    self.valueTolerance = valueTolerance
    self.argumentTolerance = argumentTolerance
    self.maximumEvaluations = maximumEvaluations
  }

  /// By this much an inequality may be missed; without it the search calls a point on the edge
  /// infeasible for its last bit.
  private static let slack = 1e-12

  /// The half space of arguments with coefficients · x ≤ limit.
  public struct LinearBound: Sendable, Equatable {
    /// One coefficient a variable.
    public var coefficients: [Double]
    /// The largest value of the sum.
    public var limit: Double

    /// coefficients · x ≤ limit.
    public init(_ coefficients: [Double], atMost limit: Double) {
      self.coefficients = coefficients
      self.limit = limit
    }
  }

  /// Where a search ended.
  public struct Minimum: Sendable, Equatable {
    /// The best argument seen.
    public var argument: [Double]
    /// Its value.
    public var value: Double
    /// Evaluations of the function.
    public var evaluations: Int
    /// Whether a tolerance, or the limit of rounding, ended the search, rather than the budget or a
    /// failure.
    public var converged: Bool
  }

  /// Searches from `start`.
  ///
  /// - Parameters:
  ///   - start: within the bounds.
  ///   - lower: least values, finite.
  ///   - upper: largest values, finite.
  ///   - bounds: linear inequalities.
  ///   - f: the value at an argument; writes its gradient. A NaN counts as very large.
  public func minimise(
    from start: [Double], lower: [Double], upper: [Double],
    subjectTo bounds: [LinearBound] = [],
    _ f: (_ argument: [Double], _ gradient: inout [Double]) -> Double
  ) -> Minimum {
    precondition(
      start.count == lower.count && start.count == upper.count && !start.isEmpty,
      "one bound on either side for each variable")
    guard let search = nlopt_create(NLOPT_LD_SLSQP, UInt32(start.count)) else {
      preconditionFailure("NLopt has no memory for \(start.count) variables")
    }
    defer { nlopt_destroy(search) }
    nlopt_set_lower_bounds(search, lower)
    nlopt_set_upper_bounds(search, upper)
    nlopt_set_ftol_rel(search, valueTolerance)
    nlopt_set_xtol_rel(search, argumentTolerance)
    nlopt_set_maxeval(search, Int32(maximumEvaluations))
    return withoutActuallyEscaping(f) { f in
      var objective = Objective(f: f, gradient: [Double](repeating: 0, count: start.count))
      var argument = start
      var value = Double.infinity
      return withUnsafeMutablePointer(to: &objective) { objective in
        nlopt_set_min_objective(search, evaluate, objective)
        let halfSpaces = UnsafeMutableBufferPointer<LinearBound>.allocate(capacity: bounds.count)
        defer {
          halfSpaces.deinitialize()
          halfSpaces.deallocate()
        }
        _ = halfSpaces.initialize(from: bounds)
        for index in halfSpaces.indices {
          nlopt_add_inequality_constraint(
            search, excess, halfSpaces.baseAddress.map { $0 + index }, Self.slack)
        }
        let outcome = nlopt_optimize(search, &argument, &value)
        return Minimum(
          argument: argument, value: value, evaluations: Int(nlopt_get_numevals(search)),
          converged: outcome == NLOPT_ROUNDOFF_LIMITED
            || (outcome.rawValue > 0 && outcome != NLOPT_MAXEVAL_REACHED))
      }
    }
  }
}

/// What NLopt's callback needs.
private struct Objective {
  let f: (_ argument: [Double], _ gradient: inout [Double]) -> Double
  var gradient: [Double]
}

/// Stands for a value that is no number, so that the line search turns back.
private let veryLarge = 1e200

private func evaluate(
  count: UInt32, argument: UnsafePointer<Double>?, gradient: UnsafeMutablePointer<Double>?,
  context: UnsafeMutableRawPointer?
) -> Double {
  guard let argument, let context else { return veryLarge }
  let objective = context.assumingMemoryBound(to: Objective.self)
  let value = objective.pointee.f(
    Array(UnsafeBufferPointer(start: argument, count: Int(count))), &objective.pointee.gradient)
  if let gradient {
    for index in 0..<Int(count) {
      let slope = objective.pointee.gradient[index]
      gradient[index] = slope.isFinite ? slope : 0
    }
  }
  return value.isFinite ? value : veryLarge
}

private func excess(
  count: UInt32, argument: UnsafePointer<Double>?, gradient: UnsafeMutablePointer<Double>?,
  context: UnsafeMutableRawPointer?
) -> Double {
  guard let argument, let context else { return veryLarge }
  let bound = context.assumingMemoryBound(to: BoundedMinimiser.LinearBound.self).pointee
  var sum = -bound.limit
  for index in 0..<Int(count) {
    sum += bound.coefficients[index] * argument[index]
    gradient?[index] = bound.coefficients[index]
  }
  return sum
}
