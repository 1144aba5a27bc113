internal import Foundation

/// Order statistics without sorting.
///
/// - Verified by: SelectionTests.
public enum Selection {
  /// The k-th smallest (zero-based) of `values`, which are reordered.
  ///
  /// Afterwards `values[k]` is the result, no value before it is larger and none after it smaller.
  /// Zero and minus zero count as equal.
  ///
  /// Floyd and Rivest's selection partitions around an element of a sample, taken at even steps,
  /// that should lie just beyond the wanted one: about n + min(k, n - k) comparisons. An input
  /// arranged against the sample exhausts a budget of work linear in n, and medians of medians
  /// choose the elements from then on.
  ///
  /// - Parameters:
  ///   - values: not empty and without NaN.
  ///   - k: from zero to `values.count - 1`.
  /// - Complexity: O(n) on average and in the worst case.
  /// - Source: Floyd and Rivest (1975), "Algorithm 489: SELECT", Commun. ACM 18; Blum, Floyd,
  ///   Pratt, Rivest and Tarjan (1973), "Time bounds for selection", J. Comput. Syst. Sci. 7.
  public static func nthSmallest(_ values: inout [Double], _ k: Int) -> Double {
    precondition(values.indices.contains(k), "no rank \(k) among \(values.count) values")
    values.withUnsafeBufferPointer { buffer in
      var unordered = 0
      for value in buffer { unordered &+= value == value ? 0 : 1 }
      precondition(unordered == 0, "NaN has no rank")
    }
    return nthSmallest(&values, k, budget: 6 * values.count)
  }

  /// The same with a budget of elements to partition before medians of medians are used.
  package static func nthSmallest(_ values: inout [Double], _ k: Int, budget: Int) -> Double {
    values.withUnsafeMutableBufferPointer { buffer in
      var selecting = Selecting(values: buffer, budget: budget)
      selecting.select(k, from: 0, through: buffer.count - 1)
      return buffer[k]
    }
  }
}

/// A selection under way.
private struct Selecting {
  let values: UnsafeMutableBufferPointer<Double>
  /// How many more elements may be partitioned around sampled elements.
  var budget: Int

  /// Puts the element of rank k of the range in place k.
  mutating func select(_ k: Int, from first: Int, through last: Int) {
    var left = first
    var right = last
    while right > left {
      if budget < 0 {
        medianOfMedians(to: k, from: left, through: right)
      } else if right - left > 600 {
        sample(around: k, from: left, through: right)
      }
      budget -= right - left + 1
      let place = partition(around: k, from: left, through: right)
      if place <= k { left = place + 1 }
      if k <= place { right = place - 1 }
    }
  }

  /// Brings to place k an element whose rank is likely to be k or a little beyond it, on the side
  /// of the middle.
  private mutating func sample(around k: Int, from left: Int, through right: Int) {
    let n = Double(right - left + 1)
    let i = Double(k - left + 1)
    let logarithm = log(n)
    let size = 0.5 * exp(2 * logarithm / 3)
    let spread = 0.5 * (logarithm * size * (n - size) / n).squareRoot() * (i < n / 2 ? -1 : 1)
    let from = min(k, max(left, k - Int(i * size / n - spread)))
    let through = max(k, min(right, k + Int((n - i) * size / n + spread)))
    // Elements from everywhere, as neighbours are alike in an input that has an order.
    let stride = (right - left + 1) / (through - from + 1)
    for place in from...through { values.swapAt(place, left + (place - from) * stride) }
    select(k, from: from, through: through)
  }

  /// Brings to place k the median of the medians of groups of five, which at least three tenths of
  /// the range are not above and as many not below.
  private mutating func medianOfMedians(to k: Int, from left: Int, through right: Int) {
    var groups = 0
    var start = left
    while start <= right {
      let end = min(start + 4, right)
      for i in start...end {
        var j = i
        while j > start && values[j] < values[j - 1] {
          values.swapAt(j, j - 1)
          j -= 1
        }
      }
      values.swapAt(left + groups, start + (end - start) / 2)
      groups += 1
      start += 5
    }
    let middle = left + (groups - 1) / 2
    select(middle, from: left, through: left + groups - 1)
    values.swapAt(middle, k)
  }
  /// Partitions around the element in place k, which ends in the place returned.
  ///
  /// Elements equal to it are exchanged too, so that they spread over both sides. The element and
  /// one of the other side stand at the ends, which keeps both scans inside the range.
  private func partition(around k: Int, from left: Int, through right: Int) -> Int {
    let pivot = values[k]
    var i = left
    var j = right
    values.swapAt(left, k)
    if values[right] > pivot { values.swapAt(right, left) }
    while i < j {
      let value = values[i]
      values[i] = values[j]
      values[j] = value
      i &+= 1
      j &-= 1
      while values[i] < pivot { i &+= 1 }
      while values[j] > pivot { j &-= 1 }
    }
    if values[left] == pivot {
      values.swapAt(left, j)
    } else {
      j += 1
      values.swapAt(j, right)
    }
    return j
  }
}
