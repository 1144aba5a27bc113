import PlimsollMarket

/// Margin of each short option by a formula of spot, strike and premium: nothing offsets.
///
/// initial = max(rate − OTM / U, least) × U + premium; maintenance = max(rate − OTM / U, least) × U +
/// premium + fee × U, with the least of puts, or of all, raised to least × premium / U where the
/// premium is above U. OTM is how far out of the money, U the price that strikes are compared with.
///
/// - Source: VENUES 1.6 (OKX), 2.2 (Deribit's standard margin, BIT.com), 3 (Bybit), 4 (Binance).
/// - Verified by: VenueGoldenTests.
struct OptionFormulaCharge: Sendable {
  /// One of the two requirements.
  struct Terms: Sendable {
    /// Nil when the formula has no out-of-the-money discount.
    var rate: ByClass<Double>?
    var least: ByClass<Double>
    /// Whether the least grows with a premium above the price of the underlying.
    var leastGrowsWithPremium = false
    var fee: Double = 0
  }

  var initial: Terms
  var maintenance: Terms
  /// The premium of the initial requirement is the larger of mark and entry.
  var takesLargerPremium = false
  /// The initial requirement is at least the maintenance requirement.
  var initialIsAtLeastMaintenance = false

  func figure(_ unit: RiskUnit, _ kind: RequirementKind, pack: String) throws(InputError)
    -> ChargeFigure
  {
    var parts: [Double] = []
    for holding in unit.holdings {
      guard let (_, option) = holding.option, holding.size < 0 else {
        parts.append(0)
        continue
      }
      var amount = try amount(holding, option, kind == .initial ? initial : maintenance, kind, pack)
      if kind == .initial, initialIsAtLeastMaintenance {
        amount = max(amount, try self.amount(holding, option, maintenance, .maintenance, pack))
      }
      parts.append(amount * abs(holding.size))
    }
    return ChargeFigure(parts: parts, binding: "short options")
  }

  /// USD a coin.
  private func amount(
    _ holding: VenueHolding, _ option: EuropeanOption, _ terms: Terms, _ kind: RequirementKind,
    _ pack: String
  ) throws(InputError) -> Double {
    let price = holding.index
    let outOfTheMoney = max(0, option.right.sign * (option.strike - price)) / price
    var least = try terms.least.figure(for: holding, "least option rate", pack: pack)
    if terms.leastGrowsWithPremium { least *= max(1, holding.mark / price) }
    if let rate = terms.rate {
      least = max(
        least,
        try rate.figure(for: holding, "option rate", pack: pack) - outOfTheMoney)
    }
    var premium = holding.mark
    if kind == .initial, takesLargerPremium, let entry = holding.entry {
      premium = max(premium, holding.isInverse ? entry * price : entry)
    }
    return (least + terms.fee) * price + premium
  }
}
