internal import PlimsollClearing

/// The pictures of a waterfall report.
struct WaterfallCharts {
  let result: WaterfallResult

  /// Scenarios shown at most; `cover.csv` has all.
  private static let mostScenarios = 16

  static let layersPath = "charts/waterfall.svg"
  static let coverPath = "charts/cover.svg"

  var all: [(path: String, svg: String)] {
    [(Self.layersPath, layers.svg), (Self.coverPath, cover.svg)]
  }

  /// The layers of the worst scenario: what there is and what is taken.
  private var layers: FilledBarsChart {
    let scenario = result.stress.scenarios[result.worst]
    let settled = scenario.settlement
    let rows = settled.layers.map { layer in
      let there = layer.available.reduce(0, +).fromCents
      let drawn = layer.drawn.fromCents
      return FilledBarsChart.Row(
        label: layer.name, filled: drawn, whole: max(there, drawn),
        note: there > 0 ? "of \(NumberText.compact(there, significantDigits: 4))" : "empty")
    }
    let left = FilledBarsChart.Row(
      label: "uncovered", filled: settled.uncovered.fromCents, whole: settled.uncovered.fromCents,
      isLoss: true)
    let names = scenario.event.defaulters.map(\.name).joined(separator: ", ")
    return FilledBarsChart(
      title: "Who pays for \(scenario.name)",
      subtitle: names.isEmpty
        ? "nobody defaults"
        : "loss of \(NumberText.money(settled.loss.fromCents)) USD by the default of \(names)",
      rows: rows + [left], legend: (filled: "drawn", hatched: "left"))
  }

  /// The two largest groups of each scenario against the fund, the largest losses first.
  private var cover: FilledBarsChart {
    let losses = result.losses
    let costly = losses.scenarios.indices.filter { losses.cover(1, scenario: $0) > 0 }
    let ranked = costly.sorted { first, second in
      let (a, b) = (losses.cover(2, scenario: first), losses.cover(2, scenario: second))
      return a != b ? a > b : first < second
    }.prefix(Self.mostScenarios)
    return FilledBarsChart(
      title: "Losses over margin of the two largest groups",
      subtitle: "library \(result.library.name), \(ranked.count) of \(losses.scenarios.count) "
        + "scenarios; members over the margin of rule \(result.assessment.rule)",
      rows: ranked.map { scenario in
        let (one, two) = (
          losses.cover(1, scenario: scenario).fromCents,
          losses.cover(2, scenario: scenario).fromCents
        )
        let groups = losses.ranked(scenario).prefix(2).filter { $0.loss > 0 }.map(\.group)
        return FilledBarsChart.Row(
          label: losses.scenarios[scenario].name, filled: one, whole: two,
          note: (two > one ? "both \(NumberText.compact(two, significantDigits: 4)): " : "")
            + groups.joined(separator: ", "))
      },
      legend: (filled: "the largest group", hatched: "and the second"),
      marker: (name: "default fund", amount: result.paidIn.fromCents))
  }
}
