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
    guard let first = unit.holdings.first else { return .none(0) }
    let options = unit.holdings.filter { $0.option != nil }
    let short =
      unit.holdings.filter(\.isFuture).reduce(0) { $0 + $1.delta }
      + options.filter { $0.size < 0 }.reduce(0) { $0 + $1.delta }
    let long = options.filter { $0.size > 0 }.reduce(0) { $0 + $1.delta }
    let net =
      short < 0 ? min(max(short + long, short), 0) : max(min(short + long, short), 0)
    let excess = abs(net) - threshold / first.index
    guard excess > 0 else { return .none(unit.holdings.count) }
    if beyond == .refuse, quotes {
      throw .data(
        pack,
        "the \(unit.name) delta of \((abs(net) * first.index).rounded()) USD is above "
          + "\(threshold), where the venue's charge for size is not known",
        remedy: "Leave the account out, or write `beyond: charge` in a copy of the pack.")
    }
    let slope = try slope.figure(for: first, "slope of the delta shock", pack: pack)
    let amount = min(most, slope * excess) * abs(net) * first.index
    let deltas = unit.holdings.map { $0.delta * (net < 0 ? -1 : 1) }
    let total = deltas.reduce(0, +)
    return ChargeFigure(
      amount: amount, binding: "net delta above \(threshold) USD",
      parts: deltas.map { total > 0 ? amount * $0 / total : 0 })
  }
}
