import Testing

@testable import PlimsollNumerics

/// Every loop gives the same bits on every instruction set that this processor has.
///
/// Serial, since the choice is the process's. Other tests may run meanwhile, and must not notice.
@Suite(.serialized) struct VectorPathTests {
  /// The result on each path, the widest last.
  private func onEveryPath(_ work: () throws -> [Double]) rethrows -> [(VectorPath, [Double])] {
    defer { _ = VectorPath.best.use() }
    return try VectorPath.allCases.reversed().filter { $0.use() }.map { ($0, try work()) }
  }

  private func expectSameBits(_ work: () throws -> [Double]) rethrows {
    let results = try onEveryPath(work)
    let first = results[0].1
    #expect(results[0].0 == .baseline && !first.isEmpty)
    for (path, values) in results.dropFirst() {
      var different = 0
      for (a, b) in zip(first, values) where a.bitPattern != b.bitPattern { different += 1 }
      #expect(different == 0 && values.count == first.count, "\(path) differs from baseline")
    }
  }

  /// A length that leaves a remainder on every path.
  private static let count = 1_037

  private func draws(scale: Double) -> [Double] {
    var values = [Double](repeating: 0, count: Self.count)
    RandomStream(seed: 8, stream: 3).fillNormals(
      &values, width: Self.count, firstScenario: 5, dimensions: 0..<1)
    return values.map { $0 * scale }
  }

  @Test func theBestPathIsInUse() {
    #expect(VectorPath.current == VectorPath.best)
    #expect(VectorPath.baseline.use() && VectorPath.current == .baseline)
    #expect(VectorPath.best.use() && VectorPath.current == VectorPath.best)
  }

  @Test(arguments: NormalTransform.allCases, [0..<4, 1..<4, 3..<4])
  func normals(transform: NormalTransform, dimensions: Range<Int>) {
    expectSameBits {
      var tile = [Double](repeating: 0, count: Self.count * dimensions.count)
      RandomStream(seed: .max, stream: 9).fillNormals(
        &tile, width: Self.count, firstScenario: (1 << 32) - 50, dimensions: dimensions,
        by: transform)
      return tile
    }
  }

  @Test func scrambledSobol() {
    let sobol = ScrambledSobol(seed: 9, dimensions: 5)
    let scenarios = Array(40..<1_000) + [5, 1 << 33, 7]
    expectSameBits {
      var tile = [Double](repeating: 0, count: scenarios.count * 5)
      sobol.fillNormals(&tile, stride: scenarios.count, scenarios: scenarios)
      return tile
    }
  }

  @Test(arguments: [1, 3, 6, 7, 50, 101]) func correlation(n: Int) throws {
    var samples = MatrixSamples(seed: UInt64(n))
    let factor = try Cholesky(samples.positiveDefinite(n))
    let tile = samples.matrix(n, 83).storage
    expectSameBits {
      var result = tile
      factor.correlate(&result, width: 83)
      return result
    }
  }

  @Test func elementByElement() {
    let x = draws(scale: 3) + [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-1030, 709.7, -50]
    let table = PiecewisePolynomial(range: -2...2, segments: 37) { $0 * $0 * $0 }
    let odd = OddFunctionTable(end: 40) { $0 / (1 + $0) }
    expectSameBits {
      var (exponentials, probabilities, pieces, octaves) = (x, x, x, x)
      VectorMath.expMinusOne(x, into: &exponentials, count: x.count)
      VectorMath.normalCumulatives(&probabilities, range: x.indices)
      table.apply(&pieces, range: x.indices)
      odd.apply(&octaves, range: x.indices)
      var (sum, product) = (x, x)
      VectorMath.addProduct(&sum, at: 0, 0.1, probabilities, from: 0, count: x.count)
      VectorMath.multiply(&product, at: 0, by: probabilities, count: x.count)
      return exponentials + probabilities + pieces + octaves + sum + product
    }
  }

