extension RandomStream {
  /// Fills rows of normal numbers, a row a dimension and a column a scenario.
  ///
  /// `tile[r * width + j]` becomes `normal(scenario: firstScenario + j, dimension:
  /// dimensions.lowerBound + r)`, to the bit, whatever the width and the offsets. Elements beyond
  /// the last row are left alone.
  ///
  /// - Parameters:
  ///   - tile: at least `dimensions.count * width` elements.
  ///   - width: the scenarios of a row, zero or more.
  ///   - firstScenario: the scenario of the first column, zero or more.
  ///   - dimensions: the rows; may start at an odd number, at the price of half a block a column.
  /// - Complexity: O(rows × width), about 8 ns a number on one thread; no allocation.
  /// - Source: Salmon et al. (2011); Wichura (1988).
  /// - Verified by: NormalTileTests.
  public func fillNormals(
    _ tile: inout [Double], width: Int, firstScenario: Int, dimensions: Range<Int>
  ) {
    precondition(width >= 0 && firstScenario >= 0, "width and scenario must not be negative")
    precondition(
      dimensions.lowerBound >= 0 && dimensions.upperBound <= 1 << 33,
      "the dimensions must lie in 0..<2^33")
    precondition(
      tile.count >= dimensions.count * width, "the tile must hold a row for every dimension")
    tile.withUnsafeMutableBufferPointer { tile in
      guard let base = tile.baseAddress else { return }
      NormalTile.withScratch { scratch in
        var dimension = dimensions.lowerBound
        while dimension < dimensions.upperBound {
          let row = base + (dimension - dimensions.lowerBound) * width
          let isPair = dimension & 1 == 0 && dimension + 1 < dimensions.upperBound
          var column = 0
          while column < width {
            let count = min(NormalTile.chunk, width - column)
            let even = dimension & 1 == 0 ? row + column : scratch.unused
            let odd =
              isPair ? row + width + column : dimension & 1 == 1 ? row + column : scratch.unused
            fillTails(even, odd, count, firstScenario + column, dimension >> 1)
            if dimension & 1 == 0 { NormalTile.transform(even, count, scratch) }
            if odd != scratch.unused { NormalTile.transform(odd, count, scratch) }
            column += count
          }
          dimension += isPair ? 2 : 1
        }
      }
    }
  }

  /// Writes the signed tails of one block a scenario into an even and an odd row.
  ///
  /// Philox as in `Philox4x32.block`, in 64-bit lanes that the compiler can keep in vectors.
  @inline(__always)
  private func fillTails(
    _ even: UnsafeMutablePointer<Double>, _ odd: UnsafeMutablePointer<Double>, _ count: Int,
    _ firstScenario: Int, _ pair: Int
  ) {
    let mask: UInt64 = 0xffff_ffff
    let dimensionWord = UInt64(pair) & mask
    let streamWord = UInt64(stream)
    let first = UInt64(firstScenario)
    for column in 0..<count {
      let scenario = first &+ UInt64(truncatingIfNeeded: column)
      var c0 = scenario & mask
      var c1 = scenario >> 32
      var c2 = dimensionWord
      var c3 = streamWord
      var k0 = seed & mask
      var k1 = seed >> 32
      for _ in 0..<10 {
        let one = Philox4x32.firstMultiplier &* c0
        let two = Philox4x32.secondMultiplier &* c2
        c0 = (two >> 32) ^ c1 ^ k0
        c1 = two & mask
        c2 = (one >> 32) ^ c3 ^ k1
        c3 = one & mask
        k0 = (k0 &+ UInt64(Philox4x32.firstKeyStep)) & mask
        k1 = (k1 &+ UInt64(Philox4x32.secondKeyStep)) & mask
      }
      even[column] = NormalDraw.signedTail(c0 | c1 << 32)
      odd[column] = NormalDraw.signedTail(c2 | c3 << 32)
    }
  }
}

/// Signed tail probabilities to normal numbers, in place, range by range.
///
/// The central formula is applied to every element, which vectorises; the three in twenty that need
/// the outer one are gathered before it and scattered after it, so no branch depends on a draw.
///
/// - Verified by: NormalTileTests.
enum NormalTile {
  /// How many columns are worked on at once: small enough for the nearest cache.
  static let chunk = 512

  /// Room for the elements outside the central range, and for a row that is not wanted.
  struct Scratch {
    let unused: UnsafeMutablePointer<Double>
    let tails: UnsafeMutablePointer<Double>
    let roots: UnsafeMutablePointer<Double>
    let places: UnsafeMutablePointer<Int>
  }

  static func withScratch(_ body: (Scratch) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * chunk) { doubles in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: chunk) { places in
        guard let base = doubles.baseAddress, let places = places.baseAddress else { return }
        body(
          Scratch(
            unused: base, tails: base + chunk, roots: base + 2 * chunk, places: places))
      }
    }
  }

  static func transform(
    _ values: UnsafeMutablePointer<Double>, _ count: Int, _ scratch: Scratch
  ) {
    let tails = scratch.tails
    let roots = scratch.roots
    let places = scratch.places
    let bound = NormalQuantile.centralBound.bitPattern
    var outer = 0
    for index in 0..<count {
      let tail = values[index]
      tails[outer] = tail
      places[outer] = index
      // One more when |tail| is below the bound: the borrow of a subtraction, not a branch.
      outer &+= Int(truncatingIfNeeded: (abs(tail).bitPattern &- bound) >> 63)
    }
    for index in 0..<count {
      let tail = values[index]
      values[index] = NormalDraw.withSign(of: tail, NormalQuantile.central(tail: abs(tail)))
    }
    // As NormalQuantile.root: a tail here is at least 2^-54.
    for index in 0..<outer {
      roots[index] = -SpecialFunctions.portableLogarithm(abs(tails[index]))
    }
    for index in 0..<outer { roots[index] = roots[index].squareRoot() }
    for index in 0..<outer {
      tails[index] = NormalDraw.withSign(of: tails[index], NormalQuantile.middle(roots[index]))
    }
    for index in 0..<outer {
      let root = scratch.roots[index]
      let size =
        root <= NormalQuantile.middleBound
        ? scratch.tails[index]
        : NormalDraw.withSign(of: scratch.tails[index], NormalQuantile.far(root))
      values[scratch.places[index]] = size
    }
  }
}
