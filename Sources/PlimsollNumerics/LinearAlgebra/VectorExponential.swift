extension VectorMath {
  /// Replaces every value by its exponential.
  ///
  /// Edge cases: infinity above 709.78; values below 2⁻¹⁰²² as precise as such values are, and zero
  /// below -745.13; NaN stays NaN. exp(0) is 1 exactly.
  ///
  /// - Complexity: O(n), with one division a value and no branches.
  /// - Source: the reduction and rational approximation of FreeBSD msun `e_exp.c` (Sun
  ///   Microsystems, 1993), within one unit in the last place.
  /// - Verified by: VectorExponentialTests.
  public static func exponentials(_ x: inout [Double]) {
    x.withUnsafeMutableBufferPointer { values in
      for i in 0..<values.count { values[i] = Exponential(values[i]).value }
    }
  }

  /// Replaces every value x by eˣ - 1: the simple return of a logarithmic one.
  ///
  /// Edge cases: accurate near zero, where 0 gives 0; never below -1; infinity above 709.78; NaN
  /// stays NaN.
  ///
  /// - Complexity: O(n), with one division a value and no branches.
  /// - Source: as `exponentials`; within two and a half units in the last place.
  /// - Verified by: VectorExponentialTests.
  public static func expMinusOne(_ x: inout [Double]) {
    x.withUnsafeMutableBufferPointer { values in
      for i in 0..<values.count { values[i] = Exponential(values[i]).valueMinusOne }
    }
  }
}

/// eˣ as (1 + excess) 2ᵏ with x = k ln 2 + r and |r| at most ln 2 / 2.
struct Exponential {
  let x: Double
  /// eʳ - 1 as high - low.
  let high: Double
  let low: Double
  /// 2ᵏ in two factors, as 2ᵏ itself may overflow or underflow when eˣ does not.
  let firstScale: Double
  let secondScale: Double

  @inline(__always)
  init(_ x: Double) {
    // Adding 1.5 × 2⁵² rounds to a whole number, which is then in the low bits.
    let shift = 6_755_399_441_055_744.0
    let k = (x * 1.4426950408889634 + shift) - shift
    let high = x - k * 6.93147180369123816490e-01
    let low = k * 1.90821492927058770002e-10
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (1.66666666666666019037e-01
        + t
        * (-2.77777777770155933842e-03
          + t
          * (6.61375632143793436117e-05
            + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
    self.x = x
    self.high = high
    self.low = low - r * c / (2 - c)
    let half = k * 0.5 + shift
    let rest = (k - (half - shift)) + shift
    firstScale = Double(bitPattern: (half.bitPattern &+ 1023) &<< 52)
    secondScale = Double(bitPattern: (rest.bitPattern &+ 1023) &<< 52)
  }

  @inline(__always)
  var value: Double {
    let inside = (1 - (low - high)) * firstScale * secondScale
    let above = x > 710 ? Double.infinity : inside
    return x < -746 ? 0 : above
  }

  @inline(__always)
  var valueMinusOne: Double {
    let scale = firstScale * secondScale
    let inside = scale * (high - low) + (scale - 1)
    let above = x > 40 ? value - 1 : inside
    return x < -40 ? -1 : above
  }
}
