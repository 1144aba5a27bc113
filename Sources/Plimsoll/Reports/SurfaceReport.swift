internal import PlimsollMargin
internal import PlimsollMarket

/// The answer of a surface study: slices, quotes, and what a risk committee reads.
struct SurfaceReport {
  let time: Timestamp
  let kind: SurfaceFit.Kind
  /// One an underlying, each with a slice at least.
  let fits: [SurfaceFit]
  let diagnostics: [Diagnostic]
  let manifest: RunManifest

  /// The share of liquid strikes that a good fit holds between bid and ask.
  private static let wanted = 0.9

  private var slices: [SurfaceFit.Slice] { fits.flatMap(\.slices) }
  private var liquid: Int { slices.reduce(0) { $0 + $1.liquidStrikes } }
  private var inside: Int { slices.reduce(0) { $0 + $1.inside } }
  private var arbitrage: [String] {
    fits.flatMap { fit in
      fit.arbitrage.map { "\(fit.slices[0].smile.underlying) \($0)" }
    }
  }

  var report: Report {
    let tables = SurfaceTables(kind: kind, fits: fits)
    var report = Report(
      headline: tables.headline, records: tables.slices, manifest: manifest)
    report.tables = [("slices.csv", tables.slices), ("quotes.csv", tables.quotes)]
    report.failedChecks = arbitrage.map { "arbitrage is left: \($0)" }
    report.diagnostics = diagnostics + manifest.diagnostics
    report.figures = figures
    let charts = SurfaceCharts(time: time, fits: fits).all
    report.charts = charts.map { ($0.path, $0.svg) }
    report.attachments = [
      (
        "surface.json",
        SurfaceFile(
          kind: kind,
          surfaces: fits.map {
            VolatilitySurface($0, underlying: $0.slices[0].smile.underlying, time: time)
          }
        ).encoded()
      )
    ]
    report.document = document(tables, charts)
    return report
  }

  private var figures: [Report.Figure] {
    [
      Report.Figure("inside_share", liquid > 0 ? Double(inside) / Double(liquid) : nil),
      Report.Figure("least_inside_share", slices.compactMap(\.insideShare).min()),
      Report.Figure("largest_repair", slices.map(\.repair.largest).max()),
      Report.Figure("expiries", Double(slices.count)),
    ]
  }

  private func document(_ tables: SurfaceTables, _ charts: [SurfaceCharts.Chart])
    -> MarkdownDocument
  {
    var document = MarkdownDocument(title: "Volatility surfaces of \(time)")
    document.paragraph(verdict)
    document.paragraph(repairs)
    document.heading(2, "Slices")
    document.table(tables.headline.columns, tables.headline.rows)
    document.paragraph(
      "At the money is volatility a year; forwards are in USD. Liquid counts liquid strikes, inside is the "
        + "part of them at which the curve lies between bid and ask, rms error how far it is from the middle "
        + "of bid and ask there (root mean square, in volatility). Min g is the least value of Durrleman's "
        + "function: below 0 there is a butterfly arbitrage. Moved by is the largest change of volatility by "
        + "a repair, blank without one.")
    for chart in charts { document.image(chart.caption, path: chart.path) }
    document.heading(2, "What was left out")
    let left = diagnostics.map { "\($0.subject): \($0.message)" }
    if left.isEmpty { document.paragraph("No expiry.") } else { document.bullets(left) }
    document.heading(2, "Method")
    document.bullets(Self.method(kind))
    if kind == .ssvi {
      document.bullets(
        fits.compactMap { fit in
          fit.powerLaw.map {
            "\(fit.slices[0].smile.underlying): ρ = \(NumberText.ratio($0.rho)), "
              + "η = \(NumberText.ratio($0.eta)), γ = \(NumberText.ratio($0.gamma))"
          }
        })
    }
    ModelTables.writeGrounds(diagnostics + manifest.diagnostics, manifest.inputs, to: &document)
    return document
  }

  /// One sentence a committee can minute.
  private var verdict: String {
    let short = slices.filter { ($0.insideShare ?? 1) < Self.wanted }
    let share = liquid > 0 ? NumberText.percent(Double(inside) / Double(liquid)) : "none"
    let conditions =
      "total variance is positive, Durrleman's function is nowhere negative, no wing is steeper than "
      + "Lee's bound of 2, and no slice lies below the one before, for log-moneyness up to ±20 and "
      + "beyond it by the slopes of the wings"
    let found =
      arbitrage.isEmpty
      ? "No arbitrage is found: \(conditions)."
      : "**Arbitrage is left in \(arbitrage.count) places** (first: \(arbitrage[0])). Looked for: "
        + "\(conditions)."
    let expiries =
      short.isEmpty
      ? "every expiry holds at least \(NumberText.percent(Self.wanted, decimals: 0))"
      : "\(short.count) of \(slices.count) expiries hold less than "
        + "\(NumberText.percent(Self.wanted, decimals: 0)) ("
        + short.map { "\($0.smile.underlying) \($0.smile.expiry)" }.joined(separator: ", ") + ")"
    return
      "**\(inside) of \(liquid) liquid strikes (\(share)) lie between bid and ask; \(expiries).** "
      + found
  }

  private var repairs: String {
    if kind != .svi {
      return "The family rules arbitrage out by its parameters, so nothing was repaired."
    }
    let moved = slices.filter { $0.repair.largest > 0 }
    guard let most = moved.max(by: { $0.repair.largest < $1.repair.largest }) else {
      return "No slice had to be repaired: fitted freely, none allows arbitrage."
    }
    let square =
      moved.reduce(0) { $0 + $1.repair.rootMeanSquare * $1.repair.rootMeanSquare }
      / Double(moved.count)
    return
      "Fitted freely, \(moved.count) of \(slices.count) slices allow arbitrage, alone or after the "
      + "one before; they were fitted again without. That moved volatility at quoted strikes by at "
      + "most \(points(most.repair.largest)) points (\(most.smile.underlying) "
      + "\(most.smile.expiry)), and by \(points(square.squareRoot())) in the root mean square of "
      + "those slices. Quoted strikes are all with a bid and an ask, liquid or not."
  }

  private func points(_ volatility: Double) -> String { NumberText.ratio(100 * volatility) }

  private static func method(_ kind: SurfaceFit.Kind) -> [String] {
    let liquidity = Smile.Liquidity.standard
    let family =
      switch kind {
      case .svi: "Raw SVI, five numbers an expiry; extended SSVI guides the wings"
      case .essvi: "Extended SSVI, three numbers an expiry"
      case .ssvi: "SSVI with a power law, one number an expiry and three for all"
      }
    return [
      "\(family). Every slice is also given in raw parameters: w(k) = a + b (ρ (k − m) + "
        + "√((k − m)² + σ²)), k = ln(strike / forward), w = volatility² × years of 365 days.",
      "A strike is liquid when its option out of the money has a bid and an ask, an absolute delta of "
        + "at least \(NumberText.percent(liquidity.leastDelta, decimals: 0)) and a spread of at most "
        + "\(NumberText.percent(liquidity.widestSpread, decimals: 0)) of its volatility. Other "
        + "strikes with both sides count less; a strike without a bid does not count.",
      "What is fitted is the distance from the middle of bid and ask in half spreads, so tight "
        + "quotes count most; then, ever more, whether the curve lies inside.",
      "Between expiries total variance is linear in time at the same log-moneyness. Before the first "
        + "volatility is flat in time; after the last total variance rises at the forward variance "
        + "that the last two slices have at the money. Linear interpolation is not proved to be "
        + "free of butterflies.",
    ]
  }
}
