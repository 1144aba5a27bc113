internal import PlimsollMarket
internal import PlimsollScenarios

/// The charts of a calibration.
struct CalibrationCharts {
  let model: RiskModel
  let previous: RiskModel?
  let history: PriceHistory

  /// Factors with a line of their own.
  private static let mostLines = 6
  /// Bars that a line goes back.
  private static let longest = 365

  struct Chart {
    var path: String
    var caption: String
    var svg: String
  }

  var all: [Chart] {
    let chart = volatilities
    return chart.series.isEmpty
      ? []
      : [Chart(path: "charts/volatility.svg", caption: "Volatility of each factor", svg: chart.svg)]
  }

  /// Forecast volatilities over the last bars, of the factors with the longest own history.
  private var volatilities: LineChart {
    let longest = zip(model.factors, model.coverage).enumerated()
      .sorted { ($1.element.1.ownReturns, $0.offset) < ($0.element.1.ownReturns, $1.offset) }
      .prefix(Self.mostLines).map(\.element.0)
    let series = longest.compactMap { factor -> LineChart.Series? in
      guard factor.volatility.perBar > 0,
        let panel = try? ReturnPanel(
          history, factors: [factor.factor], window: model.spec.window),
        let returns = panel.returns.first
      else { return nil }
      let path = factor.volatility.path(of: returns).suffix(Self.longest)
      var shown = factor.volatility
      return LineChart.Series(
        name: factor.factor.name,
        points: path.enumerated().map { place, value in
          shown.perBar = value
          return (Double(place - path.count + 1), 100 * shown.annualised(bar: model.bar))
        })
    }
    return LineChart(
      title: "Volatility forecast before each bar",
      subtitle: "the \(series.count) factors with the longest history, bars of \(model.bar)",
      xLabel: "bars before the last", yLabel: "% a year", series: series)
  }
}
