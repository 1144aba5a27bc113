import PlimsollNumerics
import Testing

@Suite struct SparseRowsTests {
  private static let stride = 64

  private static func sample(rows: Int, columns: Int) -> (matrix: SparseRows, tile: [Double]) {
    var samples = MatrixSamples(seed: 4)
    var matrix = SparseRows()
    for row in 0..<rows {
      let entries = samples.vector(row % 5)
      matrix.append(
        entries.enumerated().map { (column: ($0 * 7 + row) % columns, coefficient: $1) })
    }
    return (matrix, samples.vector(columns * stride))
  }

  private static func product(
    _ matrix: SparseRows, row: Int, _ tile: [Double], columns: Int
  ) -> [Double] {
    (0..<columns).map { column in
      matrix[row].reduce(0) { $0 + $1.coefficient * tile[$1.column * stride + column] }
    }
  }

  @Test(arguments: [1, 15, 16, 32, 33, 63, 64]) func productsAreSumsInOrder(columns: Int) {
    let (matrix, tile) = Self.sample(rows: 23, columns: 9)
    #expect(matrix.count == 23 && matrix.width == 9)
    for row in 0..<matrix.count {
      var product = [Double](repeating: .nan, count: columns + 2)
      matrix.multiply(row: row, tile, stride: Self.stride, columns: columns, into: &product, at: 1)
      #expect(product[0].isNaN && product[columns + 1].isNaN)
      let expected = Self.product(matrix, row: row, tile, columns: columns)
      #expect(Array(product[1...columns]) == expected)
    }
  }

  @Test(arguments: [1, 31, 64]) func whatIsLowIsKeptWithItsColumn(columns: Int) {
    let (matrix, tile) = Self.sample(rows: 23, columns: 9)
    let thresholds = (0..<23).map { $0 % 4 == 3 ? .infinity : Double($0 % 4) * 0.4 - 0.6 }
    var kept = KeptProducts(capacities: [Int](repeating: 2 * columns, count: 23))
    for pass in 0..<2 {
      matrix.keepLow(
        tile, stride: Self.stride, columns: columns, firstColumn: 100 * pass,
        thresholds: thresholds, in: &kept)
    }
    for row in 0..<23 {
      let low = Self.product(matrix, row: row, tile, columns: columns).enumerated()
        .filter { $0.element <= thresholds[row] }
      let expected =
        low.map { ($0.element, $0.offset) } + low.map { ($0.element, $0.offset + 100) }
      #expect(kept.count(row) == expected.count)
      for (index, (value, column)) in expected.enumerated() {
        #expect(kept.value(row, index) == (value, column))
      }
    }
    kept.clear()
    #expect((0..<23).allSatisfy { kept.count($0) == 0 })
  }

  /// Rows of the same columns are multiplied together, some at a time; nothing of it may show.
  @Test(arguments: [1, 3, 4, 5, 8, 11]) func denseRowsAreProductsToo(rows: Int) {
    var samples = MatrixSamples(seed: 9)
    let tile = samples.vector(20 * Self.stride)
    var matrix = SparseRows()
    matrix.append([(3, 1.5)])
    for _ in 0..<rows {
      matrix.append(samples.vector(20).enumerated().map { (column: $0, coefficient: $1) })
    }
    matrix.append([])
    var kept = KeptProducts(capacities: [Int](repeating: 64, count: rows + 2))
    matrix.keepLow(
      tile, stride: Self.stride, columns: 61, firstColumn: 0,
      thresholds: [Double](repeating: 0.3, count: rows + 2), in: &kept)
    for row in 0..<(rows + 2) {
      let low = Self.product(matrix, row: row, tile, columns: 61).enumerated()
        .filter { $0.element <= 0.3 }
      #expect(kept.count(row) == low.count)
      for (index, (column, value)) in low.enumerated() {
        #expect(kept.value(row, index) == (value, column))
      }
    }
  }

  @Test func aRowWithoutRoomSaysSo() {
    var matrix = SparseRows()
    for coefficient in [1.0, -1] {
      matrix.append([(column: 0, coefficient: coefficient)])
    }
    let tile = [Double](repeating: 1, count: Self.stride)
    var kept = KeptProducts(capacities: [Int](repeating: 100, count: 2))
    for pass in 0..<3 {
      matrix.keepLow(
        tile, stride: Self.stride, columns: 64, firstColumn: 64 * pass, thresholds: [5, -5],
        in: &kept)
    }
    #expect(kept.count(0) == nil && kept.count(1) == 0)
  }

  @Test func rowsCanBeTakenOut() {
    let (matrix, tile) = Self.sample(rows: 23, columns: 9)
    let part = matrix.rows([22, 3])
    #expect(part.count == 2 && part.entryCount == matrix[22].count + matrix[3].count)
    var sums = [Double](repeating: 0, count: part.entryCount)
    part.addColumn(11, of: tile, stride: Self.stride, row: 0, weight: 2, to: &sums, from: 0)
    for (entry, held) in zip(part.entries(ofRow: 0), part[0]) {
      #expect(sums[entry] == 2 * tile[held.column * Self.stride + 11])
    }
    #expect(part.entries(ofRow: 1).allSatisfy { sums[$0] == 0 })
  }

  @Test func shapesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      var matrix = SparseRows()
      matrix.append([(column: 2, coefficient: 1)])
      var product = [0.0]
      matrix.multiply(
        row: 0, [Double](repeating: 0, count: 64), stride: 32, columns: 1, into: &product)
    }
    await #expect(processExitsWith: .failure) {
      var matrix = SparseRows()
      matrix.append([(column: 0, coefficient: 1)])
      var product = [0.0]
      matrix.multiply(
        row: 0, [Double](repeating: 0, count: 33), stride: 33, columns: 1, into: &product)
    }
  }
}
