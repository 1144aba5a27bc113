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
    let variancesMove = VarianceReduced.variancesMove(in: model, bars: bars)
    control =
      choice.controls && degrees == nil && moves ? KnownTail(quadratic.form, at: level) : nil

    var (twist, pilot): (TailTwist?, Pilot?) = (nil, nil)
    if moves, wanted?.isTwisted ?? !variancesMove {
      // Under a t copula the law of the quadratic is not at hand: a first guess is that of normal
      // numbers, stretched.
      let stretch = degrees == nil ? 1 : reach / max(1, -NormalDistribution.quantile(share))
      twist = quadratic.form.stretched(by: stretch).roughQuantile(survival: min(share, 0.25))
        .flatMap { TailTwist(quadratic.form, toLoss: $0, degreesOfFreedom: degrees) }
      // A larger pilot where the first shows too little of the tail.
      for count in TailSampler.pilotCounts where pilot?.showsTail != true {
        guard let current = twist else { break }
        let source = try Self.source(
          model, bars, prepared, seed ^ Self.pilotSeed, tables, .importanceSobol, quadratic,
          current, count: count)
        pilot = Pilot(portfolio, under: source, count: count, at: level, threads: threads)
        guard let tail = pilot?.tail else { continue }
        let target = 0.5 * (tail.valueAtRisk.value + tail.expectedShortfall.value)
        twist = TailTwist(quadratic.form, toLoss: target, degreesOfFreedom: degrees) ?? current
      }
    }
    let (sampling, reason) = Self.choose(
      wanted, twist: twist, pilot: pilot,
      otherwise: !moves
        ? "nothing that it holds moves"
        : variancesMove
          ? "variances move along the path, and a twist would find paths on which they explode"
          : "no twist of its quadratic reaches the tail")
    let isTwisted = sampling.isTwisted
    let beyond =
      VarianceReduced.numbers(in: model, bars: bars, isTwisted: isTwisted)
      - SobolPoints.mostDimensions
    self.sampling = sampling
    self.reason =
      reason
      + (isTwisted && variancesMove
        ? "; variances move along the path, and the ES may have no mean" : "")
      + (sampling.design == .scrambles && beyond > 0
        ? "; the last \(beyond) numbers of a scenario are beyond Sobol's dimensions and random"
        : "")
    self.twist = isTwisted ? twist : nil
  }

  private static func choose(
    _ wanted: Sampling?, twist: TailTwist?, pilot: Pilot?, otherwise reason: String
  ) -> (Sampling, String) {
    if let wanted {
      guard wanted.isTwisted, twist == nil else { return (wanted, "as asked for") }
      return (
        wanted == .importance ? .plain : .sobol, reason
      )
    }
    guard twist != nil, let pilot else {
      return (.sobol, reason)
    }
    guard pilot.showsTail else {
      return (
        .sobol,
        "its loss is not like its quadratic: \(pilot.count) twisted scenarios show too little of the "
          + "tail"
      )
    }
    guard pilot.worth >= TailSampler.leastWorth else {
      return (
        .sobol,
        "its loss is not like its quadratic: a twisted scenario of the pilot is worth "
          + "\(figure(pilot.worth)) plain ones"
      )
    }
    return (
      .importanceSobol,
      pilot.worth.isFinite
        ? "a twisted scenario of the pilot is worth \(figure(pilot.worth)) plain ones"
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

/// A first look at a tail.
private struct Pilot {
  let count: Int
  /// Nil when nothing of it was seen.
  let tail: SampledTail?

  init(
    _ portfolio: SampledPortfolio, under source: any ScenarioSource, count: Int,
    at level: ConfidenceLevel, threads: Int?
  ) {
    self.count = count
    var sample = SampledLosses(design: .scrambles)
    let rows = portfolio.rows(under: source)
    sample.draw(upTo: count, rows, portfolio.matrix(rows), threads: threads)
    tail = SampledTail(sample, at: level)
  }

  /// Whether there is enough of it to judge by.
  var showsTail: Bool { tail.map { $0.effectiveTail >= TailSampler.fewestInTail } ?? false }

  /// How many plain scenarios one of its own is worth.
  var worth: Double { (tail?.plainScenarios ?? .infinity) / Double(count) }
}
