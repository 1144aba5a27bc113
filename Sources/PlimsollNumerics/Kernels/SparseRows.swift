internal import CPlimsollKernels

/// A sparse matrix by rows: for each row, some columns and their coefficients, in order.
///
/// A portfolio is a row, what it holds are the columns. Its product with a tile, whose rows are what
/// one unit gains in each scenario, is the portfolio's gain in each.
///
/// - Verified by: SparseRowsTests.
public struct SparseRows: Sendable {
  private(set) var starts: [Int64] = [0]
  private(set) var columns: [Int32] = []
  private(set) var coefficients: [Double] = []

  /// No rows.
  public init() {}

  /// The number of rows.
  public var count: Int { starts.count - 1 }

  /// One more than the largest column named so far.
  public private(set) var width = 0

  /// Adds a row below the others.
  ///
  /// - Parameter entries: columns from zero with their coefficients; one that comes twice counts
  ///   twice.
  public mutating func append(_ entries: [(column: Int, coefficient: Double)]) {
    for (column, coefficient) in entries {
      precondition(column >= 0 && column <= Int(Int32.max), "no column \(column)")
      columns.append(Int32(column))
      coefficients.append(coefficient)
      width = max(width, column + 1)
    }
    starts.append(Int64(columns.count))
  }

  /// The entries of all rows.
  public var entryCount: Int { columns.count }

  /// The numbers of a row's entries among those of all rows.
  public func entries(ofRow row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

  /// A row's columns with their coefficients.
  public subscript(row: Int) -> [(column: Int, coefficient: Double)] {
    entries(ofRow: row).map { (Int(columns[$0]), coefficients[$0]) }
  }

  /// Appends all that the matrix holds, so that two of the same bytes are the same matrix.
  public func append(to bytes: inout [UInt8]) {
    bytes.append(bytesOf: starts)
    bytes.append(bytesOf: columns)
    bytes.append(bytesOf: coefficients)
  }

  /// The matrix of a range of the rows.
  public func rows(_ range: Range<Int>) -> SparseRows {
    let entries = Int(starts[range.lowerBound])..<Int(starts[range.upperBound])
    var part = SparseRows()
    part.columns = Array(columns[entries])
    part.coefficients = Array(coefficients[entries])
    part.starts = starts[range.lowerBound...range.upperBound].map { $0 - Int64(entries.lowerBound) }
    part.width = width
    return part
  }

  /// The matrix of some of the rows.
  public func rows(_ wanted: [Int]) -> SparseRows {
    var part = SparseRows()
    for row in wanted {
      part.columns += columns[entries(ofRow: row)]
      part.coefficients += coefficients[entries(ofRow: row)]
      part.starts.append(Int64(part.columns.count))
    }
    part.width = width
    return part
  }

  /// Adds to each entry of a row what one column of a tile holds for it, times a weight; without the
  /// entry's coefficient.
  ///
  /// - Parameters:
  ///   - tile: as for `multiply`.
  ///   - sums: one for each entry of the row, from `start` on.
  public func addColumn(
    _ column: Int, of tile: [Double], stride: Int, row: Int, weight: Double = 1,
    to sums: inout [Double], from start: Int
  ) {
    for (place, entry) in entries(ofRow: row).enumerated() {
      sums[start + place] += weight * tile[Int(columns[entry]) * stride + column]
    }
  }

  /// The product of one row with a tile.
  ///
  /// The sum runs over the row's entries in their order, so that an element does not depend on what
  /// stands beside it.
  ///
  /// - Parameters:
  ///   - tile: at least `width` rows of `stride` elements, `stride` a multiple of 32.
  ///   - columns: how many elements of each are wanted.
  ///   - product: at least `columns` from `at` on.
  /// - Complexity: O(entries × columns), no allocation.
  public func multiply(
    row: Int, _ tile: [Double], stride: Int, columns: Int, into product: inout [Double], at: Int = 0
  ) {
    requireTile(tile, stride: stride, columns: columns)
    precondition(row >= 0 && row < count, "no row \(row)")
    VectorMath.requireRun(at: at, count: columns, in: product)
    withHoldings { holdings in
      product.withUnsafeMutableBufferPointer { product in
        guard let start = product.baseAddress else { return }
        plimsoll_net(holdings, Int64(row), tile, Int64(stride), Int64(columns), start + at)
      }
    }
  }

  /// Multiplies rows with a tile and keeps what is at or below each row's threshold.
  ///
  /// - Parameters:
  ///   - tile: as for `multiply`.
  ///   - firstColumn: the number that its first column goes by.
  ///   - thresholds: one for each row of the matrix.
  ///   - kept: room for these rows; see `KeptProducts`.
  /// - Complexity: O(entries × columns), no allocation; no product is written that is not kept.
  public func keepLow(
    _ tile: [Double], stride: Int, columns: Int, firstColumn: Int, thresholds: [Double],
    in kept: inout KeptProducts
  ) {
    requireTile(tile, stride: stride, columns: columns)
    precondition(thresholds.count == count && kept.rowCount == count, "one threshold a row")
    withHoldings { holdings in
      kept.withLoopBuffers { buffers in
        plimsoll_net_tail(
          holdings, 0, Int64(count), tile, Int64(stride), Int64(columns), Int32(firstColumn),
          thresholds, buffers)
      }
    }
  }

  private func requireTile(_ tile: [Double], stride: Int, columns: Int) {
    precondition(stride % 32 == 0 && columns <= stride, "a stride is a multiple of 32")
    precondition(tile.count >= width * stride, "the tile must hold every column of the matrix")
  }

  private func withHoldings(_ body: (plimsoll_holdings) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      columns.withUnsafeBufferPointer { columns in
        coefficients.withUnsafeBufferPointer { coefficients in
          body(
            plimsoll_holdings(
              starts: starts.baseAddress, units: columns.baseAddress,
              quantities: coefficients.baseAddress))
        }
      }
    }
  }
}

