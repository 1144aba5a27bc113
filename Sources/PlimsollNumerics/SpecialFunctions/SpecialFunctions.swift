internal import Glibc

/// The gamma and beta functions and their incomplete forms, on `Double`.
public enum SpecialFunctions {
  /// The natural logarithm of `|Γ(x)|`.
  ///
  /// Edge cases: `+∞` at zero and at the negative integers; NaN for NaN.
  ///
  /// - Parameter x: any real number.
  /// - Returns: `ln |Γ(x)|`, within a few units in the last place for `x > 0`.
  /// - Complexity: O(1); safe to call from several threads at once.
  /// - Source: the C library's `lgamma_r`.
  /// - Verified by: SpecialFunctionsTests.
  public static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }
}
