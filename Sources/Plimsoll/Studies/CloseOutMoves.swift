internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

/// The price impact of closing out a book's defaulters, with what it could not take in.
///
/// - Verified by: WaterfallStudyTests.
struct CloseOutMoves {
  /// Nil for a book without liquidity.csv.
  let impact: CloseOutImpact?
  let diagnostics: [Diagnostic]

  /// Volatilities are those of the rule's model, or of one calibrated by the rule's spec.
  init(
    of book: Book, valuation: Valuation, rule: ShortfallRule, assessment: MarginAssessment,
    coefficient: Double, context: RiskContext
  ) throws(InputError) {
    guard let liquidity = book.liquidity else {
      impact = nil
      diagnostics = [
        Diagnostic(
          .note, "liquidity.csv",
          "the book has none: nothing is said of losses after closing out moves the market")
      ]
      return
    }
    let model: RiskModel
    if let known = assessment.model ?? context.model {
      model = known
    } else {
      model = try RiskModel.calibrated(
        to: book.prices, factors: book.factors, spec: rule.scenarios.spec,
        threads: context.threads)
    }
    let daily = model.factors.map {
      ($0.factor, $0.volatility.annualised(bar: model.bar) / 365.0.squareRoot())
    }
    impact = CloseOutImpact(
      coefficient: coefficient, valuation: valuation, liquidity: liquidity,
      dailyVolatility: Dictionary(daily) { first, _ in first })
    let held = Set(book.accounts.flatMap(\.positions).map(\.instrument.underlying))
    diagnostics = held.filter { liquidity.markets[$0] == nil }.map(\.name).sorted().map {
      Diagnostic(
        .warning, $0, "\(liquidity.file) has no row for it: closing out does not move its price")
    }
  }
}
