import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct FundingModelTests {
  private static let start = Timestamp(seconds: 1_700_006_400)
  private static let interval = TimeSpan(seconds: 8 * 3600)

  /// Rates that follow a model, beside daily prices whose days' returns are spread evenly.
  private func sample(_ model: FundingModel, count: Int) throws -> (
    series: FundingHistory.Series, prices: PriceHistory, moves: [Double]
  ) {
    let stream = RandomStream(seed: 11, stream: 5)
    let days = count / 3 + 2
    var (text, log) = ("timestamp,BTC\n", 4.0)
    var moves: [Double] = []
    for day in 0..<days {
      text += "\(Self.start + .days(day)),\(SyntheticPrices.exponential(log))\n"
      let move = 0.03 * stream.normal(scenario: day, dimension: 0)
      log += move
      moves += [move / 3, move / 3, move / 3]
    }
    var rates = [model.mean + 0.0003]
    for k in 1..<count {
      rates.append(
        model.mean + model.persistence * (rates[k - 1] - model.mean)
          + model.loading * moves[k - 1]
          + model.residual * stream.normal(scenario: k, dimension: 2))
    }
    let series = FundingHistory.Series(
      venue: "v", symbol: "BTCUSDT", underlying: "BTC", interval: Self.interval,
      times: (0..<count).map { Self.start + TimeSpan(seconds: $0 * Self.interval.seconds) },
      rates: rates)
    return (
      series, try PriceHistory(csv: InputFile(name: "p.csv", text: text)), moves
    )
  }

  @Test func exactRatesGiveTheirModel() throws {
    let model = FundingModel(mean: 1e-4, persistence: 0.8, loading: 0.002, residual: 0)
    let (series, prices, _) = try sample(model, count: 400)
    let fit = try #require(FundingModel(series, prices: prices))
    #expect(abs(fit.mean - 1e-4) < 1e-14 && abs(fit.persistence - 0.8) < 1e-9)
    #expect(abs(fit.loading - 0.002) < 1e-11 && fit.residual < 1e-13)
  }

  /// The normal equations of (1, rate before, move), solved by Cramer's rule.
  @Test func noisyRatesGiveLeastSquares() throws {
    let model = FundingModel(mean: 1e-4, persistence: 0.8, loading: 0.002, residual: 2e-4)
    let (series, prices, moves) = try sample(model, count: 1000)
    let rows = (1..<1000).map { [1, series.rates[$0 - 1], moves[$0 - 1]] }
    func entry(_ i: Int, _ j: Int) -> Double { rows.reduce(0) { $0 + $1[i] * $1[j] } }
    var normal = (0..<3).map { i in (0..<3).map { j in entry(i, j) } }
    let right = (0..<3).map { i in
      zip(rows, series.rates.dropFirst()).reduce(0) { $0 + $1.0[i] * $1.1 }
    }
    func determinant(_ m: [[Double]]) -> Double {
      m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
    let all = determinant(normal)
    let solution = (0..<3).map { column -> Double in
      let saved = normal
      for row in 0..<3 { normal[row][column] = right[row] }
      defer { normal = saved }
      return determinant(normal) / all
    }
    let fit = try #require(FundingModel(series, prices: prices))
    #expect(abs(fit.persistence - solution[1]) < 1e-8)
    #expect(abs(fit.loading - solution[2]) < 1e-9)
    #expect(abs(fit.mean - solution[0] / (1 - solution[1])) < 1e-10)
    let squares = zip(rows, series.rates.dropFirst()).reduce(0) { sum, pair in
      let error = pair.1 - zip(solution, pair.0).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + error * error
    }
    #expect(abs(fit.residual / (squares / 996).squareRoot() - 1) < 1e-6)
  }

  @Test func aGapIsNoPair() throws {
    let model = FundingModel(mean: 1e-4, persistence: 0.8, loading: 0.002, residual: 0)
    let (series, prices, _) = try sample(model, count: 400)
    let kept = (0..<400).filter { $0 % 7 != 3 }
    let gappy = FundingHistory.Series(
      venue: "v", symbol: "BTCUSDT", underlying: "BTC", interval: Self.interval,
      times: kept.map { series.times[$0] }, rates: kept.map { series.rates[$0] })
    let fit = try #require(FundingModel(gappy, prices: prices))
    #expect(abs(fit.persistence - 0.8) < 1e-9)
  }

  @Test func tooFewOrStillRatesAreNotFitted() throws {
    let model = FundingModel(mean: 1e-4, persistence: 0.8, loading: 0, residual: 1e-4)
    let (short, prices, _) = try sample(model, count: FundingModel.fewestPairs)
    #expect(FundingModel(short, prices: prices) == nil)
    let still = FundingHistory.Series(
      venue: "v", symbol: "BTCUSDT", underlying: "BTC", interval: Self.interval,
      times: (0..<300).map { Self.start + TimeSpan(seconds: $0 * Self.interval.seconds) },
      rates: [Double](repeating: 1e-4, count: 300))
    let (_, longer, _) = try sample(model, count: 400)
    #expect(FundingModel(still, prices: longer) == nil)
  }

  /// n μ + φ (1 − φⁿ)/(1 − φ) (r − μ), and the variance
  /// σ²/(1 − φ)² (n − 2 φ (1 − φⁿ)/(1 − φ) + φ² (1 − φ²ⁿ)/(1 − φ²)).
  @Test(arguments: [1, 2, 6, 90], [-0.4, 0, 0.8, 0.99])
  func theSumOfAnAutoregressionIsInClosedForm(payments: Int, persistence: Double) {
    let model = FundingModel(
      mean: 1e-4, persistence: persistence, loading: 0.003, residual: 2e-4)
    let found = model.accrual(from: 9e-4, payments: payments)
    let n = Double(payments)
    let power = SyntheticPrices.power(abs(persistence), n)
    let signed = persistence < 0 && payments % 2 == 1 ? -power : power
    let fading = persistence * (1 - signed) / (1 - persistence)
    #expect(abs(found.constant - (n * 1e-4 + fading * 8e-4)) < 1e-15)
    let variance =
      4e-8 / ((1 - persistence) * (1 - persistence))
      * (n - 2 * fading
        + persistence * persistence * (1 - power * power) / (1 - persistence * persistence))
    #expect(abs(found.deviation / variance.squareRoot() - 1) < 1e-9)
    let response = 0.003 * (n - fading) / (1 - persistence) / n
    #expect(abs(found.response - response) < 1e-14)
  }

  /// Paths drawn payment by payment have that mean and variance.
  @Test func drawnPathsHaveTheMomentsOfTheSum() {
    let model = FundingModel(mean: 1e-4, persistence: 0.8, loading: 0, residual: 2e-4)
    let (payments, paths) = (6, 100_000)
    let stream = RandomStream(seed: 3, stream: 7)
    var (sum, squares) = (0.0, 0.0)
    let expected = model.accrual(from: 9e-4, payments: payments)
    for path in 0..<paths {
      var (rate, total) = (9e-4, 0.0)
      for k in 0..<payments {
        rate =
          model.mean + model.persistence * (rate - model.mean)
          + model.residual * stream.normal(scenario: path, dimension: k)
        total += rate
      }
      let scaled = (total - expected.constant) / expected.deviation
      sum += scaled
      squares += scaled * scaled
    }
    // Five standard errors: false alarms below 1e-6.
    let count = Double(paths)
    #expect(abs(sum / count) < 5 / count.squareRoot())
    #expect(abs(squares / count - 1) < 5 * (2 / count).squareRoot())
  }

  @Test func paymentsFallOnTheClock() {
    func count(_ time: String, _ span: String) -> Int {
      guard let time = Timestamp(time), let span = TimeSpan(span) else { return -1 }
      return FundingModel.payments(after: time, within: span, every: Self.interval)
    }
    #expect(count("2024-01-01T00:00:00Z", "1d") == 3)
    #expect(count("2024-01-01T07:59:00Z", "1h") == 1)
    #expect(count("2024-01-01T08:00:00Z", "7h") == 0)
    #expect(count("2024-01-01T08:00:00Z", "8h") == 1)
    #expect(count("2024-01-01T15:34:52Z", "2d") == 6)
  }
}

private let data = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../../shared/data").standardized.path

/// Real rates beside real prices, where they lie beside the checkout.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: "\(data)/funding.csv"),
    "the public funding rates ../shared/data/funding.csv are not on this machine"))
struct RealFundingTests {
  @Test func everySeriesRevertsAndFollowsSpot() throws {
    let prices = try PriceHistory(csv: try InputFile(path: "\(data)/prices-daily.csv"))
    let history = try FundingHistory(
      csv: try InputFile(path: "\(data)/funding.csv"), prices: prices)
    #expect(history.series.count == 9 && history.diagnostics.isEmpty)
    for series in history.series {
      let fit = try #require(FundingModel(series, prices: prices))
      #expect((0.5...0.95).contains(fit.persistence), "\(series.venue) \(series.symbol) \(fit)")
      #expect((5e-5...4e-4).contains(fit.residual))
      #expect(abs(fit.mean) < 3e-4)
    }
    let longest = try #require(history.series(of: "BTC"))
    let bitcoin = try #require(FundingModel(longest, prices: prices))
    #expect(longest.venue == "binance" && bitcoin.loading > 0)
  }
}
