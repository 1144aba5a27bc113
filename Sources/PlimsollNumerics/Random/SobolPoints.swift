internal import CPlimsollKernels

/// Sobol points: in every power of two of them, each dimension and many boxes of several hold exactly
/// their share.
///
/// Points come in Gray-code order from the origin, which is kept: the first 2^m are a net, any other
/// number is not.
///
/// - Source: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional
///   projections", SIAM J. Sci. Comput. 30: direction numbers new-joe-kuo-6.21201; Antonov and Saleev
///   (1979) for the order.
/// - Verified by: SobolPointsTests, ReferenceTests (rng-sobol).
public struct SobolPoints: Sendable {
  /// The most dimensions there are direction numbers for.
  public static let mostDimensions = Int(PLIMSOLL_SOBOL_DIMENSIONS)
  /// Binary digits of a coordinate, and of a point's number.
  public static let digits = 32

  /// dimensions × 32: for each bit of a point's Gray code the digits it flips, the first digit in the
  /// top bit.
  let directions: [UInt32]

  /// Points of a number of dimensions, from 0 to `mostDimensions`.
  ///
  /// - Complexity: O(32 × dimensions).
  public init(dimensions: Int) {
    precondition(
      (0...Self.mostDimensions).contains(dimensions), "no Sobol points of \(dimensions) dimensions")
    var directions: [UInt32] = []
    directions.reserveCapacity(dimensions * Self.digits)
    var start = 0
    for dimension in 0..<dimensions {
      let polynomial = UInt32(plimsoll_sobol_polynomial(Int64(dimension)))
      let degree = 31 - polynomial.leadingZeroBitCount
      let first = (0..<max(degree, 1)).map {
        UInt32(plimsoll_sobol_first_number(Int64(start + $0)))
      }
      start += first.count
      directions += Self.directions(polynomial: polynomial, degree: degree, first: first)
    }
    self.directions = directions
  }

  /// The number of dimensions.
  public var dimensions: Int { directions.count / Self.digits }

  /// A coordinate of a point, a multiple of 2^-32 from 0 to below 1.
  ///
  /// - Complexity: O(digits of the number).
  public func coordinate(ofPoint number: Int, dimension: Int) -> Double {
    Double(word(ofPoint: number, dimension: dimension)) * 0x1p-32
  }

  /// The digits of a coordinate, the first in the top bit.
  func word(ofPoint number: Int, dimension: Int) -> UInt32 {
    precondition(number >= 0 && number < 1 << Self.digits, "point \(number) is beyond 2^32")
    var gray = UInt32(number ^ (number >> 1))
    var word: UInt32 = 0
    while gray != 0 {
      word ^= directions[dimension * Self.digits + gray.trailingZeroBitCount]
      gray &= gray - 1
    }
    return word
  }

  /// m₁, m₂, … as digits: mₖ = 2 a₁ mₖ₋₁ ⊕ … ⊕ 2ˢ mₖ₋ₛ ⊕ mₖ₋ₛ, shifted to the top.
  private static func directions(polynomial: UInt32, degree: Int, first: [UInt32]) -> [UInt32] {
    var numbers = first
    for place in first.count..<digits {
      guard degree > 0 else {
        numbers.append(1)
        continue
      }
      var next = numbers[place - degree] ^ (numbers[place - degree] << UInt32(degree))
      for back in 1..<degree where polynomial >> UInt32(degree - back) & 1 == 1 {
        next ^= numbers[place - back] << UInt32(back)
      }
      numbers.append(next)
    }
    return numbers.enumerated().map { $1 << UInt32(digits - 1 - $0) }
  }
}
