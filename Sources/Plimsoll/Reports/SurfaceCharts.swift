internal import PlimsollMargin
internal import PlimsollMarket

/// The charts of surfaces: smiles against their quotes, and total variance of every expiry.
struct SurfaceCharts {
  let time: Timestamp
  let fits: [SurfaceFit]

  /// A picture in a report.
  struct Chart {
    var path: String
    var caption: String
    var svg: String
  }

  /// How far the lines of total variance go, in deviations of the middle expiry.
  private static let reach = 4.0
  /// Lines in the chart of total variance, by the styles there are.
  private static let mostLines = 6

  var all: [Chart] {
    var names = FileNames()
    return fits.flatMap { fit in
      let name = fit.slices[0].smile.underlying.name
      let stem = names.name(for: name)
      return [smiles(fit, of: name, stem: stem), variances(fit, of: name, stem: stem)]
    }
  }

  private func smiles(_ fit: SurfaceFit, of name: String, stem: String) -> Chart {
    let panels = fit.slices.map { slice -> SmileChart.Panel in
      let quotes = slice.smile.quotes.compactMap { quote -> SmileChart.Quote? in
        guard let bid = quote.bid, let ask = quote.ask, (quote.delta ?? 0) >= 0.01 else {
          return nil
        }
        return SmileChart.Quote(
          x: quote.logMoneyness, bid: 100 * bid, ask: 100 * ask, isLiquid: quote.isLiquid)
      }
      let low = quotes.map(\.x).min() ?? -0.1
      let high = quotes.map(\.x).max() ?? 0.1
      let curve = (0...60).map { place -> (x: Double, y: Double) in
        let k = low + (high - low) * Double(place) / 60
        return (k, 100 * slice.curve.volatility(k, years: slice.smile.years))
      }
      let share = slice.liquidStrikes > 0 ? ", \(slice.inside)/\(slice.liquidStrikes) inside" : ""
      let day = slice.smile.expiry.description.prefix(10)
      return SmileChart.Panel(title: "\(day)\(share)", quotes: quotes, curve: curve)
    }
    let chart = SmileChart(
      title: "Smiles of \(name)",
      subtitle: "\(fit.kind.rawValue), chain of \(time); out of the money, delta above 1 %",
      xLabel: "ln(strike / forward)", yLabel: "volatility, % a year", panels: panels)
    return Chart(
      path: "charts/smiles-\(stem).svg",
      caption: "Bid, ask and fitted volatility of \(name), a panel an expiry", svg: chart.svg)
  }

  private func variances(_ fit: SurfaceFit, of name: String, stem: String) -> Chart {
    let shown = Self.spread(fit.slices, most: Self.mostLines)
    let middle = shown[shown.count / 2]
    let reach = Self.reach * middle.curve.totalVariance(0).squareRoot()
    let series = shown.map { slice in
      LineChart.Series(
        name: String(slice.smile.expiry.description.prefix(10)),
        points: (0...80).map { place in
          let k = reach * (Double(place) / 40 - 1)
          return (k, slice.curve.totalVariance(k).squareRoot())
        })
    }
    let chart = LineChart(
      title: "Total volatility of \(name) by expiry",
      subtitle: "√(total variance); lines that do not cross leave no calendar arbitrage"
        + (shown.count < fit.slices.count
          ? "; \(shown.count) of \(fit.slices.count) expiries" : ""),
      xLabel: "ln(strike / forward)", yLabel: "volatility × √years", series: series)
    return Chart(
      path: "charts/variance-\(stem).svg",
      caption: "Total volatility of \(name) by log-moneyness, a line an expiry", svg: chart.svg)
  }

  /// At most `most` of the slices, evenly, with the first and the last.
  private static func spread(_ slices: [SurfaceFit.Slice], most: Int) -> [SurfaceFit.Slice] {
    guard slices.count > most else { return slices }
    return (0..<most).map { slices[$0 * (slices.count - 1) / (most - 1)] }
  }
}
