/// A local minimum of a sum of squares of several functions of a few variables.
///
/// Gauss–Newton steps, damped in the scale of each variable until the sum falls. The derivatives are
/// forward differences, so it is for functions that are cheap and smooth but for kinks.
///
/// - Source: Marquardt (1963), "An algorithm for least-squares estimation of nonlinear parameters",
///   J. SIAM 11; damping after Nielsen (1999).
/// - Verified by: LevenbergMarquardtTests.
public struct LevenbergMarquardt: Sendable {
  /// The relative fall of the sum of squares below which the search ends.
  public var tolerance: Double
  /// The most steps tried.
  public var maximumSteps: Int

  /// A search with this accuracy and budget.
  public init(tolerance: Double = 1e-9, maximumSteps: Int = 60) {
    self.tolerance = tolerance
    self.maximumSteps = maximumSteps
  }

  /// Where a search ended.
  public struct Minimum: Sendable, Equatable {
    /// The best argument seen.
    public var argument: [Double]
    /// The sum of squares there; infinite when it was not finite at the start.
    public var value: Double
    /// Whether a step without gain, rather than the budget, ended the search.
    public var converged: Bool
  }

  /// The step of a forward difference, relative to an argument of at least one.
  private static let difference = 1e-7
  /// Damping beyond which no step is left to try.
  private static let largestDamping = 1e12

  /// Searches from `start`.
  ///
  /// - Parameters:
  ///   - start: one number a variable.
  ///   - count: how many functions there are.
  ///   - residuals: writes their values. A sum that is not finite turns a step back.
  /// - Complexity: a step costs one call, and one a variable when it is taken, and
  ///   O(count × variables²).
  public func minimise(
    from start: [Double], count: Int,
    _ residuals: (_ argument: [Double], _ values: inout [Double]) -> Void
  ) -> Minimum {
    let size = start.count
    var argument = start
    var values = [Double](repeating: 0, count: count)
    residuals(argument, &values)
    var value = Self.sum(values)
    guard value.isFinite else {
      return Minimum(argument: start, value: .infinity, converged: false)
    }
    var trialValues = values
    var normal = [Double](repeating: 0, count: size * size)
    var gradient = [Double](repeating: 0, count: size)
    var jacobian = [Double](repeating: 0, count: size * count)
    var damping = 1e-3
    var growth = 2.0
    var isStale = true
    for _ in 0..<maximumSteps {
      if isStale {
        differentiate(residuals, at: argument, values, &trialValues, into: &jacobian)
        Self.assemble(jacobian, values, &normal, &gradient)
        isStale = false
      }
      guard let step = Self.step(normal, gradient, damping: damping) else {
        damping *= growth
        growth *= 2
        if damping > Self.largestDamping { break }
        continue
      }
      let trial = zip(argument, step).map { $0 + $1 }
      residuals(trial, &trialValues)
      let trialValue = Self.sum(trialValues)
      guard trialValue < value else {
        if Self.isNegligible(step, beside: argument) || damping > Self.largestDamping {
          return Minimum(argument: argument, value: value, converged: true)
        }
        damping *= growth
        growth *= 2
        continue
      }
      let fall = value - trialValue
      argument = trial
      swap(&values, &trialValues)
      let isDone = fall <= tolerance * value
      value = trialValue
      if isDone { return Minimum(argument: argument, value: value, converged: true) }
      damping = max(1e-12, damping / 3)
      growth = 2
      isStale = true
    }
    return Minimum(argument: argument, value: value, converged: false)
  }

  private func differentiate(
    _ residuals: ([Double], inout [Double]) -> Void, at argument: [Double], _ values: [Double],
    _ room: inout [Double], into jacobian: inout [Double]
  ) {
    var moved = argument
    for variable in argument.indices {
      let width = Self.difference * max(1, abs(argument[variable]))
      moved[variable] = argument[variable] + width
      let taken = moved[variable] - argument[variable]
      residuals(moved, &room)
      for row in values.indices {
        let slope = (room[row] - values[row]) / taken
        jacobian[variable * values.count + row] = slope.isFinite ? slope : 0
      }
      moved[variable] = argument[variable]
    }
  }

  private static func sum(_ values: [Double]) -> Double {
    var sum = 0.0
    for value in values { sum += value * value }
    return sum
  }

  private static func assemble(
    _ jacobian: [Double], _ values: [Double], _ normal: inout [Double], _ gradient: inout [Double]
  ) {
    let (size, count) = (gradient.count, values.count)
    // Spans, as bounds of arrays are checked once more for every product.
    let (jacobian, values) = (jacobian.span, values.span)
    for i in 0..<size {
      let column = jacobian.extracting((i * count)..<((i + 1) * count))
      gradient[i] = product(column, values)
      for j in 0...i {
        let other = jacobian.extracting((j * count)..<((j + 1) * count))
        normal[i * size + j] = product(column, other)
        normal[j * size + i] = normal[i * size + j]
      }
    }
  }

  private static func product(_ left: Span<Double>, _ right: Span<Double>) -> Double {
    var sum = 0.0
    for row in left.indices { sum += left[row] * right[row] }
    return sum
  }

  /// The solution of (JᵀJ + damping diag(JᵀJ)) x = -Jᵀr by Cholesky's factors; nil when there is
  /// none.
  private static func step(_ normal: [Double], _ gradient: [Double], damping: Double) -> [Double]? {
    let size = gradient.count
    var factor = normal
    for i in 0..<size {
      factor[i * size + i] += damping * max(normal[i * size + i], 1e-12)
    }
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i * size + i] = sum.squareRoot()
        } else {
          factor[i * size + j] = sum / factor[j * size + j]
        }
      }
    }
    var x = gradient.map { -$0 }
    for i in 0..<size {
      for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] /= factor[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in (i + 1)..<max(size, i + 1) { x[i] -= factor[k * size + i] * x[k] }
      x[i] /= factor[i * size + i]
    }
    return x
  }

  private static func isNegligible(_ step: [Double], beside argument: [Double]) -> Bool {
    zip(step, argument).allSatisfy { abs($0) <= 1e-10 * max(1, abs($1)) }
  }
}
