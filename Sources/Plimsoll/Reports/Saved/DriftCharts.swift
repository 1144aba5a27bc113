internal import PlimsollMarket
internal import PlimsollScenarios

/// Parameters of models through time, as lines.
struct DriftCharts {
  let models: [RiskModel]
  let drift: ModelDrift

  /// One chart with what it shows.
  struct Chart {
    var path: String
    var caption: String
    var svg: String
  }

  /// Lines in a chart.
  private static let mostLines = 6
  /// Charts of one parameter.
  private static let mostCharts = 4

  /// None for a single model.
  var all: [Chart] {
    guard models.count > 1, let last = models.last else { return [] }
    let scale = VolatilityModel(model: .constant, perBar: 1).annualised(bar: last.bar)
    return factorCharts("volatility_per_bar", "Volatility", "% p.a.", times: 100 * scale)
      + factorCharts("degrees_of_freedom", "Degrees of freedom", "degrees", times: 1)
      + factorCharts("log_likelihood", "Log-likelihood", "per return", times: 1)
      + dependenceCharts
  }

  /// Lines of every factor of the last model that has the parameter.
  private func factorCharts(
    _ parameter: String, _ title: String, _ unit: String, times scale: Double
  ) -> [Chart] {
    let factors = (models.last?.factors ?? []).map(\.factor.name).filter {
      !drift.path(parameter, of: $0).isEmpty
    }
    let groups = stride(from: 0, to: factors.count, by: Self.mostLines).map {
      Array(factors[$0..<min($0 + Self.mostLines, factors.count)])
    }
    let stem = title.lowercased().split(separator: " ").joined(separator: "-")
    return groups.prefix(Self.mostCharts).enumerated().map { number, group in
      Chart(
        path: "charts/\(stem)\(groups.count > 1 ? "-\(number + 1)" : "").svg",
        caption: "\(title): \(group.joined(separator: ", "))",
        svg: svg(
          title, unit,
          group.map { factor in
            (factor, drift.path(parameter, of: factor).map { ($0.asOf, $0.value * scale) })
          }))
    }
  }

  private var dependenceCharts: [Chart] {
    [
      ("copula_degrees_of_freedom", "Degrees of freedom of the copula", "degrees"),
      ("mean_correlation", "Mean correlation", "mean of all pairs"),
      ("condition_number", "Condition number", "largest over smallest eigenvalue"),
      ("smallest_eigenvalue", "Smallest eigenvalue", "of the correlation"),
    ].compactMap { parameter, title, unit in
      let path = drift.path(parameter, of: "")
      guard !path.isEmpty else { return nil }
      let stem = parameter.split(separator: "_").joined(separator: "-")
      return Chart(
        path: "charts/\(stem).svg", caption: title,
        svg: svg(title, unit, [(title, path.map { ($0.asOf, $0.value) })]))
    }
  }

  private func svg(
    _ title: String, _ unit: String, _ lines: [(name: String, points: [(Timestamp, Double)])]
  ) -> String {
    LineChart(
      title: title, subtitle: "model by model", xLabel: "as of", yLabel: unit, spread: .time,
      series: lines.map { line in
        LineChart.Series(
          name: line.name,
          points: line.points.map { (x: Double($0.0.seconds), y: $0.1) })
      }
    ).svg
  }
}
