internal import Glibc
import PlimsollMarket

/// What futures prices may move against each other: rate × |delta| of each expiry in USD.
///
/// rate = max(least move, e^(annualised move × τ) − 1), with the perpetual and spot at τ = 0.
///
/// - Source: VENUES 2.1 (Deribit's roll shock; the floor is verified, the exponential is not) and 1.2
///   (OKX's MR4, known as a fraction of delta).
/// - Verified by: VenueGoldenTests.
struct BasisCharge: Sendable {
  var leastMove: ByClass<Double>
  var annualisedMove: ByClass<Double>?

  func figure(_ unit: RiskUnit, pack: String) throws(InputError) -> ChargeFigure {
    var figure = ChargeFigure.none(unit.holdings.count)
    var largest = 0.0
    for group in unit.holdings.byExpiry {
      let first = unit.holdings[group.places[0]]
      var rate = try leastMove.figure(for: first, "least basis move", pack: pack)
      if let annualised = try annualisedMove?.figure(
        for: first, "annualised basis move", pack: pack)
      {
        rate = max(rate, expm1(annualised * group.years))
      }
      let delta = group.places.reduce(0) { $0 + unit.holdings[$1].cashDelta }
      let sign: Double = delta < 0 ? -1 : 1
      for place in group.places {
        figure.parts[place] = sign * rate * unit.holdings[place].cashDelta
      }
      let amount = group.places.reduce(0) { $0 + figure.parts[$1] }
      figure.amount += amount
      if amount > largest {
        largest = amount
        figure.binding = group.expiry.map { "expiry \($0)" } ?? "perpetual and spot"
      }
    }
    return figure
  }
}

extension VenueHolding {
  /// USD that one coin of delta counts for: the mark of a linear perpetual or future, else spot.
  var deltaPrice: Double { isFuture && settlement == .linear ? mark : index }

  /// Signed delta in USD.
  var cashDelta: Double { delta * deltaPrice }
}
