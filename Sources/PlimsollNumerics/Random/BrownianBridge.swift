internal import Glibc

/// A Brownian path built from its end inwards: the first number sets where it ends, the next where it
/// is in the middle, and so on, each time in the largest gap that is left.
///
/// What matters most hangs on the first numbers, which is where Sobol points are best and where an
/// importance sampler twists.
///
/// - Source: W(t) given W(a) and W(b) is normal with mean ((b − t) W(a) + (t − a) W(b)) / (b − a) and
///   variance (t − a)(b − t) / (b − a): Glasserman (2003), "Monte Carlo Methods in Financial
///   Engineering", section 3.1.1.
/// - Verified by: BrownianBridgeTests.
public struct BrownianBridge: Sendable {
  /// times × numbers: the weight of each number in the path's value at each time.
  public let path: Matrix
  /// times × numbers: the weight in its increment, divided by the square root of the step's length.
  /// The matrix is orthogonal, so that independent normal numbers become independent increments.
  public let increments: Matrix

  /// The bridge of a path from zero through `times`, positive and increasing.
  ///
  /// - Complexity: O(n²).
  public init(times: [Double]) {
    let count = times.count
    precondition(
      zip([0] + times, times).allSatisfy { $0 < $1 && $1.isFinite },
      "times must be positive and increasing")
    var path = Matrix(rows: count, columns: count)
    var known = [Bool](repeating: false, count: count)
    for number in 0..<count {
      let gap = Self.largestGap(times, known)
      let start = gap.before < 0 ? 0 : times[gap.before]
      guard gap.after < count else {
        // Nothing is known beyond: the end, by itself.
        path[count - 1, number] = (times[count - 1] - start).squareRoot()
        known[count - 1] = true
        continue
      }
      let (time, end) = (times[gap.middle], times[gap.after])
      for column in 0..<number {
        let before = gap.before < 0 ? 0 : path[gap.before, column]
        path[gap.middle, column] =
          ((end - time) * before + (time - start) * path[gap.after, column]) / (end - start)
      }
      path[gap.middle, number] = ((time - start) * (end - time) / (end - start)).squareRoot()
      known[gap.middle] = true
    }
    self.path = path
    var increments = path
    for row in 0..<count {
      let length = (times[row] - (row == 0 ? 0 : times[row - 1])).squareRoot()
      for column in 0..<count {
        increments[row, column] =
          (path[row, column] - (row == 0 ? 0 : path[row - 1, column])) / length
      }
    }
    self.increments = increments
  }

  /// The longest stretch between known times, the first of equals, with the unknown time nearest its
  /// middle; `after` is the number of times when the end is not known.
  private static func largestGap(_ times: [Double], _ known: [Bool]) -> (
    before: Int, middle: Int, after: Int
  ) {
    guard known.last == true else { return (-1, times.count - 1, times.count) }
    var (before, best) = (-1, (before: -1, after: -1))
    var longest = 0.0
    for place in times.indices where known[place] {
      let length = times[place] - (before < 0 ? 0 : times[before])
      if place > before + 1, length > longest { (longest, best) = (length, (before, place)) }
      before = place
    }
    let start = best.before < 0 ? 0 : times[best.before]
    let centre = 0.5 * (start + times[best.after])
    let inside = (best.before + 1)..<best.after
    let middle = inside.min { abs(times[$0] - centre) < abs(times[$1] - centre) }
    return (best.before, middle ?? inside.lowerBound, best.after)
  }
}
