internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a margin report: verdict and headline first, then who drives it, then how it was
/// made and what to doubt.
struct MarginDocument {
  let book: Book
  let assessments: [MarginAssessment]
  let modelIsGiven: Bool
  let concentration: [VenueConcentration]
  let comparison: ComparisonSection
  let whatIf: WhatIfSection
  let headline: Report.Headline
  let diagnostics: [Diagnostic]
  let charts: [MarginCharts.Chart]
  let inputs: [InputDigest]

  /// Holdings listed per account; `contributions.csv` has all.
  private static let mostDrivers = 5
  /// Rules whose rows the first table lists.
  private static let mostRulesListed = 2

  var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Margin of \(book.name), \(book.asOf)")
    for verdict in verdicts { document.paragraph(verdict) }
    document.table(headline.columns, headlineRows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Money in USD. Level is collateral value over maintenance margin: below 1 the account is "
        + "under water and is closed. Call is what collateral value lacks of initial margin. "
        + "Status is margin-call below initial margin, liquidation below maintenance margin, bankrupt with "
        + "negative equity. The core is the rule's measure of what all holdings together may lose, before "
        + "add-ons and floor; gross is what each holding would cost alone; netting is the part of gross "
        + "that offsets take off; s.e. is the standard error of the core.")
    comparison.write(to: &document)
    for chart in charts where chart.account == nil && chart.rule == assessments[0].rule {
      document.image(chart.caption, path: chart.path)
    }
    whatIf.write(to: &document)
    writeDrivers(to: &document)
    AntiProcyclicalityTables.write(assessments, to: &document)
    LimitTables.write(assessments, to: &document)
    NettingTables.write(assessments, to: &document)
    PackTables.write(assessments, to: &document)
    VenueTables.write(concentration, to: &document)
    writeMethod(to: &document)
    writeOtherCharts(to: &document)
    ModelTables.writeGrounds(diagnostics, inputs, to: &document)
    return document
  }

  /// With many rules those of the first; the comparison and `margin.csv` have the others.
  private var headlineRows: [[String]] {
    guard assessments.count > Self.mostRulesListed else { return headline.rows }
    return headline.rows.filter { $0[1] == assessments[0].rule }
  }

  private func writeOtherCharts(to document: inout MarkdownDocument) {
    let others = charts.filter { $0.account == nil && $0.rule != assessments[0].rule }
    guard !others.isEmpty else { return }
    document.heading(2, "Charts of the other rules")
    for chart in others { document.image(chart.caption, path: chart.path) }
  }

  /// Sentences a committee can minute: rules under which someone is short, then the others together.
  private var verdicts: [String] {
    var verdicts: [String] = []
    var covered: [String] = []
    for assessment in assessments {
      if let verdict = shortfall(under: assessment) {
        verdicts.append(verdict)
      } else {
        covered.append(assessment.rule)
      }
    }
    if !covered.isEmpty {
      let quoted = assessments.allSatisfy(\.unquoted.isEmpty)
      verdicts.append(
        "**\(covered.count == 1 ? "Rule" : "Rules") \(covered.joined(separator: ", ")): all "
          + "\(quoted ? "\(book.accounts.count) " : "")accounts\(quoted ? "" : " they quote") cover "
          + "their initial margin.**")
    }
    return verdicts
  }

  /// Who is short under a rule; nil when nobody is.
  private func shortfall(under assessment: MarginAssessment) -> String? {
    let requirements = assessment.requirements
    let short = requirements.filter { $0.status != .healthy }
      .sorted { ($0.marginLevel?.value ?? 0) < ($1.marginLevel?.value ?? 0) }
    guard !short.isEmpty else { return nil }
    let total = short.reduce(0) { $0 + $1.callAmount }
    let named = short.prefix(Self.mostDrivers).map { requirement in
      let state: String
      switch requirement.status {
      case .bankrupt: state = "bankrupt"
      case .liquidation: state = "below maintenance, to be liquidated"
      default: state = "margin call"
      }
      return "\(requirement.account) (\(state), short by "
        + "\(NumberText.money(requirement.callAmount)))"
    }
    let others = short.count - named.count
    return "**Rule \(assessment.rule): \(short.count) of \(requirements.count) accounts "
      + "\(short.count == 1 ? "is" : "are") short of initial margin, by "
      + "\(NumberText.money(total)) USD in all:** "
      + named.joined(separator: ", ") + (others > 0 ? ", and \(others) more" : "") + "."
  }

  private func writeDrivers(to document: inout MarkdownDocument) {
    let main = assessments[0]
    document.heading(2, "Who drives it")
    document.paragraph(
      "Components are the holdings' parts of the core under rule \(main.rule) (Euler parts): they add "
        + "up to it, and a negative one lowers it; share is the component over the core. Alone is what "
        + "the holding would cost by itself. Quantity is in contracts or coins, negative when sold; "
        + "notional is in USD at spot, without sign. The largest \(Self.mostDrivers) holdings of each "
        + "account are listed; `contributions.csv` has all.")
    for requirement in main.lowestLevels(MarginReport.mostCharted)
    where !requirement.contributions.isEmpty {
      document.heading(3, requirement.account)
      let parts = requirement.contributions
        .sorted { abs($0.component) > abs($1.component) }.prefix(Self.mostDrivers)
      document.table(
        [
          "holding", .right("quantity"), .right("notional"), .right("alone"), .right("component"),
          .right("share"),
        ],
        parts.map { part in
          [
            part.instrument, NumberText.money(part.quantity), NumberText.money(part.notional),
            NumberText.money(part.standalone), NumberText.money(part.component),
            requirement.core > 0 ? NumberText.percent(part.component / requirement.core) : "",
          ]
        })
      document.paragraph(explanation(of: requirement))
      for chart in charts where chart.rule == main.rule && chart.account == requirement.account {
        document.image(chart.caption, path: chart.path)
      }
    }
    let hidden = main.requirements.count - MarginReport.mostCharted
    if hidden > 0 {
      document.paragraph(
        "The \(hidden) accounts with higher margin levels are in `margin.csv` and `contributions.csv`."
      )
    }
  }

  /// What netting did, in words.
  private func explanation(of requirement: MarginRequirement) -> String {
    let (gross, core) = (requirement.gross, requirement.core)
    var text =
      "Alone its holdings would cost \(NumberText.money(gross)); together \(NumberText.money(core))"
    if gross > 0 {
      let benefit = requirement.nettingBenefit / gross
      text +=
        benefit >= 0
        ? ", \(NumberText.percent(benefit)) less by netting"
        : ", \(NumberText.percent(-benefit)) more: value at risk is not sub-additive"
    }
    if let stress = requirement.bindingStress, let charge = requirement.stress {
      text +=
        charge > 0
        ? ". Stress adds \(NumberText.money(charge)): \(stress.scenario) would lose "
          + NumberText.money(stress.loss)
        : ". Stress adds nothing: the worst scenario, \(stress.scenario), loses less than the core"
    }
    if let liquidity = requirement.liquidityAddOn, liquidity > 0 {
      text += ". Closing out adds \(NumberText.money(liquidity))"
    }
    if let size = requirement.concentrationAddOn, size > 0 {
      text += ". Size against the market adds \(NumberText.money(size))"
    }
    if let orders = requirement.openOrders, orders > 0 {
      text += ". Open orders add \(NumberText.money(orders))"
    }
    if let floor = requirement.floor, requirement.unadjustedInitial == floor, floor > core {
      text += ". The floor of \(NumberText.money(floor)) binds"
    }
    return text + "."
  }

  private func writeMethod(to document: inout MarkdownDocument) {
    document.heading(2, "Method")
    var shown: [FactorCoverage]?
    for assessment in assessments {
      document.heading(3, "Rule \(assessment.rule)")
      document.bullets(assessment.method)
      if let joint = assessment.joint {
        JointTables.write(
          joint, under: assessment.horizon?.description ?? "", to: &document)
      }
      if let model = assessment.model {
        document.paragraph(
          modelIsGiven
            ? "The model was given; it is of \(model.asOf), calibrated by release \(model.plimsoll)."
            : "No model was given: the rule's spec was calibrated to the book's prices up to "
              + "\(model.asOf).")
        ModelTables.write(model, to: &document)
      }
      guard !assessment.coverage.isEmpty, assessment.coverage != shown else { continue }
      shown = assessment.coverage
      document.heading(4, "Price history used")
      ModelTables.writeCoverage(assessment.coverage, to: &document)
    }
  }
}
