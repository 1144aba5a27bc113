internal import Glibc

/// Quotes as a fit sees them: total variances with half their spread.
struct SmilePoints {
  /// A quote.
  struct Point {
    var k: Double
    /// Total variance at the middle of bid and ask.
    var middle: Double
    /// Half of what lies between bid and ask.
    var half: Double
    var isLiquid: Bool
  }

  /// How a miss counts: first by its size, robustly; then ever more as a miss or none.
  struct Stage {
    /// The weight of the distance from the middle, in half spreads.
    var pull: Double
    /// How sharply leaving the spread counts; zero not at all.
    var sharpness: Double

    static let soft = Stage(pull: 1, sharpness: 0)
    static let sharpened = [0.5, 2, 8].map { Stage(pull: 0.05, sharpness: $0) }
  }

  /// A spread counts as left a little before it is.
  private static let edge = 0.95
  /// The most that leaving a spread counts.
  private static let missWeight = 2.0

  let points: [Point]
  /// The weight of quotes that are not liquid.
  var faintness = 0.1
  /// The total variance at the money, by the quotes about it.
  let atTheMoney: Double

  /// The quotes of `smile` with a bid and an ask.
  init(_ smile: Smile) {
    let points: [Point] = smile.quotes.compactMap { quote in
      guard let bid = quote.bid, let ask = quote.ask else { return nil }
      let (low, high) = (bid * bid * smile.years, ask * ask * smile.years)
      return Point(
        k: quote.logMoneyness, middle: 0.5 * (low + high),
        half: max(0.5 * (high - low), 1e-6 * high), isLiquid: quote.isLiquid)
    }
    self.init(points: points, atTheMoney: Self.atTheMoney(points))
  }

  init(points: [Point], atTheMoney: Double) {
    self.points = points
    self.atTheMoney = atTheMoney
  }

  private static func atTheMoney(_ points: [Point]) -> Double {
    guard let right = points.firstIndex(where: { $0.k >= 0 }) else {
      return points.last?.middle ?? 0
    }
    guard right > 0 else { return points[0].middle }
    let (left, next) = (points[right - 1], points[right])
    let share = -left.k / (next.k - left.k)
    return left.middle + share * (next.middle - left.middle)
  }

  /// Functions that `write` fills: two a quote.
  var count: Int { 2 * points.count }

  /// Writes the misses of a curve of total variance.
  func write(_ stage: Stage, into values: inout [Double], _ totalVariance: (Double) -> Double) {
    for (place, point) in points.enumerated() {
      let miss = (totalVariance(point.k) - point.middle) / point.half
      let weight = point.isLiquid ? 1 : faintness
      // √ of the soft absolute value, 2 (√(1 + z²) - 1).
      let soft = (2 * ((1 + miss * miss).squareRoot() - 1)).squareRoot()
      values[2 * place] = weight * stage.pull * (miss < 0 ? -soft : soft)
      let beyond = point.isLiquid ? stage.sharpness * max(0, abs(miss) - Self.edge) : 0
      values[2 * place + 1] = Self.missWeight * beyond / (1 + beyond * beyond).squareRoot()
    }
  }

  /// Quotes that a curve leaves.
  func outside(_ totalVariance: (Double) -> Double) -> (liquid: Int, faint: Int) {
    var found = (liquid: 0, faint: 0)
    for point in points where !(abs(totalVariance(point.k) - point.middle) <= point.half) {
      if point.isLiquid { found.liquid += 1 } else { found.faint += 1 }
    }
    return found
  }

  /// How well a curve does: liquid quotes it leaves, then its soft distance.
  func score(_ totalVariance: (Double) -> Double) -> (outside: Int, distance: Double) {
    var values = [Double](repeating: 0, count: count)
    write(.soft, into: &values, totalVariance)
    let outside = outside(totalVariance).liquid
    let distance = values.reduce(0) { $0 + $1 * $1 }
    return (outside, distance.isNaN ? .infinity : distance)
  }
}
