internal import PlimsollMargin
internal import PlimsollMarket

/// The charts of a margin report, rule by rule.
struct MarginCharts {
  let assessments: [MarginAssessment]
  let most: Int

  /// One chart with what it shows.
  struct Chart {
    var path: String
    var caption: String
    var svg: String
    /// The rule whose figures it shows.
    var rule: String
    /// The account it is about; nil for one of all accounts.
    var account: String?
  }

  var all: [Chart] {
    var names = FileNames()
    return assessments.flatMap { assessment in
      let rule = assessment.rule
      let shown = assessment.lowestLevels(most)
      let note =
        shown.count < assessment.requirements.count
        ? ", the \(shown.count) lowest margin levels of \(assessment.requirements.count) accounts"
        : ""
      func path(_ stem: String) -> String { "charts/\(names.name(for: stem)).svg" }
      var charts = [
        Chart(
          path: path("margin-levels-\(rule)"), caption: "Margin level by account, rule \(rule)",
          svg: levels(shown, rule + note), rule: rule),
        Chart(
          path: path("gross-to-net-\(rule)"), caption: "From gross to net margin, rule \(rule)",
          svg: grossToNet(shown, rule + note), rule: rule),
      ]
      for requirement in shown where !requirement.contributions.isEmpty {
        guard let pnl = requirement.histogram, let tail = Tail(requirement, assessment) else {
          continue
        }
        charts.append(
          Chart(
            path: path("pnl-\(rule)-\(requirement.account)"),
            caption: "P&L of \(requirement.account)",
            svg: histogram(pnl, of: requirement, tail, assessment), rule: rule,
            account: requirement.account))
      }
      return charts
    }
  }

  /// The tail of an account under a rule that measures one.
  private struct Tail {
    let level: ConfidenceLevel
    let horizon: TimeSpan
    let valueAtRisk, expectedShortfall: Double

    init?(_ requirement: MarginRequirement, _ assessment: MarginAssessment) {
      guard let level = assessment.level, let horizon = assessment.horizon,
        let valueAtRisk = requirement.valueAtRisk, let shortfall = requirement.expectedShortfall
      else { return nil }
      self.level = level
      self.horizon = horizon
      self.valueAtRisk = valueAtRisk.value
      expectedShortfall = shortfall.value
    }
  }

  private func levels(_ requirements: [MarginRequirement], _ subtitle: String) -> String {
    let ratio = requirements.first { $0.maintenance > 0 }.map { $0.initial / $0.maintenance }
    return MarginLevelChart(
      title: "Margin level by account",
      subtitle: "collateral value / maintenance margin, rule \(subtitle)",
      rows: requirements.map {
        .init(label: $0.account, level: $0.marginLevel?.value, status: $0.status.rawValue)
      }, initialLine: ratio
    ).svg
  }

  private func grossToNet(_ requirements: [MarginRequirement], _ subtitle: String) -> String {
    GrossToNetChart(
      title: "From gross to net margin", subtitle: "core margin before add-ons, rule \(subtitle)",
      rows: requirements.map { .init(label: $0.account, gross: $0.gross, net: $0.core) },
      unit: "USD"
    ).svg
  }

  private func histogram(
    _ pnl: PnLHistogram, of requirement: MarginRequirement, _ tail: Tail,
    _ assessment: MarginAssessment
  ) -> String {
    let level = NumberText.percent(tail.level.value, decimals: 1)
    return HistogramChart(
      title: "P&L of \(requirement.account)",
      subtitle: "net, \(assessment.scenarioCount) scenarios of \(tail.horizon), rule "
        + assessment.rule,
      xLabel: "P&L, USD", binEdges: pnl.edges, counts: pnl.counts,
      markers: [
        ChartMarker(label: "VaR \(level)", value: -tail.valueAtRisk),
        ChartMarker(
          label: "ES \(level)", value: -tail.expectedShortfall),
      ], lossesBelow: -tail.valueAtRisk
    ).svg
  }
}
