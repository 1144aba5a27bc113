internal import CPlimsollKernels

extension Selection {
  /// The values that can be among the `rank` lowest, with their places, in the order of the array.
  ///
  /// A sample at even steps gives a threshold that lies above the wanted rank with near certainty,
  /// and one pass keeps what is at or below it. When it does not, or keeps far too much, the exact
  /// threshold is selected; so the result always holds every value of the `rank` lowest, ties
  /// included, and usually little more.
  ///
  /// - Parameters:
  ///   - values: fewer than 2^31, none of them NaN.
  ///   - rank: from one to `values.count`.
  /// - Complexity: O(n): one pass that keeps pace with memory.
  /// - Source: Floyd and Rivest (1975), "Expected time bounds for selection", Commun. ACM 18: the
  ///   threshold from a sample.
  /// - Verified by: LowestTests.
  public static func lowest(_ values: [Double], rank: Int) -> (values: [Double], places: [Int32]) {
    precondition(rank >= 1 && rank <= values.count, "no rank \(rank) among \(values.count) values")
    precondition(values.count <= Int(Int32.max), "too many values to number")
    let step = max(1, values.count / min(largestSample, max(smallestSample, values.count / 16)))
    let sample = (0..<(values.count / step)).map { values[$0 * step] }
    let bound = upperRank(rank, of: values.count, in: sample.count)
    let threshold = nthSmallest(of: sample, min(bound, sample.count) - 1)
    if bound <= sample.count {
      let expected = bound * step
      if let kept = filter(values, atMost: threshold, room: 2 * expected + 1024),
        kept.values.count >= rank
      {
        return kept
      }
    }
    var copy = values
    let exact = nthSmallest(&copy, rank - 1)
    return filter(values, atMost: exact, room: values.count) ?? ([], [])
  }

  private static let smallestSample = 512
  private static let largestSample = 4096

  /// A rank of a sample whose value lies at or above that of `rank` of all: the expected rank and five
  /// standard deviations.
  private static func upperRank(_ rank: Int, of count: Int, in sampleCount: Int) -> Int {
    let expected = Double(rank) * Double(sampleCount) / Double(count)
    return Int((expected + 5 * expected.squareRoot()).rounded(.up)) + 2
  }

  /// The k-th smallest (zero-based) of values that stay where they are.
  ///
  /// By counting for some hundreds of values, as are left of a tail; more are selected from a copy.
  ///
  /// - Parameter values: not empty and without NaN.
  /// - Complexity: O(n), some fifteen counts of the values.
  /// - Source: bisection on the value; Press et al., Numerical Recipes 8.5 ("selection without
  ///   rearrangement").
  /// - Verified by: CountedRankTests.
  public static func nthSmallest(of values: [Double], _ k: Int) -> Double {
    precondition(values.indices.contains(k), "no rank \(k) among \(values.count) values")
    guard values.count <= mostCounted else {
      var copy = values
      return nthSmallest(&copy, k)
    }
    precondition(values.allSatisfy { $0 == $0 }, "NaN has no rank")
    return plimsoll_nth_smallest(values, Int64(values.count), Int64(k))
  }

  private static let mostCounted = 4096

  /// The values that are not above a threshold with their places, in the order of the array; NaN is
  /// above nothing and kept.
  ///
  /// - Complexity: O(n), without branches on the values.
  /// - Verified by: VectorPathTests, LossTailTests.
  public static func notAbove(_ threshold: Double, of values: [Double]) -> (
    values: [Double], places: [Int32]
  ) {
    filter(values, atMost: threshold, room: values.count) ?? ([], [])
  }

  /// The values not above a threshold with their places; nil when there are more than the room.
  private static func filter(_ values: [Double], atMost threshold: Double, room: Int) -> (
    values: [Double], places: [Int32]
  )? {
    let room = min(room, values.count) + 32
    var places: [Int32] = []
    var kept: Int64 = 0
    let low = [Double](unsafeUninitializedCapacity: room + 8) { out, count in
      places = [Int32](unsafeUninitializedCapacity: room + 8) { numbers, placeCount in
        guard let out = out.baseAddress, let numbers = numbers.baseAddress else { return }
        kept = plimsoll_filter(
          values, Int64(values.count), threshold, out, numbers, Int64(room))
        placeCount = max(0, Int(kept))
      }
      count = max(0, Int(kept))
    }
    return kept < 0 ? nil : (low, places)
  }
}
