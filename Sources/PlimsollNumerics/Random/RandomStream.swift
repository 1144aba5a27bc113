/// Random numbers as a pure function of seed, stream, scenario and dimension.
///
/// There is no state to advance: a number can be drawn again, alone, on any thread, and does not
/// change when scenarios or dimensions are added. Streams of one seed are independent; keep one for
/// each use, such as normals and mixing variables, since every method reads the same bits of a
/// (scenario, dimension).
///
/// The counter of a Philox block is (scenario low, scenario high, dimension / 2, stream) and its key
/// the seed; an even dimension reads words 0 and 1, an odd one words 2 and 3, low word first.
public struct RandomStream: Sendable, Equatable {
  /// The key of the generator.
  public let seed: UInt64
  /// Which of the seed's 2^32 independent streams this is.
  public let stream: UInt32

  /// The stream of a seed.
  ///
  /// - Parameters:
  ///   - seed: any 64 bits.
  ///   - stream: which stream of the seed.
  /// - Verified by: RandomStreamTests.
  public init(seed: UInt64, stream: UInt32) {
    self.seed = seed
    self.stream = stream
  }

  /// 64 uniform bits.
  ///
  /// - Parameters:
  ///   - scenario: zero or more.
  ///   - dimension: from 0 to 2^33 - 1.
  /// - Returns: the bits.
  /// - Complexity: O(1): one Philox block, about 10 ns.
  /// - Source: Salmon et al. (2011).
  /// - Verified by: RandomStreamTests.
  public func bits(scenario: Int, dimension: Int) -> UInt64 {
    precondition(scenario >= 0, "the scenario must not be negative")
    precondition(dimension >= 0 && dimension < 1 << 33, "the dimension must lie in 0..<2^33")
    let words = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: scenario), UInt32(truncatingIfNeeded: scenario >> 32),
        UInt32(truncatingIfNeeded: dimension >> 1), stream),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return dimension & 1 == 0
      ? UInt64(words[0]) | UInt64(words[1]) << 32
      : UInt64(words[2]) | UInt64(words[3]) << 32
  }

  /// A number uniform on the open interval (0, 1): an odd multiple of 2^-53.
  ///
  /// - Parameters:
  ///   - scenario: zero or more.
  ///   - dimension: from 0 to 2^33 - 1.
  /// - Returns: never 0 and never 1.
  /// - Complexity: O(1).
  /// - Source: the top 52 bits `k` as `(2k + 1) 2^-53`.
  /// - Verified by: RandomStreamTests.
  public func uniform(scenario: Int, dimension: Int) -> Double {
    Double(2 * (bits(scenario: scenario, dimension: dimension) >> 12) + 1) * 0x1p-53
  }

  /// A standard normal number, never infinite: at most 8.2924 in size.
  ///
  /// - Parameters:
  ///   - scenario: zero or more.
  ///   - dimension: from 0 to 2^33 - 1.
  /// - Returns: the same bits on every machine.
  /// - Complexity: O(1), about 50 ns; `fillNormals` is faster in bulk.
  /// - Source: the quantile of `(2k + 1) 2^-54`, `k` the top 52 bits; bit 0 is the sign.
  /// - Verified by: RandomStreamTests.
  public func normal(scenario: Int, dimension: Int) -> Double {
    var number = [0.0]
    fillNormals(&number, scenarios: [scenario], dimensions: dimension..<(dimension + 1))
    return number[0]
  }

  /// A chi-square number by the inverse of its distribution function, in step with `normal`.
  ///
  /// It has the same rank as the normal number of the same scenario and dimension. Edge cases: with
  /// fewer than about 0.11 degrees the smallest draws underflow to zero.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: positive and finite.
  ///   - scenario: zero or more.
  ///   - dimension: from 0 to 2^33 - 1.
  /// - Returns: zero or more; about 1e-13 relative in both tails.
  /// - Complexity: about ten incomplete gamma functions, below 1 µs; tabulate for bulk.
  /// - Source: the quantile of `(2k + 1) 2^-54` in the tail named by bit 0.
  /// - Verified by: RandomStreamTests.
  public func chiSquare(degreesOfFreedom: Double, scenario: Int, dimension: Int) -> Double {
    let tail = NormalDraw.signedTail(bits(scenario: scenario, dimension: dimension))
    let law = ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom)
    return tail < 0 ? law.quantile(-tail) : law.survivalQuantile(tail)
  }

  /// A Student t number by the inverse of its distribution function, in step with `normal`.
  ///
  /// It has the same rank as the normal number of the same scenario and dimension, and is symmetric
  /// to the bit. Edge cases: with fewer than about 0.05 degrees the largest draws overflow.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: positive and finite.
  ///   - scenario: zero or more.
  ///   - dimension: from 0 to 2^33 - 1.
  /// - Returns: the number, not rescaled to unit variance; about 1e-13 relative.
  /// - Complexity: about ten incomplete beta functions, below 1 µs; tabulate for bulk.
  /// - Source: the quantile of `(2k + 1) 2^-54`; bit 0 is the sign.
  /// - Verified by: RandomStreamTests.
  public func studentT(degreesOfFreedom: Double, scenario: Int, dimension: Int) -> Double {
    let tail = NormalDraw.signedTail(bits(scenario: scenario, dimension: dimension))
    let size = -StudentTDistribution(degreesOfFreedom: degreesOfFreedom).quantile(abs(tail))
    return tail < 0 ? -size : size
  }
}
