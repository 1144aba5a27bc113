import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks

@testable import PlimsollMargin

/// Books and laws for tests of reverse stress.
enum ReverseSamples {
  private static let stream = RandomStream(seed: 11, stream: 77)

  static func factors(_ count: Int) -> [String] { (0..<count).map { "F\($0)" } }

  /// A random law of positive definite covariance, deviations from 2 % to 10 %.
  static func law(_ count: Int, seed: Int = 0) throws -> Plausibility {
    func draw(_ i: Int, _ j: Int) -> Double {
      stream.normal(scenario: seed, dimension: i * 64 + j)
    }
    let loads = Matrix(
      (0..<count).map { i in (0..<(count + 2)).map { draw(i, $0) + ($0 == 0 ? 1 : 0) } })
    let square = loads.transposed.crossProduct()
    let deviations = (0..<count).map { 0.02 + 0.08 * uniform(seed, 3_000 + $0) }
    return try law(
      factors(count),
      Matrix(
        (0..<count).map { i in
          (0..<count).map { j in
            square[i, j] / (square[i, i] * square[j, j]).squareRoot() * deviations[i]
              * deviations[j]
          }
        }))
  }

  static func law(_ factors: [String], _ covariance: Matrix) throws -> Plausibility {
    try Plausibility(
      factors: factors.map { RiskFactor($0) }, still: [], mean: factors.map { _ in 0 },
      covariance: covariance)
  }

  static func uniform(_ seed: Int, _ dimension: Int) -> Double {
    stream.uniform(scenario: seed, dimension: dimension)
  }

  /// A book of one account, and how it stands with a maintenance margin.
  static func stressed(
    _ positions: [Position], collateral: [Collateral] = [Collateral(asset: nil, amount: 1_000)],
    law: Plausibility, maintenance: Double = 0, haircut: Haircut = .none,
    given: GivenMoves? = nil, library: StressLibrary = StressLibrary(name: "none")
  ) throws -> StressedBook {
    let history = try SyntheticPrices.history(law.factors.map(\.name), days: 200)
    let book = try Book(
      name: "b", prices: history,
      accounts: [Account(name: "a", positions: positions, collateral: collateral)])
    let standing = AccountStanding(
      book.accounts[0], valuation: try Valuation(book), haircut: haircut)
    return try StressedBook(
      book, law: law, horizon: .days(2), haircut: haircut,
      requirements: [
        MarginRequirement(
          account: "a", standing: standing, initial: maintenance / 0.75, maintenance: maintenance,
          netMeasure: Estimate(value: 0, standardError: nil), gross: 0, contributions: [])
      ], library: library, given: given,
      history: try HistoricalWindows(history, factors: law.factors, bars: 2), threads: 1)
  }

  /// Random long and short perpetuals, one a factor.
  static func perpetuals(_ count: Int, seed: Int) -> [Position] {
    (0..<count).map { i in
      StressSamples.perpetual("F\(i)", 100 * (uniform(seed, 5_000 + i) - 0.5))
    }
  }

  /// Random options of either sign, some a factor; prices are as `SyntheticPrices` starts.
  static func options(_ count: Int, perFactor: Int, seed: Int) throws -> [Position] {
    let history = try SyntheticPrices.history(factors(count), days: 200)
    let last = history.times[history.times.count - 1]
    return try (0..<count).flatMap { i in
      try (0..<perFactor).map { j in
        func draw(_ k: Int) -> Double { uniform(seed, 10_000 + 1_000 * k + 10 * i + j) }
        let spot = try spotPrice(history, "F\(i)")
        let right = draw(0) < 0.5 ? OptionRight.call : .put
        return Position(
          instrument: .option(
            EuropeanOption(
              name: "F\(i)-\(j)", underlying: RiskFactor("F\(i)"), settlement: .linear,
              right: right, strike: spot * (0.8 + 0.4 * draw(1)),
              expiry: last + .days(2 + Int(60 * draw(2))), markVolatility: 0.3 + 0.7 * draw(3))),
          quantity: 40 * (draw(4) - 0.6))
      }
    }
  }

  private static func spotPrice(_ history: PriceHistory, _ name: String) throws -> Double {
    history.price(of: RiskFactor(name), row: history.times.count - 1) ?? .nan
  }
}
