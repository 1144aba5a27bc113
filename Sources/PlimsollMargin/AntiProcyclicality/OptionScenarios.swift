import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// The scenarios that an anti-procyclicality option needs beside those of its rule.
struct OptionScenarios: Sendable {
  /// Nil when it needs none.
  let source: (any ScenarioSource)?
  /// What the option holds against the margin, as a column's title.
  let compared: String
  /// How the option works and what it rests on.
  let note: String
  /// What was taken in place of what is not there.
  let diagnostics: [Diagnostic]
}

extension AntiProcyclicality {
  /// Makes the option ready for a book, from its whole history so far.
  ///
  /// - Parameters:
  ///   - base: the scenarios of the rule.
  ///   - knowsPrevious: whether earlier charges are known.
  /// - Throws: an `InputError` when history is too short for the horizon.
  func prepare(
    beside base: PreparedScenarios, plan: ScenarioPlan, book: Book, horizon: TimeSpan,
    knowsPrevious: Bool
  ) throws(InputError) -> OptionScenarios {
    switch self {
    case .buffer(let buffer):
      return OptionScenarios(
        source: nil, compared: "with a full buffer",
        note: buffer.note(knowsPrevious: knowsPrevious), diagnostics: [])
    case .stressedObservations(let option):
      let past = try StressedPast(
        option.stressed, beside: base, plan: plan, book: book, horizon: horizon)
      let mixed =
        plan.method.draws
        ? MixedScenarios(base.source, endingWith: past.source, weight: option.weight)
        : MixedScenarios(base.source, repeatedWith: past.source, weight: option.weight)
      return OptionScenarios(
        source: mixed, compared: "with stressed observations",
        note: option.note(mixed, past, isDrawn: plan.method.draws),
        diagnostics: past.diagnostics)
    case .stressedBlend(let option):
      let past = try StressedPast(
        option.stressed, beside: base, plan: plan, book: book, horizon: horizon)
      return OptionScenarios(
        source: past.source, compared: "under stressed observations alone",
        note: option.note(past), diagnostics: past.diagnostics)
    case .longFloor:
      let past = try LongPast(beside: base, plan: plan, book: book, horizon: horizon)
      return OptionScenarios(
        source: past.source, compared: past.title, note: past.note, diagnostics: [])
    }
  }
}

/// The stressed part of a book's past, replayed as it was.
struct StressedPast {
  let source: any ScenarioSource
  let dates: String
  let horizon: TimeSpan
  let diagnostics: [Diagnostic]

  init(
    _ stressed: StressedRows, beside base: PreparedScenarios, plan: ScenarioPlan, book: Book,
    horizon: TimeSpan
  ) throws(InputError) {
    let bars = try horizon.bars(of: book.prices.bar)
    let found = try stressed.found(in: try ReturnPanel(wholePastOf: book, plan), bars: bars)
    source = try base.moving(
      HistoricalReplay(found.panel, bars: bars, scaling: plan.scaling))
    dates = found.dates
    self.horizon = horizon
    diagnostics = found.diagnostics
  }

  /// `124 windows of 2d from 2020-02-20 to 2020-06-23, as they were`.
  var description: String {
    "\(source.count) windows of \(horizon) from \(dates), as they were"
  }
}

/// All of a book's past, replayed as it was.
struct LongPast {
  let source: any ScenarioSource
  private let days: Double
  private let first: Timestamp

  /// A year has so many days in the mean.
  private static let daysOfYear = 365.25

  init(beside base: PreparedScenarios, plan: ScenarioPlan, book: Book, horizon: TimeSpan)
    throws(InputError)
  {
    let panel = try ReturnPanel(wholePastOf: book, plan)
    guard let first = panel.times.first, let last = panel.times.last else {
      preconditionFailure("a panel has returns")
    }
    source = try base.moving(
      HistoricalReplay(
        panel, bars: try horizon.bars(of: panel.bar), scaling: plan.scaling))
    self.first = first
    days = (last - first).days + panel.bar.days
  }

  /// Whether the history is as long as the regulation asks for.
  private var hasTenYears: Bool {
    days >= (AntiProcyclicality.floorYears * Self.daysOfYear).rounded(.down)
  }

  /// What its margin is called.
  var title: String {
    hasTenYears
      ? "over the longest history, Art. 28(1)(c)" : "over the longest available, not Art. 28(1)(c)"
  }

  var note: String {
    let years = (days / Self.daysOfYear).rounded(toPlaces: 1)
    let history =
      "Never below the margin over the longest history available, \(years) years from \(first) at "
      + "its own volatility (\(source.count) windows as they were)"
    return history
      + (hasTenYears
        ? ": \(AntiProcyclicality.regulation)(c)."
        : ". That is the longest available, not \(AntiProcyclicality.regulation)(c), which asks for "
          + "ten years.")
  }
}

extension ReturnPanel {
  /// All returns of a book's factors, completed as the plan says; a plan that leaves gaps open gives
  /// rows on which every factor has a price.
  fileprivate init(wholePastOf book: Book, _ plan: ScenarioPlan) throws(InputError) {
    let missing = plan.spec.missing
    try self.init(
      book.prices, factors: book.factors, missing: missing == .pairwise ? .complete : missing,
      proxy: plan.spec.proxy)
  }
}
