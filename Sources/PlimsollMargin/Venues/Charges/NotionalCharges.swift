import PlimsollMarket

/// A rate on the |delta| of every holding in USD, raised by tiers of the amount.
///
/// - Source: VENUES 1.2, 1.3 (OKX's minimum charge MR7).
/// - Verified by: VenueGoldenTests.
struct DeltaRateCharge: Sendable {
  /// What it is charged on.
  enum On: String, Sendable, CaseIterable {
    case futures, options, everything
  }

  var rate: ByClass<Double>
  var on = On.everything
  /// Multiples of bands of the amount; nil for none.
  var tiers: ByClass<MarginalTiers>?

  func figure(_ unit: RiskUnit, pack: String) throws(InputError) -> ChargeFigure {
    var parts: [Double] = []
    for holding in unit.holdings {
      let counts =
        switch on {
        case .everything: true
        case .futures: holding.isFuture
        case .options: holding.option != nil
        }
      let rate = try rate.figure(for: holding, "rate on delta", pack: pack)
      parts.append(counts ? rate * abs(holding.cashDelta) : 0)
    }
    let raw = ChargeFigure(parts: parts, binding: "size")
    guard let tiers, let first = unit.holdings.first else { return raw }
    return raw.with(
      amount: try tiers.figure(for: first, "tiers", pack: pack).total(of: raw.amount))
  }
}

/// Multiples that apply to bands of an amount, each to its own band.
///
/// - Verified by: VenueGoldenTests.
struct MarginalTiers: Sendable, Equatable {
  /// Upper ends in ascending order, infinite in the last.
  var ends: [Double]
  var rates: [Double]

  /// Σ rate × the part of `amount` in the band.
  func total(of amount: Double) -> Double {
    var (sum, start) = (0.0, 0.0)
    for (end, rate) in zip(ends, rates) where amount > start {
      sum += rate * (min(amount, end) - start)
      start = end
    }
    return sum
  }
}

/// A floor on what offsets: a rate on the net delta and one on what is hedged.
///
/// (net rate × |net| + hedged rate × (gross − |net|) / 2), in USD.
///
/// - Source: METHODS G (Paradex's floor).
/// - Verified by: VenueGoldenTests.
struct HedgedDeltaCharge: Sendable {
  var netRate: ByClass<Double>
  var hedgedRate: ByClass<Double>

  func figure(_ unit: RiskUnit, pack: String) throws(InputError) -> ChargeFigure {
    guard let first = unit.holdings.first else { return .none(0) }
    let netRate = try netRate.figure(for: first, "rate on net delta", pack: pack)
    let hedgedRate = try hedgedRate.figure(
      for: first, "rate on hedged delta", pack: pack)
    let deltas = unit.holdings.map { $0.delta * $0.index }
    let sign: Double = deltas.reduce(0, +) < 0 ? -1 : 1
    let parts = deltas.map { delta in
      let signed = sign * delta
      return netRate * signed + hedgedRate / 2 * (abs(delta) - signed)
    }
    return ChargeFigure(parts: parts, binding: "net and hedged delta")
  }
}

/// What each short option costs at least.
///
/// An amount a contract, or a fraction of spot a coin.
///
/// - Source: METHODS F (SPAN's short option minimum), VENUES 3 (Bybit's option contingency).
/// - Verified by: VenueScanTests, ReferenceTests (margin-pm-scenario-matrix, margin-span).
struct ShortOptionCharge: Sendable {
  var perContract: ByClass<Double>?
  var rate: ByClass<Double>?

  func figure(_ unit: RiskUnit, pack: String) throws(InputError) -> ChargeFigure {
    var parts: [Double] = []
    for holding in unit.holdings {
      guard holding.option != nil, holding.size < 0 else {
        parts.append(0)
        continue
      }
      let fixed = try perContract?.figure(
        for: holding, "short option minimum", pack: pack)
      let rate = try rate?.figure(for: holding, "short option rate", pack: pack)
      parts.append(
        (fixed ?? 0) * abs(holding.quantity) + (rate ?? 0) * abs(holding.size) * holding.index)
    }
    return ChargeFigure(parts: parts, binding: "short options")
  }
}
