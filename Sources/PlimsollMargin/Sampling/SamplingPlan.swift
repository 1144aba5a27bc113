import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// How a portfolio's scenarios are drawn, and why.
struct SamplingPlan: Sendable {
  let sampling: Sampling
  /// The tail of the control's law; nil without a control.
  let control: KnownTail?
  /// One phrase.
  let reason: String

  private let model: RiskModel
  private let bars: Int
  private let prepared: PreparedScenarios
  private let seed: UInt64
  private let tables: InnovationTables
  private let quadratic: LossQuadratic
  private let twist: TailTwist?

  /// Pilots draw by a seed of their own, so that what is chosen does not depend on what is measured.
  private static let pilotSeed: UInt64 = 0x70_69_6C_6F_74

  /// Chooses for a portfolio at a level.
  ///
  /// Without a way of drawing that is asked for, it looks at a pilot.
  init(
    _ portfolio: SampledPortfolio, model: RiskModel, bars: Int, prepared: PreparedScenarios,
    level: ConfidenceLevel, choice: SamplingChoice, seed: UInt64, tables: InnovationTables,
    threads: Int?
  ) throws(InputError) {
    self.model = model
    self.bars = bars
    self.prepared = prepared
    self.seed = seed
    self.tables = tables
    let wanted = choice.sampling
    let degrees = model.dependence.degreesOfFreedom
    let share = level.tailProbability
    let reach = max(
      1,
      degrees.map { -StudentTDistribution(degreesOfFreedom: $0).quantile(share) }
        ?? -NormalDistribution.quantile(share))
    let probe = LossProbe(
      try VarianceReduced(
        model, bars: bars, count: 1, seed: seed, sampling: .plain, tables: tables),
      reach: reach)
    let quadratic = probe.quadratic(
      of: portfolio.holdings, in: portfolio.units, horizon: portfolio.horizon, reach: reach,
      factor: try model.dependence.factor())
    self.quadratic = quadratic
    let moves = quadratic.form.deviation > 0
    control =
      choice.controls && degrees == nil && moves ? KnownTail(quadratic.form, at: level) : nil

    var twist: TailTwist?
    var pilot: SampledTail?
    if moves, wanted?.isTwisted ?? true {
      // Under a t copula the law of the quadratic is not at hand: a first guess is that of normal
      // numbers, stretched.
      let stretch = degrees == nil ? 1 : reach / max(1, -NormalDistribution.quantile(share))
      twist = quadratic.form.stretched(by: stretch).roughQuantile(survival: min(share, 0.25))
        .flatMap { TailTwist(quadratic.form, toLoss: $0, degreesOfFreedom: degrees) }
      if let first = twist {
        var sample = SampledLosses(design: .scrambles)
        let source = try Self.source(
          model, bars, prepared, seed ^ Self.pilotSeed, tables, .importanceSobol, quadratic, first,
          count: TailSampler.pilotCount)
        let rows = portfolio.rows(under: source)
        sample.draw(
          upTo: TailSampler.pilotCount, rows, portfolio.matrix(rows), threads: threads)
        pilot = SampledTail(sample, at: level, control: control)
        if let pilot, pilot.effectiveTail >= TailSampler.fewestInTail {
          let target =
            0.5 * (pilot.valueAtRisk.value + pilot.expectedShortfall.value)
          twist =
            TailTwist(quadratic.form, toLoss: target, degreesOfFreedom: degrees) ?? first
        }
      }
    }
    (sampling, reason) = Self.choose(wanted, twist: twist, pilot: pilot)
    self.twist = sampling.isTwisted ? twist : nil
  }

  private static func choose(_ wanted: Sampling?, twist: TailTwist?, pilot: SampledTail?)
    -> (Sampling, String)
  {
    if let wanted {
      guard wanted.isTwisted, twist == nil else { return (wanted, "as asked for") }
      return (
        wanted == .importance ? .plain : .sobol,
        "no twist of its quadratic reaches the tail, so none is used"
      )
    }
    guard twist != nil, let pilot else {
      return (.sobol, "no twist of its quadratic reaches the tail")
    }
    let worth = (pilot.plainScenarios ?? .infinity) / Double(TailSampler.pilotCount)
    guard pilot.effectiveTail >= TailSampler.fewestInTail, worth >= TailSampler.leastWorth else {
      return (
        .sobol,
        "its loss is not like its quadratic: a twisted scenario of the pilot is worth "
          + "\(figure(worth)) plain ones"
      )
    }
    return (
      .importanceSobol,
      worth.isFinite
        ? "a twisted scenario of the pilot is worth \(figure(worth)) plain ones"
        : "a twisted pilot had no error"
    )
  }

  /// Two digits.
  private static func figure(_ worth: Double) -> String {
    let rounded = worth.rounded(toDigits: 2)
    return rounded >= 10 && rounded < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  /// The scenarios.
  func source(count: Int) throws(InputError) -> any ScenarioSource {
    try Self.source(
      model, bars, prepared, seed, tables, sampling, quadratic, twist, count: count)
  }

  private static func source(
    _ model: RiskModel, _ bars: Int, _ prepared: PreparedScenarios, _ seed: UInt64,
    _ tables: InnovationTables, _ sampling: Sampling, _ quadratic: LossQuadratic,
    _ twist: TailTwist?, count: Int
  ) throws(InputError) -> any ScenarioSource {
    try prepared.moving(
      try VarianceReduced(
        model, bars: bars, count: count, seed: seed, sampling: sampling, quadratic: quadratic,
        twist: twist, tables: tables))
  }
}