/// The low ends of several products, as `SparseRows.keepLow` finds them: row by row, values with the
/// columns they stand in, in order of column.
///
/// The room of a row is fixed. One that runs full is given up: its values are unknown and `count`
/// says nil, until `clear`.
///
/// - Verified by: SparseRowsTests.
public struct KeptProducts: Sendable {
  /// Where the room of each row starts; one more at the end.
  private let starts: [Int64]
  private var values: [Double]
  private var places: [Int32]
  private var counts: [Int64]

  /// How many rows it has room for.
  public var rowCount: Int { counts.count }

  /// Room for so many values in each row.
  public init(capacities: [Int]) {
    var starts: [Int64] = [0]
    for capacity in capacities { starts.append(starts[starts.count - 1] + Int64(capacity + 31)) }
    self.starts = starts
    // A vector may be written whole at the end of the last row. Nothing is read that was not written.
    let room = Int(starts[capacities.count]) + 8
    values = [Double](unsafeUninitializedCapacity: room) { $1 = room }
    places = [Int32](unsafeUninitializedCapacity: room) { $1 = room }
    counts = [Int64](repeating: 0, count: capacities.count)
  }

  /// How many values a row holds; nil when there were more than its room.
  public func count(_ row: Int) -> Int? { counts[row] < 0 ? nil : Int(counts[row]) }

  /// Value number `index` of a row, with its column.
  public func value(_ row: Int, _ index: Int) -> (value: Double, column: Int) {
    let place = Int(starts[row]) + index
    return (values[place], Int(places[place]))
  }

  /// Appends a row's values to an array, and their columns plus `offset` to another.
  public func append(
    _ row: Int, adding offset: Int, to values: inout [Double], _ columns: inout [Int32]
  ) {
    let start = Int(starts[row])
    let range = start..<(start + (count(row) ?? 0))
    values += self.values[range]
    for place in range { columns.append(places[place] + Int32(offset)) }
  }

  /// Forgets values of a row from `index` on.
  public mutating func truncate(_ row: Int, to index: Int) { counts[row] = Int64(index) }

  /// Overwrites value number `index` of a row.
  public mutating func set(_ row: Int, _ index: Int, _ value: Double, column: Int) {
    let place = Int(starts[row]) + index
    values[place] = value
    places[place] = Int32(column)
  }

  /// Forgets everything.
  public mutating func clear() {
    for row in counts.indices { counts[row] = 0 }
  }

  fileprivate mutating func withLoopBuffers(_ body: (plimsoll_kept) -> Void) {
    values.withUnsafeMutableBufferPointer { values in
      places.withUnsafeMutableBufferPointer { places in
        counts.withUnsafeMutableBufferPointer { counts in
          starts.withUnsafeBufferPointer { starts in
            body(
              plimsoll_kept(
                gains: values.baseAddress, columns: places.baseAddress,
                counts: counts.baseAddress, starts: starts.baseAddress))
          }
        }
      }
    }
  }
}
