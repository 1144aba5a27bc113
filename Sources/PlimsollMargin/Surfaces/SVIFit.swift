internal import Glibc
internal import PlimsollNumerics

/// Fits a raw SVI slice to quotes: freely, or so that it allows no arbitrage.
///
/// - Verified by: SurfaceFitTests, SVIFitTests.
struct SVIFit {
  let points: SmilePoints
  /// The slice of the expiry before, below which this one must not lie.
  let earlier: RawSVI?
  /// The slice of the expiry after, above which this one must not lie; nil while there is none.
  var later: RawSVI?
  /// A slice with three free numbers: a start, and where the wings go that no quote speaks of.
  let guide: RawSVI
  /// The weight of the logarithm of a wing's slope over the guide's. Without it wings that no quote
  /// speaks of may rise so fast that later expiries find no room above them.
  let wingWeight: Double

  private static let search = LevenbergMarquardt(tolerance: 1e-7, maximumSteps: 40)
  /// How much larger than needed Durrleman's function and the rise of variance are asked to be,
  /// round by round.
  private static let margins = [1e-4, 1e-3, 5e-3, 2e-2]

  /// Whether `slice` allows no arbitrage, alone, after the earlier one and before the later.
  func isClean(_ slice: RawSVI) -> Bool {
    slice.isFreeOfButterflyArbitrage
      && (earlier.map { slice.isFreeOfCalendarArbitrage(after: $0) } ?? true)
      && (later.map { $0.isFreeOfCalendarArbitrage(after: slice) } ?? true)
  }

  /// The best slice whose wings keep Lee's bound and whose variance is positive.
  func free() -> RawSVI {
    let room = RawRoom(earlier: nil, later: nil)
    var best = (score: points.score(guide.totalVariance), slice: guide)
    for (width, shift) in [(1.0, 0.0), (3.0, 0.0), (1.0, -2.0), (1.0, 2.0)] {
      let start = room.argument(of: guide, widened: width, shifted: shift)
      for slice in fits(in: room, from: start, margin: nil) {
        let score = points.score(slice.totalVariance)
        if score < best.score { best = (score, slice) }
      }
    }
    return best.slice
  }

  /// The best slice without arbitrage; `start` is the free one.
  func clean(from start: RawSVI) -> RawSVI {
    let room = RawRoom(earlier: earlier, later: later)
    var best: (score: (outside: Int, distance: Double), slice: RawSVI)?
    func consider(_ slice: RawSVI) {
      guard let slice = lifted(slice), isClean(slice) else { return }
      let score = points.score(slice.totalVariance)
      if best.map({ score < $0.score }) ?? true { best = (score, slice) }
    }
    consider(guide)
    let allowed = points.score(start.totalVariance).outside
    for margin in Self.margins {
      for first in [start, guide] {
        let argument = room.argument(of: first, widened: 1, shifted: 0)
        for slice in fits(in: room, from: argument, margin: margin) { consider(slice) }
      }
      if let best, best.score.outside <= allowed { return best.slice }
    }
    return best?.slice ?? continuation
  }

  /// The earlier slice raised to the quotes at the money: without arbitrage if that is.
  var continuation: RawSVI {
    guard let earlier else { return guide }
    let rise = max(0, points.atTheMoney - earlier.totalVariance(0))
    return RawSVI(
      a: earlier.a + rise, b: earlier.b, rho: earlier.rho, m: earlier.m, sigma: earlier.sigma)
  }

  /// The slice raised until it lies nowhere below the earlier one; nil when a wing is too flat.
  private func lifted(_ slice: RawSVI) -> RawSVI? {
    guard let earlier else { return slice }
    guard slice.leftSlope >= earlier.leftSlope, slice.rightSlope >= earlier.rightSlope else {
      return nil
    }
    let rise = slice.leastRise(after: earlier, in: RawSVI.searched).value
    guard rise < 0 else { return slice }
    return RawSVI(
      a: slice.a - rise * (1 + 1e-9) + 1e-15, b: slice.b, rho: slice.rho, m: slice.m,
      sigma: slice.sigma)
  }

