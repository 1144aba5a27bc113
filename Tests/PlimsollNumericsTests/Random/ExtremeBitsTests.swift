import Foundation
import PlimsollNumerics
import Testing

/// The rarest words a generator can give: no draw of a test meets them, so the counter that leads to
/// them is worked out backwards, the generator being a bijection.
@Suite struct ExtremeBitsTests {
  private static let seed: UInt64 = 0x0123_4567_89ab_cdef

  /// The inverse of an odd number modulo 2^32, by Newton's steps.
  private static func inverse(_ odd: UInt32) -> UInt32 {
    (0..<5).reduce(odd) { x, _ in x &* (2 &- odd &* x) }
  }

  /// The counter whose block is (even, odd), round by round backwards.
  private static func counter(even: UInt64, odd: UInt64) -> SIMD4<UInt32> {
    let (first, second): (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
    var c = SIMD4(
      UInt32(truncatingIfNeeded: even), UInt32(even >> 32), UInt32(truncatingIfNeeded: odd),
      UInt32(odd >> 32))
    for round in (0..<10).reversed() {
      let k0 = UInt32(truncatingIfNeeded: seed) &+ UInt32(round) &* 0x9E37_79B9
      let k1 = UInt32(seed >> 32) &+ UInt32(round) &* 0xBB67_AE85
      let (c0, c2) = (c[3] &* inverse(first), c[1] &* inverse(second))
      c = SIMD4(
        c0, c[0] ^ UInt32((UInt64(second) * UInt64(c2)) >> 32) ^ k0,
        c2, c[2] ^ UInt32((UInt64(first) * UInt64(c0)) >> 32) ^ k1)
    }
    return c
  }

  /// Both numbers of the block with these words; nil when its scenario would be negative.
  private static func numbers(
    even: UInt64, odd: UInt64, by transform: NormalTransform
  ) -> [Double]? {
    let counter = counter(even: even, odd: odd)
    guard counter[1] >> 31 == 0 else { return nil }
    let scenario = Int(counter[0]) | Int(counter[1]) << 32
    let dimension = 2 * Int(counter[2])
    let stream = RandomStream(seed: seed, stream: counter[3])
    #expect(stream.bits(scenario: scenario, dimension: dimension) == even)
    #expect(stream.bits(scenario: scenario, dimension: dimension + 1) == odd)
    var numbers = [0.0, 0]
    stream.fillNormals(
      &numbers, scenarios: [scenario], dimensions: dimension..<(dimension + 2), by: transform)
    return numbers
  }

  @Test func theInverseAtBothEnds() throws {
    // k = 0: the largest number there is. k = 2^52 - 1: the smallest, 2^-54 √2π; never zero. There the
    // table's constants, which nearly cancel, leave 3e-19 absolutely.
    let largest = 8.2923610758135954
    let smallest = 0x1p-54 * 2.5066282746310002
    for (word, size, bound) in [
      (0, largest, 1e-15), (1, -largest, 1e-15), (.max - 1, smallest, 2.5e-3),
      (.max, -smallest, 2.5e-3),
    ] as [(UInt64, Double, Double)] {
      let found = (0..<64).lazy.compactMap {
        Self.numbers(even: word, odd: UInt64($0) << 20, by: .inverse)
      }.first
      #expect(isClose(try #require(found)[0], size, bound))
      let other = (0..<64).lazy.compactMap {
        Self.numbers(even: UInt64($0) << 20, odd: word, by: .inverse)
      }.first
      #expect(try #require(other)[1] == (try #require(found)[0]))
    }
  }

  @Test func boxMullerAtTheEndsOfRadiusAndAngle() throws {
    var met = 0
    for even in [0, .max, 1 << 12, .max - 1 << 12] as [UInt64] {
      for odd in [0, 1, 2, 3, .max, .max - 1, .max - 2, .max - 3] as [UInt64] {
        // The low twelve bits of the even word are not used: they make the counter a possible one.
        let found = (0..<64).lazy.compactMap {
          Self.numbers(even: even & ~0xfff | UInt64($0), odd: odd, by: .boxMuller)
        }.first
        let numbers = try #require(found)
        let u = (2 * Double(even >> 12) + 1) * 0x1p-53
        let radius = (-2 * log(u)).squareRoot() * (odd & 1 == 1 ? -1 : 1)
        let angle = (Double(odd >> 12) * 0x1p-52 - 0.5) * .pi / 2
        let pair = (radius * sin(angle), radius * cos(angle))
        let expected = odd & 2 == 0 ? pair : (pair.1, pair.0)
        #expect(isClose(numbers[0], expected.0, 1e-14) && isClose(numbers[1], expected.1, 1e-14))
        met += 1
      }
    }
    #expect(met == 32)
  }
}
