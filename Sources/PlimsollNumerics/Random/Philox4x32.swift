/// The counter-based generator Philox-4×32: a keyed bijection of 128-bit blocks.
public enum Philox4x32 {
  @usableFromInline static let firstMultiplier: UInt64 = 0xD251_1F53
  @usableFromInline static let secondMultiplier: UInt64 = 0xCD9E_8D57
  @usableFromInline static let firstKeyStep: UInt32 = 0x9E37_79B9
  @usableFromInline static let secondKeyStep: UInt32 = 0xBB67_AE85

  /// Four random words, a pure function of the counter and the key.
  ///
  /// The key is raised before every round but the first. Seven rounds pass the known test batteries;
  /// ten is the authors' margin.
  ///
  /// - Parameters:
  ///   - counter: four words, the least significant first.
  ///   - key: two words, the least significant first.
  ///   - rounds: how many rounds, 10 unless an older stream must be repeated.
  /// - Returns: four independent words of 32 uniform bits.
  /// - Complexity: two multiplications a round.
  /// - Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
  /// - Verified by: Philox4x32Tests.
  @inlinable
  public static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, rounds: Int = 10
  ) -> SIMD4<UInt32> {
    var c0 = counter[0]
    var c1 = counter[1]
    var c2 = counter[2]
    var c3 = counter[3]
    var k0 = key[0]
    var k1 = key[1]
    for _ in 0..<rounds {
      let first = firstMultiplier &* UInt64(c0)
      let second = secondMultiplier &* UInt64(c2)
      c0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: second)
      c2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: first)
      k0 &+= firstKeyStep
      k1 &+= secondKeyStep
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
