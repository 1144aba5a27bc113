/// Finds what each asset costs at the as-of time.
///
/// In this order: a mark given by the user, a price at most three bars old, the mark price of a
/// spot or perpetual on it, the index price of the option chain, the forward of the option that
/// expires first.
struct SpotPrices {
  let history: PriceHistory
  let asOf: Timestamp
  let marks: [RiskFactor: Double]
  let indexPrices: [RiskFactor: Double]

  private static let oldestBars = 3

  /// The price of every factor that what is held needs.
  func prices(for held: HeldInstruments, diagnostics: inout [Diagnostic]) throws(InputError)
    -> [RiskFactor: Double]
  {
    var instrumentMarks: [RiskFactor: Double] = [:]
    var forwards: [RiskFactor: (expiry: Timestamp, price: Double)] = [:]
    for instrument in held.instruments {
      let underlying = instrument.underlying
      if let option = instrument.option, let forward = option.underlyingPrice,
        forwards[underlying].map({ option.expiry < $0.expiry }) ?? true
      {
        forwards[underlying] = (option.expiry, forward)
      }
      if instrument.expiry != nil { continue }
      if let mark = instrument.markPrice, instrumentMarks[underlying] == nil {
        instrumentMarks[underlying] = mark
      }
    }
    var found: [RiskFactor: Double] = [:]
    for factor in held.factors {
      found[factor] = try price(
        of: factor,
        substitutes: [
          ("an instrument's mark price", instrumentMarks[factor]),
          ("the option chain's index price", indexPrices[factor]),
          ("an option's underlying_price", forwards[factor]?.price),
        ], diagnostics: &diagnostics)
    }
    return found
  }

  private func price(
    of factor: RiskFactor, substitutes: [(name: String, price: Double?)],
    diagnostics: inout [Diagnostic]
  ) throws(InputError) -> Double {
    if let mark = marks[factor] {
      diagnostics.append(Diagnostic(.note, factor.name, "spot \(mark) given by --mark"))
      return mark
    }
    let last = history.lastPrice(of: factor, at: asOf)
    if let last, (asOf - last.time).seconds <= Self.oldestBars * history.bar.seconds {
      if last.time < asOf {
        diagnostics.append(
          Diagnostic(.note, factor.name, "spot is the price of \(last.time), as of \(asOf)"))
      }
      return last.price
    }
    for (name, price) in substitutes {
      guard let price else { continue }
      diagnostics.append(Diagnostic(.note, factor.name, "spot \(price) is \(name)"))
      return price
    }
    throw .data(
      history.digest.file, column: factor.name,
      last.map {
        "the last price is of \($0.time), more than \(Self.oldestBars) bars before \(asOf)"
      }
        ?? "there is no price at or before \(asOf)",
      remedy: "Pass --mark \(factor)=PRICE, give an --as-of when it was listed, or remove it.")
  }
}
