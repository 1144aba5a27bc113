internal import PlimsollMarket
internal import PlimsollNumerics

/// Cells as points spread over what is varied, instead of all combinations.
///
/// - Verified by: SweepDesignTests.
public struct SweepDesign: Sendable, Hashable, Codable {
  /// How points are spread.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Sobol points, shifted as a whole at random: even in every field and in pairs of them.
    case sobol
    /// Independent uniform points.
    case random
  }

  /// How points are spread.
  public var kind: Kind
  /// How many.
  public var points: Int
  /// The seed of the points, which is not that of the study.
  public var seed: UInt64

  /// Points unless told otherwise: a power of two, of which Sobol points are evenest.
  public static let usualPoints = 64

  /// A design.
  public init(_ kind: Kind, points: Int = usualPoints, seed: UInt64 = 1) {
    self.kind = kind
    self.points = points
    self.seed = seed
  }

  private static let pointStream: UInt32 = 0x64_65_73_67
  /// Numbers between bounds have so many digits.
  private static let digits = 6

  /// Where a point is in a field's range, from zero to below one.
  ///
  /// - Source: Cranley and Patterson (1976), "Randomization of number theoretic methods for multiple
  ///   integration", for the shift of Sobol points modulo one.
  private func place(_ point: Int, _ field: Int, _ sobol: SobolPoints) -> Double {
    let stream = RandomStream(seed: seed, stream: Self.pointStream)
    switch kind {
    case .random: return stream.uniform(scenario: point, dimension: field)
    case .sobol:
      let shift = stream.uniform(scenario: 0, dimension: field)
      let sum = sobol.coordinate(ofPoint: point, dimension: field) + shift
      return sum < 1 ? sum : sum - 1
    }
  }

  /// The cells: one value a field; a cell that comes twice is left out the second time.
  func cells(of fields: [VariedField]) throws(InputError) -> [[String]] {
    guard points > 0, points <= SweepPlan.mostCells else {
      throw .usage(
        "\(points) points are not from 1 to \(SweepPlan.mostCells)",
        remedy: "Give --points \(Self.usualPoints).")
    }
    guard fields.count <= SobolPoints.mostDimensions else {
      throw .usage(
        "\(fields.count) fields are more than there are Sobol dimensions",
        remedy: "Vary at most \(SobolPoints.mostDimensions).")
    }
    let sobol = SobolPoints(dimensions: fields.count)
    return (0..<points).map { point in
      fields.indices.map { field in
        fields[field].value(at: place(point, field, sobol), digits: Self.digits)
      }
    }.unique()
  }
}

extension VariedField {
  /// The value at a place from zero to below one of its list, or of the range between its bounds.
  fileprivate func value(at place: Double, digits: Int) -> String {
    guard let bounds else { return values[Int(place * Double(values.count))] }
    if bounds.isWhole {
      let count = bounds.high - bounds.low + 1
      return "\(Int(bounds.low + (place * count).rounded(.down)))"
    }
    let exact = bounds.low + place * (bounds.high - bounds.low)
    let rounded = Double(NumberText.plain(exact, significantDigits: digits)) ?? exact
    return NumberText.plain(min(max(rounded, bounds.low), bounds.high), significantDigits: nil)
  }
}