  /// The slices that one start leads to, one a stage.
  private func fits(in room: RawRoom, from start: [Double], margin: Double?) -> [RawSVI] {
    let grid = margin == nil ? [] : Self.grid(around: guide.totalVariance(0).squareRoot())
    let count = points.count + Self.priors + 3 * grid.count
    let deviation = guide.totalVariance(0).squareRoot()
    // Shares of the least and the largest variance allowed; without a neighbour nothing binds.
    let spare = 1 + (margin ?? 0)
    let aboveEarlier = grid.map { k in
      earlier.map { 1 / (spare * $0.totalVariance(k)) } ?? .infinity
    }
    let belowLater = grid.map { k in later.map { spare / $0.totalVariance(k) } ?? 0 }
    var argument = start
    var found: [RawSVI] = []
    for stage in [SmilePoints.Stage.soft] + SmilePoints.Stage.sharpened {
      argument =
        Self.search.minimise(from: argument, count: count) { x, values in
          guard let slice = room.slice(x) else {
            values[0] = .nan
            return
          }
          points.write(stage, into: &values, slice.totalVariance)
          var place = points.count
          values[place] = wingWeight * log(slice.leftSlope / guide.leftSlope)
          values[place + 1] = wingWeight * log(slice.rightSlope / guide.rightSlope)
          place += 2
          values[place] = 0.01 * (x[2] - start[2]) / deviation
          values[place + 1] = 0.01 * (x[3] - start[3])
          place += 2
          guard let margin else { return }
          for (index, k) in grid.enumerated() {
            let variance = slice.totalVariance(k)
            values[place] = 30 * max(0, margin - slice.durrleman(k))
            values[place + 1] = 100 * max(0, 1 - variance * aboveEarlier[index])
            values[place + 2] = 100 * max(0, variance * belowLater[index] - 1)
            place += 3
          }
        }.argument
      if let slice = room.slice(argument) { found.append(slice) }
    }
    return found
  }

  /// Functions beside those of the quotes and of arbitrage.
  private static let priors = 4

  /// Where arbitrage is looked for while fitting: close at the money, and far into the wings.
  private static func grid(around deviation: Double) -> [Double] {
    let count = 30
    let last = asinh(RawSVI.searched.upperBound / deviation)
    return (-count...count).map { deviation * sinh(last * Double($0) / Double(count)) }
  }
}

/// Raw slices with positive variance and wings between those of an earlier slice and Lee's bound, as
/// functions of five free numbers.
private struct RawRoom {
  private let leftSlope, rightSlope: ClosedRange<Double>
  /// A little below Lee's bound.
  private static let steepest = 0.999 * RawSVI.largestWingSlope

  init(earlier: RawSVI?, later: RawSVI?) {
    leftSlope = Self.range(earlier?.leftSlope, later?.leftSlope)
    rightSlope = Self.range(earlier?.rightSlope, later?.rightSlope)
  }

  private static func range(_ earlier: Double?, _ later: Double?) -> ClosedRange<Double> {
    let least = min(earlier ?? 0, steepest)
    return least...max(least, min(later ?? steepest, steepest))
  }

  /// x: how far the wings are between their bounds, m, ln sigma, ln of the least variance.
  func slice(_ x: [Double]) -> RawSVI? {
    let left = Self.slope(x[0], in: leftSlope)
    let right = Self.slope(x[1], in: rightSlope)
    let (sigma, least) = (exp(x[3]), exp(x[4]))
    guard sigma > 1e-9, sigma < 1e3, least < 1e6, left + right > 0, x[2].isFinite else {
      return nil
    }
    return RawSVI(
      a: least - sigma * (left * right).squareRoot(), b: 0.5 * (left + right),
      rho: max(-1, min(1, (right - left) / (left + right))), m: x[2], sigma: sigma)
  }

  private static func slope(_ x: Double, in range: ClosedRange<Double>) -> Double {
    let slope = range.lowerBound + (range.upperBound - range.lowerBound) * logistic(x)
    return min(range.upperBound, slope)
  }

  /// The numbers of the slice nearest to `slice`, its bend made wider and moved.
  func argument(of slice: RawSVI, widened: Double, shifted: Double) -> [Double] {
    func place(_ slope: Double, in range: ClosedRange<Double>) -> Double {
      let width = range.upperBound - range.lowerBound
      let share = width > 0 ? (slope - range.lowerBound) / width : 0.5
      let inside = max(1e-6, min(1 - 1e-6, share))
      return log(inside / (1 - inside))
    }
    return [
      place(slice.leftSlope * widened, in: leftSlope),
      place(slice.rightSlope * widened, in: rightSlope),
      slice.m + shifted * slice.totalVariance(0).squareRoot(), log(slice.sigma * widened),
      log(max(1e-12, slice.minimumTotalVariance)),
    ]
  }
}
