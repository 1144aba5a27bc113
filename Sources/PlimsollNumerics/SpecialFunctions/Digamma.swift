internal import Glibc

extension SpecialFunctions {
  /// ψ(x), the derivative of ln Γ(x), for x > 0; within 1e-14 relative, or absolute near its zero.
  ///
  /// - Source: Abramowitz and Stegun (1964), 6.3.5 (recurrence) and 6.3.18 (asymptotic series).
  /// - Verified by: DigammaTests.
  public static func digamma(_ x: Double) -> Double {
    precondition(x > 0, "the argument must be positive")
    var shifted = x
    var below = 0.0
    while shifted < 10 {
      below += 1 / shifted
      shifted += 1
    }
    let square = 1 / (shifted * shifted)
    let coefficients = [1 / 12.0, -1 / 120.0, 1 / 252.0, -1 / 240.0, 1 / 132.0, -691 / 32760.0]
    let series = coefficients.reversed().reduce(0) { ($0 + $1) * square }
    return log(shifted) - 0.5 / shifted - series - below
  }
}
