internal import PlimsollMargin

/// The charts of a margin report, rule by rule.
struct MarginCharts {
  let assessments: [MarginAssessment]
  let most: Int

  var all: [(path: String, svg: String)] {
    var names = FileNames()
    return assessments.flatMap { assessment in
      let shown = assessment.lowestLevels(most)
      let note =
        shown.count < assessment.requirements.count
        ? ", the \(shown.count) lowest margin levels of \(assessment.requirements.count) accounts"
        : ""
      let rule = names.name(for: assessment.rule)
      var charts = [
        ("charts/margin-levels-\(rule).svg", levels(shown, assessment.rule + note)),
        ("charts/gross-to-net-\(rule).svg", grossToNet(shown, assessment.rule + note)),
      ]
      var accounts = FileNames()
      for requirement in shown where !requirement.contributions.isEmpty {
        charts.append(
          (
            "charts/pnl-\(rule)-\(accounts.name(for: requirement.account)).svg",
            histogram(requirement, assessment)
          ))
      }
      return charts
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

  private func histogram(_ requirement: MarginRequirement, _ assessment: MarginAssessment)
    -> String
  {
    let valueAtRisk = -requirement.valueAtRisk.value
    let level = NumberText.percent(assessment.level.value, decimals: 1)
    return HistogramChart(
      title: "P&L of \(requirement.account)",
      subtitle: "net, \(assessment.scenarioCount) scenarios of \(assessment.horizon), rule "
        + assessment.rule,
      xLabel: "P&L, USD", binEdges: requirement.histogram.edges,
      counts: requirement.histogram.counts,
      markers: [
        ChartMarker(label: "VaR \(level)", value: valueAtRisk),
        ChartMarker(
          label: "ES \(level)", value: -requirement.expectedShortfall.value),
      ], lossesBelow: valueAtRisk
    ).svg
  }
}
