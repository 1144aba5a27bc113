import PlimsollMarket

/// What a large net delta adds: shock × |D|, shock = min(most, slope × coins beyond the threshold).
///
/// D nets futures with short options first, then with long options, which may only reduce it.
///
/// - Source: VENUES 2.1 (Deribit). No published number confirms the form, so a pack may refuse to
///   charge beyond the threshold.
/// - Verified by: VenueScanTests.
struct DeltaShockCharge: Sendable {
  /// USD of net delta that is free.
  var threshold: Double
  var slope: ByClass<Double>
  var most: Double
  var beyond: Beyond

  /// What is done with a delta above the threshold.
  enum Beyond: String, Sendable, CaseIterable {
    /// The charge is not known well enough to be quoted.
    case refuse
    case charge
  }

  /// - Parameter quotes: whether the figure is what an account is told; parts of one, looked at alone to
  ///   explain it, are never refused.
  func figure(_ unit: RiskUnit, pack: String, quotes: Bool = true) throws(InputError)
    -> ChargeFigure
  {
    var figure = ChargeFigure.none(unit.holdings.count)
    let groups = Dictionary(grouping: unit.holdings.indices) { unit.holdings[$0].underlying.name }
    for (_, places) in groups.sorted(by: { $0.key < $1.key }) {
      let holdings = places.map { unit.holdings[$0] }
      let net = Self.netDelta(holdings)
      let (index, excess) = (holdings[0].index, abs(net) - threshold / holdings[0].index)
      guard excess > 0 else { continue }
      if beyond == .refuse, quotes {
        throw .data(
          pack,
          "the \(holdings[0].underlying) delta of \((abs(net) * index).rounded()) USD is above "
            + "\(threshold), where the venue's charge for size is not known",
          remedy: "Leave the account out, or write `beyond: charge` in a copy of the pack.")
      }
      let slope = try slope.figure(for: holdings[0], "slope of the delta shock", pack: pack)
      let amount = min(most, slope * excess) * abs(net) * index
      let deltas = holdings.map { $0.delta * (net < 0 ? -1 : 1) }
      let total = deltas.reduce(0, +)
      figure.amount += amount
      figure.binding = "net delta above \(threshold) USD"
      for (place, delta) in zip(places, deltas) where total > 0 {
        figure.parts[place] = amount * delta / total
      }
    }
    return figure
  }

  /// D in coins: futures with short options, reduced by long ones but not turned round.
  private static func netDelta(_ holdings: [VenueHolding]) -> Double {
    let options = holdings.filter { $0.option != nil }
    let short =
      holdings.filter(\.isFuture).reduce(0) { $0 + $1.delta }
      + options.filter { $0.size < 0 }.reduce(0) { $0 + $1.delta }
    let long = options.filter { $0.size > 0 }.reduce(0) { $0 + $1.delta }
    return short < 0 ? min(max(short + long, short), 0) : max(min(short + long, short), 0)
  }
}
