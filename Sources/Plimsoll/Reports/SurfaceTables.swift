internal import PlimsollMargin
internal import PlimsollMarket

/// A fit as tables.
struct SurfaceTables {
  let kind: SurfaceFit.Kind
  let fits: [SurfaceFit]

  private var all: [SurfaceFit.Slice] { fits.flatMap(\.slices) }

  /// One row an expiry, in full.
  var slices: CSVTable {
    var table = CSVTable(columns: [
      "underlying", "expiry", "years", "forward", "kind", "a", "b", "rho", "m", "sigma",
      "atm_volatility", "liquid_strikes", "inside", "inside_share", "rms_error_vol", "min_g",
      "left_slope", "right_slope", "repair_vol", "repair_rms_vol",
    ])
    for slice in all {
      let (smile, curve) = (slice.smile, slice.curve)
      table.append([
        .text(smile.underlying.name), .text(smile.expiry.description), .number(smile.years),
        .number(smile.forward), .text(kind.rawValue), .number(curve.a), .number(curve.b),
        .number(curve.rho), .number(curve.m), .number(curve.sigma),
        .number(curve.volatility(0, years: smile.years)), .integer(slice.liquidStrikes),
        .integer(slice.inside), .optional(slice.insideShare),
        .optional(slice.rootMeanSquareError), .number(slice.leastDurrleman.value),
        .number(curve.leftSlope), .number(curve.rightSlope), .number(slice.repair.largest),
        .number(slice.repair.rootMeanSquare),
      ])
    }
    return table
  }

  /// One row a strike, in full; `inside` is blank without a bid and an ask.
  var quotes: CSVTable {
    var table = CSVTable(columns: [
      "underlying", "expiry", "instrument", "right", "strike", "log_moneyness", "delta",
      "bid_vol", "ask_vol", "mark_vol", "fitted_vol", "liquid", "inside",
    ])
    for slice in all {
      for quote in slice.smile.quotes {
        let fitted = slice.volatility(of: quote)
        table.append([
          .text(slice.smile.underlying.name), .text(slice.smile.expiry.description),
          .text(quote.instrument), .text(quote.right.rawValue), .number(quote.strike),
          .number(quote.logMoneyness), .optional(quote.delta), .optional(quote.bid),
          .optional(quote.ask), .optional(quote.mark), .number(fitted),
          .text(quote.isLiquid ? "yes" : "no"),
          quote.holds(fitted).map { .text($0 ? "yes" : "no") } ?? .blank,
        ])
      }
    }
    return table
  }

  /// One row an expiry, rounded.
  var headline: Report.Headline {
    Report.Headline(
      columns: [
        "underlying", "expiry", .right("days"), .right("forward"), .right("at the money"),
        .right("liquid"), .right("inside"), .right("rms error"), .right("min g"),
        .right("moved by"),
      ],
      rows: all.map { slice in
        [
          slice.smile.underlying.name, slice.smile.expiry.description,
          NumberText.ratio(slice.smile.years * 365), NumberText.figure(slice.smile.forward),
          NumberText.percent(slice.curve.volatility(0, years: slice.smile.years)),
          "\(slice.liquidStrikes)",
          slice.insideShare.map { NumberText.percent($0, decimals: 0) } ?? "",
          slice.rootMeanSquareError.map { NumberText.percent($0, decimals: 2) } ?? "",
          NumberText.plain(slice.leastDurrleman.value, significantDigits: 2),
          slice.repair.largest > 0 ? NumberText.percent(slice.repair.largest, decimals: 2) : "",
        ]
      })
  }
}
