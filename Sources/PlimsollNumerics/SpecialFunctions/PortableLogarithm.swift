extension SpecialFunctions {
  /// The natural logarithm by additions, multiplications and one division only.
  ///
  /// The C library picks its `log` by processor, so its last bit may differ between machines; this
  /// one gives the same bits on all, and vectorises.
  ///
  /// - Parameter x: positive, finite and normal; anything else gives nonsense.
  /// - Returns: `ln x`, within one unit in the last place.
  /// - Complexity: O(1), about 2 ns in a loop.
  /// - Source: fdlibm `e_log.c` (Sun Microsystems, 1993): its constants.
  /// - Verified by: NormalDrawTests.
  @inline(__always)
  static func portableLogarithm(_ x: Double) -> Double {
    // x = 2^k m with m in [√½, √2): √½ is 0x3fe6a09e667f3bcd.
    let bits = x.bitPattern
    let biased = (bits &- 0x3fe6_a09e_667f_3bcd &+ (1023 << 52)) >> 52
    let m = Double(bitPattern: bits &- ((biased &- 1023) << 52))
    // The exponent as a number, by way of the low bits of 2^52.
    let k = Double(bitPattern: biased | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    let odd =
      z
      * (0.6666666666666735130 + w
        * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)))
    let half = 0.5 * f * f
    let low = s * (half + (even + odd)) + k * 1.90821492927058770002e-10
    return k * 6.93147180369123816490e-01 - ((half - low) - f)
  }
}
