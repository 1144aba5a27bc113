/// The size of a normal quantile from the smaller tail probability, Wichura's three ranges apart.
///
/// The ranges are separate so that an array can be filled range by range, without branches, and
/// give the same bits as one value at a time: only additions, multiplications, divisions and square
/// roots are used, in a fixed order.
///
/// - Source: Wichura (1988), algorithm AS 241, PPND16.
/// - Verified by: NormalDistributionTests, NormalTileTests.
enum NormalQuantile {
  /// At and above this tail probability the central range holds.
  static let centralBound = 0.075
  /// The largest `√(-ln p)` of the middle range.
  static let middleBound = 5.0

  /// `|z|` for a tail probability in (0, ½].
  @inline(__always)
  static func magnitude(tail p: Double) -> Double {
    if p >= centralBound { return central(tail: p) }
    let r = root(tail: p)
    return r <= middleBound ? middle(r) : far(r)
  }

  /// `√(-ln p)`, subnormal `p` included.
  @inline(__always)
  static func root(tail p: Double) -> Double {
    if p < 0x1p-1000 {
      return (56 * 0.693147180559945309 - SpecialFunctions.portableLogarithm(p * 0x1p56))
        .squareRoot()
    }
    return (-SpecialFunctions.portableLogarithm(p)).squareRoot()
  }

  /// `|z|` for a tail probability from `centralBound` to ½.
  @inline(__always)
  static func central(tail p: Double) -> Double {
    let q = 0.5 - p
    let r = 0.180625 - q * q
    let n = polynomial(
      r,
      3.3871328727963666080e0,
      1.3314166789178437745e2,
      1.9715909503065514427e3,
      1.3731693765509461125e4,
      4.5921953931549871457e4,
      6.7265770927008700853e4,
      3.3430575583588128105e4,
      2.5090809287301226727e3)
    let d = polynomial(
      r,
      1,
      4.2313330701600911252e1,
      6.8718700749205790830e2,
      5.3941960214247511077e3,
      2.1213794301586595867e4,
      3.9307895800092710610e4,
      2.8729085735721942674e4,
      5.2264952788528545610e3)
    return q * n / d
  }

  /// `|z|` from `√(-ln p)` up to `middleBound`.
  @inline(__always)
  static func middle(_ root: Double) -> Double {
    let r = root - 1.6
    let n = polynomial(
      r,
      1.42343711074968357734e0,
      4.63033784615654529590e0,
      5.76949722146069140550e0,
      3.64784832476320460504e0,
      1.27045825245236838258e0,
      2.41780725177450611770e-1,
      2.27238449892691845833e-2,
      7.74545014278341407640e-4)
    let d = polynomial(
      r,
      1,
      2.05319162663775882187e0,
      1.67638483018380384940e0,
      6.89767334985100004550e-1,
      1.48103976427480074590e-1,
      1.51986665636164571966e-2,
      5.47593808499534494600e-4,
      1.05075007164441684324e-9)
    return n / d
  }

  /// `|z|` from `√(-ln p)` beyond `middleBound`, that is `p` below about 1.4e-11.
  @inline(__always)
  static func far(_ root: Double) -> Double {
    let r = root - 5
    let n = polynomial(
      r,
      6.65790464350110377720e0,
      5.46378491116411436990e0,
      1.78482653991729133580e0,
      2.96560571828504891230e-1,
      2.65321895265761230930e-2,
      1.24266094738807843860e-3,
      2.71155556874348757815e-5,
      2.01033439929228813265e-7)
    let d = polynomial(
      r,
      1,
      5.99832206555887937690e-1,
      1.36929880922735805310e-1,
      1.48753612908506148525e-2,
      7.86869131145613259100e-4,
      1.84631831751005468180e-5,
      1.42151175831644588870e-7,
      2.04426310338993978564e-15)
    return n / d
  }

  /// A polynomial of degree 7 by Estrin's scheme, whose chain of operations is short.
  @inline(__always)
  private static func polynomial(
    _ r: Double, _ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double, _ c4: Double,
    _ c5: Double, _ c6: Double, _ c7: Double
  ) -> Double {
    let r2 = r * r
    let low = (c0 + c1 * r) + r2 * (c2 + c3 * r)
    let high = (c4 + c5 * r) + r2 * (c6 + c7 * r)
    return low + (r2 * r2) * high
  }
}
