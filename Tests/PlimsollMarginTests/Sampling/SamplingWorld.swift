import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

/// Books and models with stated figures, for samplers.
struct SamplingWorld {
  let book: Book
  let model: RiskModel
  let horizon: TimeSpan

  /// - Parameters:
  ///   - volatility: of one day.
  ///   - degrees: of freedom of a t copula and of every factor's innovations; nil for normal ones.
  init(
    _ names: [String], volatility: Double = 0.04, correlation: Double = 0.6,
    degrees: Double? = nil, days: Int = 1, garch: Bool = false,
    _ holdings: (Book) -> [[(Instrument, Double)]]
  ) throws {
    let prices = try SyntheticPrices.history(names, days: 300)
    let market = try Book(
      name: "m", prices: prices,
      accounts: [
        Account(
          name: "a",
          positions: names.map {
            Position(instrument: .spot(Spot(name: $0, underlying: RiskFactor($0))), quantity: 1)
          })
      ])
    book = try Book(
      name: "b", prices: prices,
      accounts: holdings(market).enumerated().map { number, held in
        Account(
          name: "a\(number)",
          positions: held.map { Position(instrument: $0.0, quantity: $0.1) })
      })
    var matrix = Matrix.identity(names.count)
    for i in names.indices { for j in names.indices where i != j { matrix[i, j] = correlation } }
    let law =
      degrees.map {
        InnovationModel.studentT(StudentTInnovations(degreesOfFreedom: $0, cut: 12))
      } ?? .normal
    model = RiskModel(
      asOf: book.asOf, bar: .day,
      factors: names.map {
        FactorModel(
          factor: RiskFactor($0),
          volatility: garch
            ? VolatilityModel(
              model: .garch, recursion: GARCH(omega: 4e-5, alpha: 0.1, beta: 0.87),
              perBar: volatility)
            : VolatilityModel(model: .constant, perBar: volatility), innovations: law)
      }, dependence: Dependence(correlation: matrix, degreesOfFreedom: degrees))
    horizon = .days(days)
  }

  static func coin(_ name: String) -> Instrument {
    .spot(Spot(name: name, underlying: RiskFactor(name)))
  }

  static func option(
    _ right: OptionRight, on name: String, strike: Double, in book: Book, days: Int = 30,
    volatility: Double = 0.6
  ) -> Instrument {
    .option(
      EuropeanOption(
        name: "\(name)-\(right)-\(strike)-\(days)", underlying: RiskFactor(name),
        settlement: .linear, right: right, strike: strike * (book.spot[RiskFactor(name)] ?? 1),
        expiry: book.asOf + .days(days), markVolatility: volatility))
  }

  /// A seller of a strangle on one coin.
  static func strangle() throws -> SamplingWorld {
    try SamplingWorld(["A"]) { market in
      [
        [
          (option(.call, on: "A", strike: 1.15, in: market), -1),
          (option(.put, on: "A", strike: 0.85, in: market), -1),
        ]
      ]
    }
  }

  /// Coins long and short, options bought and sold.
  static func mixed(degrees: Double? = nil, days: Int = 1, garch: Bool = false) throws
    -> SamplingWorld
  {
    try SamplingWorld(
      ["A", "B", "C", "D"], degrees: degrees, days: days, garch: garch
    ) { market in
      let unit = { (name: String) in 1000 / (market.spot[RiskFactor(name)] ?? 1) }
      return [
        [
          (coin("A"), unit("A")), (coin("B"), -0.7 * unit("B")), (coin("C"), 0.4 * unit("C")),
          (option(.put, on: "A", strike: 0.9, in: market), -3 * unit("A")),
          (option(.call, on: "B", strike: 1.1, in: market), -2 * unit("B")),
          (option(.call, on: "D", strike: 1, in: market), 1.5 * unit("D")),
        ]
      ]
    }
  }

  var prepared: PreparedScenarios {
    get throws {
      PreparedScenarios(
        source: try MonteCarlo(model, factors: book.factors, bars: 1, count: 1, seed: 1),
        model: model, coverage: [], diagnostics: [], summary: "")
    }
  }

  func risk(
    _ level: ConfidenceLevel, _ choice: SamplingChoice, count: Int, seed: UInt64 = 1,
    threads: Int? = nil
  ) throws -> SampledRisk {
    try TailSampler(
      book, prepared, horizon: horizon, choice: choice, count: count, seed: seed,
      threads: threads
    ).measure(at: [level])[0][0]
  }

  /// The same by plain Monte Carlo.
  func plain(_ level: ConfidenceLevel, count: Int, seed: UInt64 = 77) throws -> TailFigures {
    let source = try MonteCarlo(
      model, factors: book.factors, bars: horizon.seconds / 86_400, count: count, seed: seed)
    return try PortfolioTails(book, under: source, horizon: horizon, levels: [level]).figures[0][0]
  }

  /// The loss of the first account at a standard normal number of the only factor, option by option.
  func loss(_ z: Double) throws -> Double {
    let valuation = try Valuation(book)
    let move = expm1(z * model.factors[0].volatility.perBar)
    return book.accounts[0].positions.reduce(0) { sum, position in
      guard let held = position.instrument.option else {
        return sum - position.quantity * (book.spot[position.instrument.underlying] ?? 0) * move
      }
      let option = valuation.option(held)
      let later = option.value(spotMove: move, volatilityChange: 0, after: horizon)
      return sum - position.quantity * (later - option.value)
    }
  }

  /// Value at risk and shortfall of a loss that grows to both sides of a number between −1 and 1:
  /// boundaries by bisection, probabilities by the normal law, the mean by Simpson's rule. Right to
  /// 1e-9.
  func exact(_ level: ConfidenceLevel) throws -> (valueAtRisk: Double, shortfall: Double) {
    let share = level.tailProbability
    func boundary(_ bound: Double, _ side: Double) throws -> Double {
      var (inner, outer) = (0.0, side * 12)
      for _ in 0..<80 {
        let middle = 0.5 * (inner + outer)
        if try loss(middle) < bound { inner = middle } else { outer = middle }
      }
      return inner
    }
    var (low, high) = (try loss(0), try max(loss(12), loss(-12)))
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      let beyond =
        try NormalDistribution.survival(boundary(middle, 1))
        + NormalDistribution.cumulative(boundary(middle, -1))
      if beyond > share { low = middle } else { high = middle }
    }
    let quantile = 0.5 * (low + high)
    var sum = 0.0
    for side in [1.0, -1] {
      let start = try boundary(quantile, side)
      let (panels, end) = (2000, side * 12)
      let width = (end - start) / Double(panels)
      for index in 0...panels {
        let z = start + Double(index) * width
        let weight = index == 0 || index == panels ? 1.0 : index % 2 == 1 ? 4 : 2
        sum += weight * (try loss(z)) * NormalDistribution.density(z) * abs(width) / 3
      }
    }
    return (quantile, sum / share)
  }
}