  @Test func options() {
    let logs = draws(scale: 0.1)
    let option = LognormalOption(
      slope: -4, first: 0.3, second: 0.05, onForward: -100, onStrike: -110, valueNow: 12)
    var rows = OptionRows()
    rows.append(option, factor: 0, row: 1)
    rows.append(option, factor: 0, row: 2)
    expectSameBits {
      var tile = [Double](repeating: 0, count: 3 * Self.count)
      VectorMath.expMinusOne(logs, into: &tile, count: Self.count)
      rows.write(&tile, logReturns: logs, markets: [], stride: Self.count, width: Self.count)
      return tile
    }
  }

  @Test(arguments: [MovingOption.Stickiness.strike, .moneyness, .delta])
  func optionsOfMovingVolatility(stickiness: MovingOption.Stickiness) {
    let logs = draws(scale: 0.1)
    var growth = logs
    VectorMath.expMinusOne(logs, into: &growth, count: logs.count)
    let markets =
      logs + growth.map { 1 + $0 } + logs.map { 1 - 3 * $0 } + logs.map { 0.2 * $0 }
      + logs.map { 1 + 0.01 * $0 }
    let smile = MovingOption.Smile(
      base: 0.01, slope: 0.1, tilt: -0.3, centre: 0.02, width: 0.2, share: 0.97)
    var rows = OptionRows()
    rows.append(
      MovingOption(
        sign: -1, moneyness: 0.1, deviation: 0.2, skewed: 0.02, least: 0.05, onForward: -100,
        onStrike: -110, valueNow: 12, stickiness: stickiness,
        smile: stickiness == .strike ? nil : smile), market: 0, row: 0)
    expectSameBits {
      var tile = [Double](repeating: 0, count: Self.count)
      rows.write(&tile, logReturns: [], markets: markets, stride: Self.count, width: Self.count)
      return tile
    }
  }

  @Test func nettingAndTails() {
    let width = 100
    let stride = 128
    var tile = [Double](repeating: 0, count: 7 * stride)
    RandomStream(seed: 2, stream: 0).fillNormals(
      &tile, stride: stride, scenarios: Array(0..<width), dimensions: 0..<7)
    var matrix = SparseRows()
    for row in 0..<20 {
      matrix.append(
        (0..<(row % 8)).map { (column: ($0 * 3 + row) % 7, coefficient: Double(row - 9)) })
    }
    for row in 20..<30 {
      matrix.append((0..<7).map { (column: $0, coefficient: Double($0 * row % 11) - 5) })
    }
    let gains = draws(scale: 1)
    expectSameBits {
      var kept = KeptProducts(capacities: [Int](repeating: 60, count: 30))
      matrix.keepLow(
        tile, stride: stride, columns: width, firstColumn: 3,
        thresholds: (0..<30).map { Double($0) - 10 }, in: &kept)
      var found: [Double] = []
      for row in 0..<30 {
        guard let count = kept.count(row) else {
          found.append(-1)
          continue
        }
        for index in 0..<count {
          let (value, column) = kept.value(row, index)
          found += [value, Double(column)]
        }
        var product = [Double](repeating: 0, count: width)
        matrix.multiply(row: row, tile, stride: stride, columns: width, into: &product)
        found += product
      }
      let lowest = Selection.lowest(gains, rank: 30)
      return found + lowest.values + lowest.places.map(Double.init)
    }
  }

  /// On both sides of the size from which a sample is taken.
  @Test(arguments: [37, 4_099]) func tailsAfterTrades(count: Int) {
    let stream = RandomStream(seed: 6, stream: 1)
    let gains = (0..<count).map { stream.normal(scenario: $0, dimension: 0) }
    let unit = (0..<count).map { stream.normal(scenario: $0, dimension: 1) }
    var tail = TailAfterTrade(count: count, rank: count / 30 + 1, size: Double(count) / 30)
    expectSameBits {
      [0, 0.3, -2].flatMap { quantity in
        let losses = tail.losses(of: gains, adding: quantity, of: unit)
        return [losses.quantile, losses.shortfall]
      }
    }
  }
}
