/// How 64 random bits become a tail probability and a side.
enum NormalDraw {
  /// `(2k + 1) 2^-54` with `k` the top 52 bits, so never 0 and below ½; negative when bit 0 is set.
  static func signedTail(_ bits: UInt64) -> Double {
    // 1 + k 2^-52, less 1 - 2^-53: exact, since only a constant below 1 may carry a 2^-53.
    let fraction = Double(bitPattern: 0x3ff0_0000_0000_0000 | bits >> 12)
    let tail = 0.5 * (fraction - (1 - 0x1p-53))
    return Double(bitPattern: tail.bitPattern | bits << 63)
  }
}
