import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// The rule's measure of every account under each break of correlation.
///
/// - Verified by: CorrelationBreakTests.
struct BrokenCorrelations {
  struct Loss {
    var name: String
    var source: String
    /// In the book's order.
    var accounts: [NetResult]
  }

  private(set) var losses: [Loss] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Draws the book's factors again for each of `breaks`.
  init(
    _ breaks: [CorrelationBreak], book: Book, rule: ShortfallRule, model: RiskModel?,
    context: RiskContext
  ) throws(InputError) {
    guard !breaks.isEmpty else { return }
    guard let model else {
      diagnostics.append(
        Diagnostic(
          .warning, rule.name,
          "\(breaks.count) correlation breaks left out: the rule has no model to break"))
      return
    }
    let set = NettingSet(
      book.accounts, valuation: try Valuation(book), simulatesCollateral: true)
    for item in breaks {
      let (broken, repair) = item.breaking(model)
      var context = context
      context.model = broken
      let prepared = try rule.scenarios.prepare(
        for: book, horizon: rule.marginPeriodOfRisk, context: context)
      let netting = Netting(
        UnitRows(set.units, under: prepared.source, horizon: rule.marginPeriodOfRisk),
        measure: rule.measure, level: rule.level, threads: context.threads)
      if let repair {
        diagnostics.append(
          Diagnostic(
            .note, item.name,
            "the blended correlation was none (smallest eigenvalue "
              + "\(repair.smallestEigenvalueBefore)); the nearest is a Frobenius distance of "
              + "\(repair.distance) away"))
      }
      losses.append(
        Loss(
          name: item.name,
          source: "\(rule.measure.symbol) \(rule.level) over \(rule.marginPeriodOfRisk)"
            + (repair == nil ? "" : ", the correlation repaired"),
          accounts: netting.net(set).accounts))
    }
  }
}
