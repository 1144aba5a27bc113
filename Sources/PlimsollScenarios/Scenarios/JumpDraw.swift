import PlimsollNumerics

/// Turns standard normal numbers into draws of a mixture of normal laws, order kept.
///
/// The quantile at the normal probability is tabulated to within 1e-9, in finer pieces where it is
/// steep. Where modes lie so far apart that no table can follow, which takes few numbers, it is
/// computed.
///
/// - Source: the inverse-function method.
/// - Verified by: JumpInnovationsTests (against the quantile).
struct JumpDraw: Sendable {
  private let table: QuantileTable

  /// Draws of `law` times `scale`, of numbers up to a size.
  init(_ law: NormalMixture, scale: Double, largestNormal: Double) {
    table = QuantileTable(law, scale: scale, range: -largestNormal...largestNormal, level: 0)
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) { table.apply(&values, range: range) }
}

/// A quantile on a range of normal numbers, with finer tables of the parts where this one misses.
private struct QuantileTable: Sendable {
  let range: ClosedRange<Double>
  private let law: NormalMixture
  private let scale: Double
  /// Nil where the quantile is computed.
  private let table: PiecewisePolynomial?
  private let finer: [QuantileTable]

  /// Pieces a unit of the widest table; each level has so many times more.
  private static let piecesPerUnit = 16.0
  private static let refinement = 8.0
  private static let levels = 3
  /// Of the quantile before scaling, in standard deviations, and relative beyond one.
  private static let tolerance = 1e-9
  /// Places of a piece, from -1 to 1, where interpolation at eight Chebyshev points errs most.
  private static let checked = [-0.9239, -0.7071, 0, 0.7071, 1]

  init(_ law: NormalMixture, scale: Double, range: ClosedRange<Double>, level: Int) {
    self.range = range
    self.law = law
    self.scale = scale
    guard level < Self.levels else {
      table = nil
      finer = []
      return
    }
    var density = Self.piecesPerUnit
    for _ in 0..<level { density *= Self.refinement }
    let width = range.upperBound - range.lowerBound
    let segments = Int((width * density).rounded(.up))
    var guess = Extrapolation()
    func quantile(_ z: Double) -> Double {
      let value = Self.quantile(law, z, near: guess.value(at: z))
      guess.note(value, at: z)
      return value
    }
    let table = PiecewisePolynomial(range: range, segments: segments) { scale * quantile($0) }
    let half = 0.5 * width / Double(segments)
    var missed: [ClosedRange<Double>] = []
    for piece in 0..<segments {
      let centre = range.lowerBound + half * Double(2 * piece + 1)
      let isMissed = Self.checked.contains { place in
        let value = quantile(centre + half * place)
        let error = abs(table(centre + half * place) - scale * value)
        return !(error <= Self.tolerance * scale * max(1, abs(value)))
      }
      guard isMissed else { continue }
      // A little wider than the piece, so that its ends belong to it however they are rounded.
      let (start, end) = (centre - half * 1.000_001, centre + half * 1.000_001)
      if let last = missed.last, last.upperBound > start {
        missed[missed.count - 1] = last.lowerBound...end
      } else {
        missed.append(start...end)
      }
    }
    self.table = table
    finer = missed.map { QuantileTable(law, scale: scale, range: $0, level: level + 1) }
  }

  /// The quantile at the probability of a normal number.
  private static func quantile(_ law: NormalMixture, _ z: Double, near: Double? = nil) -> Double {
    law.quantile(tail: NormalDistribution.survival(abs(z)), isUpper: z > 0, near: near)
  }

  func apply(_ values: inout [Double], range: Range<Int>) {
    guard let table else {
      for index in range { values[index] = scale * Self.quantile(law, values[index]) }
      return
    }
    guard !finer.isEmpty else { return table.apply(&values, range: range) }
    var places = finer.map { _ in [Int]() }
    for index in range {
      let z = values[index]
      if let part = finer.firstIndex(where: { $0.range.contains(z) }) { places[part].append(index) }
    }
    let arguments = places.map { $0.map { values[$0] } }
    table.apply(&values, range: range)
    for (part, places) in places.enumerated() where !places.isEmpty {
      var numbers = arguments[part]
      finer[part].apply(&numbers, range: numbers.indices)
      for (place, number) in zip(places, numbers) { values[place] = number }
    }
  }
}

/// The parabola through the last three points of a function, so that the next is half known.
private struct Extrapolation {
  private var points: [(argument: Double, value: Double)] = []

  mutating func note(_ value: Double, at argument: Double) {
    points.append((argument, value))
    if points.count > 3 { points.removeFirst() }
  }

  /// Nil before there is a point.
  func value(at argument: Double) -> Double? {
    guard points.count == 3 else { return points.last?.value }
    let (a, b, c) = (points[0], points[1], points[2])
    let first = (c.value - b.value) / (c.argument - b.argument)
    let second =
      ((b.value - a.value) / (b.argument - a.argument) - first) / (a.argument - c.argument)
    let away = argument - c.argument
    let value = c.value + away * (first + (argument - b.argument) * second)
    return value.isFinite ? value : c.value
  }
}
