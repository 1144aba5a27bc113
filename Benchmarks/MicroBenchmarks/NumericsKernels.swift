import Benchmark
import Plimsoll

/// Random numbers, products, functions and selection.
func numericsKernels() {
  let stream = RandomStream(seed: 1, stream: 0)
  kernel("normals-8192") {
    var numbers = [Double](repeating: 0, count: 8192)
    return {
      stream.fillNormals(&numbers, width: 1024, firstScenario: 0, dimensions: 0..<8)
      blackHole(numbers)
    }
  }
  correlate(5, width: 1024)
  correlate(20, width: 1024)
  correlate(50, width: 1024)
  correlate(200, width: 128)
  correlate(500, width: 64)
  kernel("normals-box-muller-8192") {
    var numbers = [Double](repeating: 0, count: 8192)
    return {
      stream.fillNormals(
        &numbers, width: 1024, firstScenario: 0, dimensions: 0..<8, by: .boxMuller)
      blackHole(numbers)
    }
  }
  let sobol = ScrambledSobol(seed: 1, dimensions: 8)
  let scenarios = Array(0..<1024)
  kernel("sobol-normals-8192") {
    var numbers = [Double](repeating: 0, count: 8192)
    return {
      sobol.fillNormals(&numbers, stride: 1024, scenarios: scenarios)
      blackHole(numbers)
    }
  }
  let moves = normals(8192)
  vector("expm1-8192") { VectorMath.expMinusOne(moves, into: &$0, count: $0.count) }
  vector("normal-probability-8192") { VectorMath.normalCumulatives(&$0, range: $0.indices) }
  let table = PiecewisePolynomial(range: -8.3...8.3, segments: 134) { $0 / (1 + $0 * $0) }
  vector("table-8192") { table.apply(&$0, range: $0.indices) }
  let odd = OddFunctionTable(end: 8.3) { $0 * $0 * $0 }
  vector("odd-table-8192") { odd.apply(&$0, range: $0.indices) }
  vector("selection-10000", count: 10_000) { blackHole(Selection.nthSmallest(&$0, 99)) }
}

/// Standard normals, as many as are asked for.
func normals(_ count: Int) -> [Double] {
  var values = [Double](repeating: 0, count: count)
  RandomStream(seed: 2, stream: 0).fillNormals(
    &values, width: count, firstScenario: 0, dimensions: 0..<1)
  return values
}

/// A function of an array of standard normals.
private func vector(
  _ name: String, count: Int = 8192, _ apply: @escaping @Sendable (inout [Double]) -> Void
) {
  let arguments = normals(count)
  kernel(name) {
    var values = arguments
    // A copy of its own, before the clock starts.
    values[0] = arguments[0]
    return {
      apply(&values)
      blackHole(values)
    }
  }
}

/// Correlating a tile of scenarios.
private func correlate(_ factors: Int, width: Int) {
  let shocks = normals(factors * width)
  let correlation = Matrix(
    (0..<factors).map { i in (0..<factors).map { j in i == j ? 1 : 0.5 } })
  guard let cholesky = try? Cholesky(correlation) else { return }
  kernel("correlate-\(factors)x\(width)") {
    var tile = shocks
    tile[0] = shocks[0]
    return {
      cholesky.correlate(&tile, width: width)
      blackHole(tile)
    }
  }
}
