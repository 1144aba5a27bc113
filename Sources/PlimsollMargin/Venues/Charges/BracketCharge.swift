import PlimsollMarket

/// Margin by brackets of notional, position by position: nothing offsets.
///
/// maintenance = notional × rate − deduction, the deductions making it continuous; initial = notional
/// over the largest leverage of the notional's bracket.
///
/// - Source: VENUES 3, 4, 5: tiers of Bybit, Binance, Hyperliquid, deduction_n = deduction_{n−1} +
///   lower bound_n × (rate_n − rate_{n−1}).
/// - Verified by: VenueGoldenTests.
struct BracketCharge: Sendable {
  var brackets: ByClass<MarginBrackets>
  /// The largest leverage of each bracket, as many as there are brackets.
  var leverages: ByClass<[Double]>
  /// What notional is measured at.
  var base = VenueHolding.Base.mark

  func figure(_ unit: RiskUnit, _ kind: RequirementKind, pack: String) throws(InputError)
    -> ChargeFigure
  {
    var parts: [Double] = []
    var largest: (amount: Double, bracket: Int)?
    for holding in unit.holdings {
      guard holding.isFuture else {
        parts.append(0)
        continue
      }
      let brackets = try brackets.figure(for: holding, "brackets", pack: pack)
      let notional =
        holding.settlement == .inverse
        ? holding.notional : abs(holding.size) * (base == .mark ? holding.mark : holding.index)
      let place = brackets.place(of: notional)
      let leverages = try leverages.figure(for: holding, "leverages", pack: pack)
      let amount =
        kind == .maintenance ? brackets.maintenance(notional) : notional / leverages[place]
      parts.append(amount)
      if amount > largest?.amount ?? 0 { largest = (amount, place + 1) }
    }
    return ChargeFigure(parts: parts, binding: largest.map { "bracket \($0.bracket)" })
  }
}

/// A rate that rises with size: (rate + slope × coins) × notional, position by position.
///
/// - Source: VENUES 2.2 (Deribit's standard margin of futures).
/// - Verified by: VenueGoldenTests.
struct SizedRateCharge: Sendable {
  var initialRate: ByClass<Double>
  var maintenanceRate: ByClass<Double>
  /// A coin.
  var slope: ByClass<Double>

  func figure(_ unit: RiskUnit, _ kind: RequirementKind, pack: String) throws(InputError)
    -> ChargeFigure
  {
    var parts: [Double] = []
    for holding in unit.holdings {
      guard holding.isFuture else {
        parts.append(0)
        continue
      }
      let rates = kind == .initial ? initialRate : maintenanceRate
      let rate = try rates.figure(for: holding, "rate on futures", pack: pack)
      let slope = try slope.figure(for: holding, "slope of the rate", pack: pack)
      let coins = abs(holding.delta)
      parts.append(
        (rate + slope * coins) * coins * (holding.isInverse ? holding.index : holding.mark))
    }
    return ChargeFigure(parts: parts, binding: "futures by size")
  }
}
