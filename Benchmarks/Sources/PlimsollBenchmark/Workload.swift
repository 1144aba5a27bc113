import Foundation
import Plimsoll

/// One piece of work that a peer does too.
struct Workload {
  /// Its name, which the peer's script knows.
  var name: String
  /// How much of it.
  var size: Int
  /// A file both sides read.
  var file: String?
  /// How far the two answers may be apart, relatively.
  var tolerance: Double
  /// The work; its answer is compared with the peer's.
  var run: () throws -> Double
}

extension Workload {
  /// Correlated normal scenarios of 50 factors, to the 99 % ES of an equal-weight book.
  ///
  /// The two sides draw different numbers; at a million scenarios both ES lie within 0.3 % of the
  /// closed form with near certainty.
  static func correlated(_ size: Int) -> Workload {
    Workload(name: "correlated", size: size, file: nil, tolerance: 0.01) {
      let names = (0..<50).map { RiskFactor("F\($0)") }
      let correlation = Matrix(
        (0..<50).map { i in (0..<50).map { j in i == j ? 1 : 0.5 } })
      let model = RiskModel(
        asOf: Timestamp(seconds: 0), bar: .day,
        factors: names.map {
          FactorModel(
            factor: $0, volatility: VolatilityModel(model: .constant, perBar: 1),
            innovations: .normal)
        }, dependence: Dependence(correlation: correlation))
      let source = try MonteCarlo(model, bars: 1, count: size, seed: 1)
      let ranges = ScenarioTile.tiles(covering: size)
      let gains = Parallel.map(count: ranges.count, threads: nil) { index in
        var tile = ScenarioTile(scenarios: ranges[index], factorCount: 50)
        source.fill(&tile)
        var gains = [Double](repeating: 0, count: ranges[index].count)
        for factor in 0..<50 {
          VectorMath.addProduct(
            &gains, at: 0, 1.0 / 50, tile.moves, from: factor * gains.count, count: gains.count)
        }
        return gains
      }
      return try shortfall(of: gains.flatMap { $0 })
    }
  }

  /// The 99 % ES of given P&L.
  static func selection(_ size: Int, folder: String) throws -> Workload {
    let stream = RandomStream(seed: 5, stream: 0)
    let losses = (0..<size).map { stream.normal(scenario: $0, dimension: 0) }
    let path = "\(folder)/losses.npy"
    try OutputFolder.write(
      NumPyFile.encode(Matrix(rows: 1, columns: size, storage: losses)), toFile: path)
    let gains = losses.map { -$0 }
    return Workload(name: "selection", size: size, file: path, tolerance: 1e-12) {
      try shortfall(of: gains)
    }
  }

  /// Reading a price file of 20 factors.
  static func reading(_ rows: Int, folder: String) throws -> Workload {
    let stream = RandomStream(seed: 6, stream: 0)
    var text = "timestamp," + (0..<20).map { "F\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<rows {
      let time = Timestamp(seconds: 1_577_840_400 + 3600 * row)
      let prices = (0..<20).map { "\(100 + stream.uniform(scenario: row, dimension: $0))" }
      text += "\(time),\(prices.joined(separator: ","))\n"
    }
    let path = "\(folder)/prices.csv"
    try OutputFolder.write(Array(text.utf8), toFile: path)
    return Workload(name: "reading", size: rows, file: path, tolerance: 1e-12) {
      let history = try PriceHistory(csv: try InputFile(path: path))
      var sum = 0.0
      for factor in history.factors {
        for row in history.times.indices { sum += history.price(of: factor, row: row) ?? 0 }
      }
      return sum
    }
  }

  private static func shortfall(of gains: [Double]) throws -> Double {
    guard let level = ConfidenceLevel(0.99) else { throw CocoaError(.featureUnsupported) }
    return PnLVector(gains).expectedShortfall(at: level).value
  }
}
