/// A minimum of a function of one variable, without derivatives.
public struct BrentMinimiser: Sendable {
  /// The relative accuracy of the argument; the absolute one near zero.
  public let tolerance: Double
  /// The most evaluations after the first.
  public let maximumIterations: Int

  /// A search with this accuracy and budget.
  ///
  /// - Parameters:
  ///   - tolerance: positive. Below about 1e-8 it is rounding error in `f` that decides, since a
  ///     minimum is flat.
  ///   - maximumIterations: zero or more.
  /// - Verified by: BrentMinimiserTests.
  public init(tolerance: Double = 1e-10, maximumIterations: Int = 200) {
    precondition(tolerance > 0, "the tolerance must be positive")
    precondition(maximumIterations >= 0, "the number of iterations must not be negative")
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// A local minimum inside a range; the global one when `f` has no other.
  ///
  /// Parabolas through three points, golden sections where they fail. Edge cases: a minimum at an
  /// end is approached to within the tolerance but the end itself is not evaluated; a NaN counts as
  /// infinity; an empty range is evaluated once.
  ///
  /// - Parameters:
  ///   - range: finite.
  ///   - f: the function.
  /// - Returns: the best argument seen, its value, and the evaluations after the first;
  ///   `maximumIterations` of them means that the tolerance was perhaps not reached.
  /// - Complexity: one evaluation an iteration; 10 to 60 as a rule.
  /// - Source: Brent (1973), chapter 5, `localmin`.
  /// - Verified by: BrentMinimiserTests.
  public func minimise(
    in range: ClosedRange<Double>, _ f: (Double) throws -> Double
  ) rethrows -> (argument: Double, value: Double, iterations: Int) {
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite, "the range must be finite")
    func value(_ argument: Double) throws -> Double {
      let result = try f(argument)
      return result.isNaN ? .infinity : result
    }
    let golden = 0.381_966_011_250_105_15
    var low = range.lowerBound
    var high = range.upperBound
    var x = low + golden * (high - low)
    var w = x
    var v = x
    var fx = try value(x)
    var fw = fx
    var fv = fx
    var step = 0.0
    var stepBeforeLast = 0.0
    for iteration in 0..<maximumIterations {
      let middle = 0.5 * (low + high)
      let near = tolerance * abs(x) + 0.1 * tolerance
      if abs(x - middle) <= 2 * near - 0.5 * (high - low) { return (x, fx, iteration) }
      var isGolden = true
      if abs(stepBeforeLast) > near {
        let r = (x - w) * (fx - fv)
        var q = (x - v) * (fx - fw)
        var p = (x - v) * q - (x - w) * r
        q = 2 * (q - r)
        if q > 0 { p = -p } else { q = -q }
        if abs(p) < abs(0.5 * q * stepBeforeLast) && p > q * (low - x) && p < q * (high - x) {
          stepBeforeLast = step
          step = p / q
          let u = x + step
          if u - low < 2 * near || high - u < 2 * near { step = x < middle ? near : -near }
          isGolden = false
        }
      }
      if isGolden {
        stepBeforeLast = x < middle ? high - x : low - x
        step = golden * stepBeforeLast
      }
      let u = x + (abs(step) >= near ? step : step > 0 ? near : -near)
      let fu = try value(u)
      if fu <= fx {
        if u < x { high = x } else { low = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
      } else {
        if u < x { low = u } else { high = u }
        if fu <= fw || w == x {
          (v, fv, w, fw) = (w, fw, u, fu)
        } else if fu <= fv || v == x || v == w {
          (v, fv) = (u, fu)
        }
      }
    }
    return (x, fx, maximumIterations)
  }
}
