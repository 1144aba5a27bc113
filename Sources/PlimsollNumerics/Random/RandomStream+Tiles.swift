internal import CPlimsollKernels

/// How random bits become normal numbers.
public enum NormalTransform: String, Sendable, Codable, CaseIterable {
  /// The inverse of the distribution function: one word, one number, order kept. Another factor or
  /// an antithetic twin shifts no number, and a uniform from elsewhere may take the word's place.
  case inverse
  /// Radius and angle of two words, the even and the next dimension. Faster where registers are
  /// wide; a number depends on both words of its pair.
  ///
  /// - Source: Box and Muller (1958), "A note on the generation of random normal deviates".
  case boxMuller = "box-muller"
}

extension RandomStream {
  /// Fills rows of normal numbers, a row a dimension and a column a scenario.
  ///
  /// `tile[r * stride + j]` belongs to scenario `scenarios[j]` and dimension `dimensions.lowerBound
  /// + r` and depends on nothing else: not on the other columns, the other rows or the machine. By
  /// the inverse it is `normal(scenario:dimension:)`. The rest of the tile is left alone.
  ///
  /// - Parameters:
  ///   - tile: at least `dimensions.count` rows.
  ///   - stride: elements from one row to the next, at least `scenarios.count`; nil for that.
  ///   - scenarios: zero or more each, in any order.
  ///   - dimensions: may start at an odd number, at the price of half a block a column.
  /// - Complexity: O(rows × columns), no allocation; 1.3 to 6 ns a number by instruction set.
  /// - Source: Salmon et al. (2011); the inverse as a table of polynomials of degree 7, made by
  ///   `Scripts/make-kernel-tables`, within 2.5e-15 and right to the last tail probability, 2^-54.
  /// - Verified by: NormalTileTests, VectorPathTests, ReferenceTests (rng-normal-quantile).
  public func fillNormals(
    _ tile: inout [Double], stride: Int? = nil, scenarios: [Int], dimensions: Range<Int>,
    by transform: NormalTransform = .inverse
  ) {
    let width = scenarios.count
    let stride = stride ?? width
    precondition(stride >= width, "a row must hold every scenario")
    precondition(
      dimensions.lowerBound >= 0 && dimensions.upperBound <= 1 << 33,
      "the dimensions must lie in 0..<2^33")
    guard width > 0, !dimensions.isEmpty else { return }
    precondition(
      tile.count >= (dimensions.count - 1) * stride + width,
      "the tile must hold a row for every dimension")
    let loop = transform == .inverse ? plimsoll_normals : plimsoll_box_muller
    scenarios.withUnsafeBytes { numbers in
      loop(
        seed, stream, numbers.assumingMemoryBound(to: Int64.self).baseAddress, Int64(width),
        Int64(dimensions.lowerBound), Int64(dimensions.count), &tile, Int64(stride))
    }
  }

  /// Fills rows of normal numbers of consecutive scenarios.
  public func fillNormals(
    _ tile: inout [Double], width: Int, firstScenario: Int, dimensions: Range<Int>,
    by transform: NormalTransform = .inverse
  ) {
    precondition(width >= 0 && firstScenario >= 0, "width and scenario must not be negative")
    fillNormals(
      &tile, scenarios: Array(firstScenario..<(firstScenario + width)), dimensions: dimensions,
      by: transform)
  }
}
