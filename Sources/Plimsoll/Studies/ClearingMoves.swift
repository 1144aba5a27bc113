internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// The cascade that follows the default of members, with what it could not take in.
///
/// - Verified by: WaterfallStudyTests, WaterfallCommandTests.
struct ClearingMoves {
  /// Nil when nothing is to be followed, or cannot be.
  let moves: CascadeMoves?
  /// What of the moves is followed.
  let extent: WaterfallStudy.MoveSettings.Extent
  /// The impact model and the liquidation rules.
  let inputs: [InputDigest]
  let diagnostics: [Diagnostic]

  /// Scenarios of the sample that margin is measured over.
  private static let sample = LiquidationStudy.usualSample

  /// A cascade over the pools.
  ///
  /// - Parameters:
  ///   - pooled: the book whose accounts are the pools.
  ///   - context: of the assessment.
  init(
    _ settings: WaterfallStudy.MoveSettings, pooled: Book, rule: ShortfallRule,
    assessment: MarginAssessment, context: RiskContext
  ) throws(InputError) {
    let impact = try ImpactModel(path: ShippedFiles.impact(settings.impact))
    let rules = try LiquidationRules(path: ShippedFiles.liquidation(settings.liquidation))
    inputs = impact.inputs + rules.inputs
    extent = settings.extent
    guard extent != .none else {
      (moves, diagnostics) = (nil, [])
      return
    }
    guard pooled.liquidity != nil || impact.isNone else {
      moves = nil
      diagnostics = [
        Diagnostic(
          .note, "liquidity.csv",
          "the book has none: nothing is said of losses after closing out moves the market, unless "
            + "--impact is none")
      ]
      return
    }
    let unmoved = impact.isNone ? [] : Self.unmoved(in: pooled)
    var own = context
    own.model = context.model ?? assessment.model
    own.scenarioCount = Self.sample
    own.progress = nil
    let sample = try rule.scenarios.prepare(
      for: pooled, horizon: rule.marginPeriodOfRisk, context: own)
    let cascade = try Cascade(
      pooled, requirements: assessment.requirements, rule: rule, haircut: rule.haircut,
      scenarios: sample.source, horizon: rule.marginPeriodOfRisk, impact: impact, rules: rules,
      unmoved: unmoved, threads: context.threads)
    moves = CascadeMoves(cascade, liquidates: extent == .cascade)
    diagnostics =
      impact.doubts(of: pooled)
      + unmoved.map(\.name).sorted().map {
        Diagnostic(
          .warning, $0,
          "\(pooled.liquidity?.file ?? "liquidity.csv") has no row for it: closing out does not move "
            + "its price")
      }
  }

  /// Said when a price was pushed as far as any can be.
  static let bounded = Diagnostic(
    .warning, "liquidity.csv",
    "closing out is too large for the markets given: where it would push a price by more than a "
      + "factor of 1000, it is bounded there")

  /// What is held, and has no market.
  private static func unmoved(in book: Book) -> Set<RiskFactor> {
    let held = Set(book.accounts.flatMap(\.positions).map(\.instrument.underlying))
    return held.filter { book.liquidity?.markets[$0] == nil }
  }

  /// What moves prices.
  var words: String {
    extent == .closeOut ? "the close-out" : "the close-out and the cascade after it"
  }

  /// What that comes to, as part of a sentence.
  var effect: String { "what \(words) \(extent == .closeOut ? "does" : "do") to prices" }

  /// For the report.
  var method: String {
    moves?.method
      ?? (extent == .none
        ? "Prices are the scenarios' own: what closing out does to them is not followed."
        : "What closing out does to prices is not known without liquidity.csv.")
  }
}
