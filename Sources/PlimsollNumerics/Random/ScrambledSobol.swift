internal import CPlimsollKernels

/// Sixteen independent scrambles of Sobol points, as normal numbers that are a pure function of seed,
/// scenario and dimension.
///
/// Scenario s is point s / 16 of scramble s mod 16. So the first n scenarios of a longer run are those
/// of a shorter one, each 16 × 2^m of them hold sixteen whole nets, and sixteen estimates that know
/// nothing of each other come from one run: their spread is the error of their mean.
///
/// The scramble is Owen's: every digit is flipped or not by a random bit of its own for each value of
/// the digits before it. For the first six digits these bits come from Philox, for the next twelve from
/// a hash of the digits before; the remaining ones from a hash that moves digits to the right only,
/// keyed by those eighteen. A point is uniform whatever its number, and points stay a net.
///
/// - Source: Owen (1995), "Randomly permuted (t,m,s)-nets"; Burley (2020), "Practical hash-based Owen
///   scrambling", J. Computer Graphics Techniques 9, for the idea of hashing.
/// - Verified by: ScrambledSobolTests.
public struct ScrambledSobol: Sendable {
  /// Independent scrambles.
  public static let scrambles = Int(PLIMSOLL_SCRAMBLES)
  /// Words a dimension and scramble.
  private static let words = 4
  /// The stream of a seed that scrambles come from.
  private static let stream: UInt32 = 7

  /// The points that are scrambled.
  public let points: SobolPoints
  /// The points' digits in reverse.
  private let directions: [UInt32]
  /// dimensions × 4 × 16.
  private let keys: [UInt64]

  /// Scrambles by `seed` of points of a number of dimensions, up to `SobolPoints.mostDimensions`.
  ///
  /// - Complexity: O(dimensions): 96 words each.
  public init(seed: UInt64, dimensions: Int) {
    points = SobolPoints(dimensions: dimensions)
    directions = points.directions.map { Self.reversed($0) }
    let random = RandomStream(seed: seed, stream: Self.stream)
    var keys: [UInt64] = []
    keys.reserveCapacity(dimensions * Self.words * Self.scrambles)
    for dimension in 0..<dimensions {
      for word in 0..<Self.words {
        for scramble in 0..<Self.scrambles {
          keys.append(random.bits(scenario: scramble, dimension: dimension * Self.words + word))
        }
      }
    }
    self.keys = keys
  }

  /// Fills rows of normal numbers, a row a dimension and a column a scenario.
  ///
  /// - Parameters:
  ///   - tile: at least as many rows of `stride` as there are dimensions; the rest is left alone.
  ///   - scenarios: from 0 to below 2^36, in any order; fastest in runs of consecutive ones.
  /// - Complexity: O(rows × columns × digits of the largest number), no allocation.
  public func fillNormals(_ tile: inout [Double], stride: Int, scenarios: [Int]) {
    guard !scenarios.isEmpty, points.dimensions > 0 else { return }
    precondition(
      stride >= scenarios.count
        && tile.count >= (points.dimensions - 1) * stride + scenarios.count,
      "the tile must hold a row for every dimension")
    let (least, largest) = scenarios.reduce((Int.max, 0)) { (min($0.0, $1), max($0.1, $1)) }
    precondition(
      least >= 0 && largest / Self.scrambles < 1 << SobolPoints.digits,
      "scenarios must lie from 0 to below 2^36")
    let bits = Int.bitWidth - (largest / Self.scrambles).leadingZeroBitCount
    scenarios.withUnsafeBytes { numbers in
      plimsoll_sobol_normals(
        directions, keys, Int64(bits), numbers.assumingMemoryBound(to: Int64.self).baseAddress,
        Int64(scenarios.count), Int64(points.dimensions), &tile, Int64(stride))
    }
  }

  /// The digits of a scrambled coordinate, the first in the top bit.
  ///
  /// - Complexity: O(1), some 50 ns: what `fillNormals` makes normal numbers of.
  public func word(scenario: Int, dimension: Int) -> UInt64 {
    let number = scenario / Self.scrambles
    let point = Self.reversed(points.word(ofPoint: number, dimension: dimension))
    let scrambled = scrambledDigits(
      UInt64(point), dimension: dimension, scramble: scenario % Self.scrambles)
    return (0..<64).reduce(0) { $0 << 1 | scrambled >> UInt64($1) & 1 }
  }

  /// Digits scrambled, the first of either in bit 0.
  func scrambledDigits(_ digits: UInt64, dimension: Int, scramble: Int) -> UInt64 {
    let own = (0..<Self.words).map { word in
      keys[(dimension * Self.words + word) * Self.scrambles + scramble]
    }
    return Self.scrambled(digits, keys: own)
  }

  private static func scrambled(_ digits: UInt64, keys: [UInt64]) -> UInt64 {
    var low = flipped(digits & 63, by: keys[0])
    low |= flipped(digits >> 6 & 63, by: mixed(digits & 63 &+ keys[1])) << 6
    low |= flipped(digits >> 12 & 63, by: mixed(digits & 0xfff &+ keys[2])) << 12
    let key = mixed(digits & 0x3ffff &+ keys[3])
    var rest = digits >> 18 &+ key
    rest &+= (rest & 0xffff_ffff) &* (key >> 32 & 0xffff_fffe)
    rest ^= (rest & 0xffff_ffff) &* UInt64(PLIMSOLL_MIX_EVEN)
    return low | rest << 18
  }

  private static func flipped(_ digits: UInt64, by word: UInt64) -> UInt64 {
    var flips: UInt64 = 0
    for level in 0..<6 {
      let nodes = UInt64(1) << UInt64(level) - 1
      flips |= (word >> (nodes + digits & nodes) & 1) << UInt64(level)
    }
    return digits ^ flips
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 33) &* UInt64(PLIMSOLL_MIX_FIRST)
    word = (word ^ word >> 33) &* UInt64(PLIMSOLL_MIX_SECOND)
    return word ^ word >> 33
  }

  private static func reversed(_ word: UInt32) -> UInt32 {
    (0..<32).reduce(0) { $0 << 1 | word >> UInt32($1) & 1 }
  }
}
