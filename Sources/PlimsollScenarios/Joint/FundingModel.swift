internal import Glibc
public import PlimsollMarket

/// Funding rates as an autoregression with a loading on spot:
/// r′ − μ = φ (r − μ) + β p + σ ε, p the log return between two payments.
///
/// - Source: Hamilton (1994), "Time Series Analysis", sections 3.4 and 8.1 (AR(1), least squares).
/// - Verified by: FundingModelTests.
public struct FundingModel: Sendable, Equatable {
  /// μ, per payment.
  public var mean: Double
  /// φ, from −0.999 to 0.999.
  public var persistence: Double
  /// β.
  public var loading: Double
  /// σ.
  public var residual: Double

  /// A model by its parameters.
  public init(mean: Double, persistence: Double, loading: Double, residual: Double) {
    self.mean = mean
    self.persistence = persistence
    self.loading = loading
    self.residual = residual
  }

  /// Fewer pairs of neighbouring rates than this are not fitted.
  public static let fewestPairs = 100
  private static let mostPersistence = 0.999

  /// Fits by ordinary least squares; nil with fewer than 100 usable pairs, or rates that never move.
  ///
  /// A pair is two rates one interval apart with prices around both; the log price between two rows
  /// of the history lies on the line between them, so daily prices spread a day's return evenly.
  ///
  /// - Complexity: O(rates + rows).
  public init?(_ series: FundingHistory.Series, prices: PriceHistory) {
    let path = LogPricePath(of: series.underlying, in: prices)
    let logs = path.values(at: series.times)
    var rows: [(before: Double, move: Double, rate: Double)] = []
    for k in 1..<max(1, series.times.count)
    where (series.times[k] - series.times[k - 1]) == series.interval {
      guard let now = logs[k], let then = logs[k - 1] else { continue }
      rows.append((series.rates[k - 1], now - then, series.rates[k]))
    }
    guard rows.count >= Self.fewestPairs, rows.contains(where: { $0.before != rows[0].before })
    else { return nil }
    let count = Double(rows.count)
    let x = rows.reduce(0) { $0 + $1.before } / count
    let p = rows.reduce(0) { $0 + $1.move } / count
    let y = rows.reduce(0) { $0 + $1.rate } / count
    var (xx, xp, pp, xy, py) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in rows {
      let (dx, dp, dy) = (row.before - x, row.move - p, row.rate - y)
      xx += dx * dx
      xp += dx * dp
      pp += dp * dp
      xy += dx * dy
      py += dp * dy
    }
    let determinant = xx * pp - xp * xp
    let hasMoves = determinant > 1e-12 * xx * pp
    let slope = hasMoves ? (xy * pp - py * xp) / determinant : xy / xx
    loading = hasMoves ? (py * xx - xy * xp) / determinant : 0
    persistence = min(max(slope, -Self.mostPersistence), Self.mostPersistence)
    mean = (y - persistence * x - loading * p) / (1 - persistence)
    var squares = 0.0
    for row in rows {
      let error =
        row.rate - mean - persistence * (row.before - mean) - loading * row.move
      squares += error * error
    }
    residual = (squares / (count - 3)).squareRoot()
  }

  /// The sum of the next payments as a linear function of the log return over them, which is spread
  /// evenly, and of one standard normal number: constant + response × return + deviation × z.
  ///
  /// With wⱼ = 1 + φ + … + φ^(n−j), the weight of what enters at payment j in the sum, the constant
  /// is n μ + (φ + … + φⁿ)(r − μ), the response β Σ wⱼ / n and the variance σ² Σ wⱼ².
  ///
  /// - Parameters:
  ///   - rate: r, the latest.
  ///   - payments: n; none gives zeros.
  public func accrual(from rate: Double, payments: Int) -> (
    constant: Double, response: Double, deviation: Double
  ) {
    var (power, weight) = (1.0, 0.0)
    var (powers, weights, squares) = (0.0, 0.0, 0.0)
    for _ in 0..<payments {
      weight += power
      power *= persistence
      powers += power
      weights += weight
      squares += weight * weight
    }
    let count = Double(payments)
    return (
      count * mean + powers * (rate - mean), payments > 0 ? loading * weights / count : 0,
      residual * squares.squareRoot()
    )
  }

  /// How many payments fall after `time`, up to `span` later: at whole multiples of the interval
  /// since 1970.
  public static func payments(
    after time: Timestamp, within span: TimeSpan, every interval: TimeSpan
  )
    -> Int
  {
    func before(_ seconds: Int) -> Int {
      (seconds - (seconds % interval.seconds + interval.seconds) % interval.seconds)
        / interval.seconds
    }
    return before(time.seconds + span.seconds) - before(time.seconds)
  }
}

/// The logarithm of a factor's price at any time between its first and its last.
private struct LogPricePath {
  private let times: [Timestamp]
  private let logs: [Double]

  init(of factor: RiskFactor, in prices: PriceHistory) {
    var (times, logs) = ([Timestamp](), [Double]())
    for (row, time) in prices.times.enumerated() {
      guard let price = prices.price(of: factor, row: row) else { continue }
      times.append(time)
      logs.append(log(price))
    }
    self.times = times
    self.logs = logs
  }

  /// The values at increasing times; nil where there is no price on either side.
  func values(at wanted: [Timestamp]) -> [Double?] {
    var next = 0
    return wanted.map { time in
      while next < times.count, times[next] < time { next += 1 }
      guard next < times.count else { return nil }
      if times[next] == time { return logs[next] }
      guard next > 0 else { return nil }
      let part =
        Double((time - times[next - 1]).seconds) / Double((times[next] - times[next - 1]).seconds)
      return logs[next - 1] + part * (logs[next] - logs[next - 1])
    }
  }
}
