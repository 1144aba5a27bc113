import Foundation
import Plimsoll

extension ReferenceMethod {
  /// Merton's jump-diffusion at a horizon: in closed form, and simulated in one bar and in several.
  ///
  /// The seed is fixed. A right implementation misses four standard errors once in 16,000 independent
  /// comparisons, so about one file of two hundred comparisons in 80 raises a false alarm.
  static let merton = ReferenceMethod(prefix: "montecarlo-merton-", key: "results") { expected in
    let cases = try expected.file.input("cases", \.elements)
    guard cases.count == expected["results"].elements.count else {
      throw ReferenceError.input("cases")
    }
    for (index, row) in expected["results"].elements.enumerated() {
      let parameters = try ["mu", "sigma", "lambda", "mu_J", "delta_J", "T"].map { name in
        guard let value = cases[index][name]?.number, try row[name].number() == value else {
          throw ReferenceError.input("cases.\(name)")
        }
        return value
      }
      let law = JumpDiffusion(
        priceGrowth: parameters[0], volatility: parameters[1], intensity: parameters[2],
        jumpMean: parameters[3], jumpDeviation: parameters[4])
      try checkCase(row, law, time: parameters[5])
    }
  }

  private static let closedForm = "closed form"

  private static func checkCase(_ row: Expected, _ law: JumpDiffusion, time: Double) throws {
    let cumulants = law.cumulants(time)
    row["log_return_cumulants_1_to_4"].agrees(with: cumulants, as: closedForm)
    row["log_return_skew"].agrees(with: cumulants[2] / pow(cumulants[1], 1.5), as: closedForm)
    row["log_return_excess_kurtosis"].agrees(
      with: cumulants[3] / (cumulants[1] * cumulants[1]), as: closedForm)
    let terminal = law.terminal(time)
    row["expected_price_ratio"].agrees(with: terminal.exponentialMoment(1), as: closedForm)

    let draws = try [1, 4].map { try MertonDraw(law, time: time, bars: $0) }
    for draw in draws { draw.check(row, cumulants: cumulants, ratio: terminal) }
    for quantile in row["quantiles"].elements { try checkQuantile(quantile, terminal, draws) }
    for level in row["long_unit_loss_1_minus_ST_over_S0"].elements {
      try checkLevel(level, terminal, draws)
    }
  }

  private static func checkQuantile(
    _ row: Expected, _ law: NormalMixture, _ draws: [MertonDraw]
  ) throws {
    let probability = try row["p"].number()
    let value = law.quantile(probability)
    let density = law.density(value)
    let error = (probability * (1 - probability)).squareRoot() / density
    row["log_return_quantile"].agrees(with: value, as: closedForm)
    row["price_ratio_quantile"].agrees(with: exp(value), as: closedForm)
    row["density_at_quantile"].agrees(with: density, as: closedForm)
    row["se_quantile_sqrtN"].agrees(with: error, as: closedForm)
    for draw in draws {
      row["log_return_quantile"].agrees(
        withEstimate: draw.quantile(probability), standardError: error / draw.root)
      let share = draw.share(atOrBelow: try row["log_return_quantile"].number())
      row["p"].agrees(
        withEstimate: share,
        standardError: (probability * (1 - probability)).squareRoot() / draw.root)
    }
  }

  /// The loss 1 − e^X of one unit held: what is in a tail of the log return, in closed form.
  private static func checkLevel(
    _ row: Expected, _ law: NormalMixture, _ draws: [MertonDraw]
  ) throws {
    let level = try row["alpha"].level()
    let exceedance = 1 - level.value
    let bound = law.quantile(tail: exceedance, isUpper: false)
    let value = -expm1(bound)
    let shortfall = 1 - law.exponentialMoment(1, below: bound) / exceedance
    // E[(1 − e^X)²; X < bound] less the square of its mean.
    let square =
      (exceedance - 2 * law.exponentialMoment(1, below: bound)
        + law.exponentialMoment(2, below: bound)) / exceedance
    let spread = square - shortfall * shortfall
    let excess = shortfall - value
    let errors = [
      "VaR": (level.value * exceedance).squareRoot() / (law.density(bound) / exp(bound)),
      "ES": ((spread + level.value * excess * excess) / exceedance).squareRoot(),
    ]
    for (key, ours) in [("VaR", value), ("ES", shortfall)] {
      row[key].agrees(with: ours, as: closedForm)
      row["se_\(key)_sqrtN"].agrees(with: errors[key], as: closedForm)
    }
    for draw in draws {
      let tail = LossTail(draw.gains, level: level)
      for (key, estimate) in [("VaR", tail.valueAtRisk), ("ES", tail.expectedShortfall)] {
        row[key].agrees(
          withEstimate: estimate.value, standardError: (errors[key] ?? 0) / draw.root)
      }
    }
  }
}

/// Log returns of a jump-diffusion drawn by a model of jumps, with the gains of one unit held.
private struct MertonDraw {
  let gains: PnLVector
  private let ascending: [Double]

  private static let count = 400_000

  /// Draws the horizon in so many bars of constant volatility.
  init(_ law: JumpDiffusion, time: Double, bars: Int) throws {
    let cumulants = law.cumulants(time)
    let bar = time / Double(bars)
    let innovations = JumpInnovations(
      intensity: law.intensity * bar, jumpMean: law.jumpMean, jumpDeviation: law.jumpDeviation,
      diffusionDeviation: law.volatility * bar.squareRoot())
    let model = RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: [
        FactorModel(
          factor: "A",
          volatility: VolatilityModel(
            model: .constant, perBar: (cumulants[1] / Double(bars)).squareRoot()),
          innovations: .jumps(innovations))
      ], dependence: Dependence(correlation: .identity(1)))
    let moves = try MonteCarlo(model, bars: bars, count: Self.count, seed: 1).moves(0..<Self.count)
    let returns = moves.column(0).map { $0 + cumulants[0] }
    gains = PnLVector(returns.map { expm1($0) })
    ascending = returns.sorted()
  }

  /// The root of the number of scenarios.
  var root: Double { Double(ascending.count).squareRoot() }

  func quantile(_ probability: Double) -> Double {
    let rank = Int((probability * Double(ascending.count)).rounded(.up)) - 1
    return ascending[min(max(rank, 0), ascending.count - 1)]
  }

  func share(atOrBelow bound: Double) -> Double {
    var (low, high) = (0, ascending.count)
    while low < high {
      let middle = (low + high) / 2
      if ascending[middle] <= bound { low = middle + 1 } else { high = middle }
    }
    return Double(low) / Double(ascending.count)
  }

  /// Compares mean and variance of the log return, and the mean of the price.
  func check(_ row: Expected, cumulants: [Double], ratio: NormalMixture) {
    let count = Double(ascending.count)
    let mean = ascending.reduce(0, +) / count
    let variance = ascending.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let estimates = row["log_return_cumulants_1_to_4"].elements
    guard estimates.count == 4 else { return }
    estimates[0].agrees(
      withEstimate: mean, standardError: (cumulants[1] / count).squareRoot())
    let ofVariance = ((cumulants[3] + 2 * cumulants[1] * cumulants[1]) / count).squareRoot()
    estimates[1].agrees(withEstimate: variance, standardError: ofVariance)
    let expected = ratio.exponentialMoment(1)
    let spread = ratio.exponentialMoment(2) - expected * expected
    row["expected_price_ratio"].agrees(
      withEstimate: ascending.reduce(0) { $0 + exp($1) } / count,
      standardError: (spread / count).squareRoot())
  }
}
