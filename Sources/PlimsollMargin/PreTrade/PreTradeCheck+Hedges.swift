public import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

extension PreTradeCheck {
  /// The listed instruments that lower an account's initial margin most per unit of cost, each at the
  /// size that lowers it most.
  ///
  /// The cost of a size is half of what lies between bid and ask: of the chain's row for its options,
  /// of `liquidity.csv` on the notional for all others. What has no spread comes last, by what it
  /// takes off. Hedges that take off less than one hundredth of the margin are left out, and so is what
  /// expires within the margin period of risk.
  ///
  /// Every instrument is tried first at the margin: its mean gain over the scenarios of the account's
  /// tail is what a small size takes off the shortfall. The most promising by cost and by notional
  /// are then searched for their best size: a shortfall is convex in the size, so there is one. With a
  /// floor or add-ons, or under value at risk, it is the best that doubling and narrowing down find.
  ///
  /// - Parameter most: how many.
  /// - Throws: an `InputError` for an account that is not of the book, and for a venue's pack.
  /// - Complexity: O(listed × tail + searched × scenarios).
  /// - Source: Tasche (1999) for the gain in the tail as derivative of the shortfall; Rockafellar and
  ///   Uryasev (2000), "Optimization of conditional value-at-risk", for the convexity.
  /// - Verified by: HedgeTests.
  public mutating func hedges(of account: String, most: Int) throws(InputError) -> [Hedge] {
    guard let held = try readyAccount(account), var check = shortfall else {
      throw .usage(
        "\(rule) is a venue's pack, for which no hedges are searched",
        remedy: "Name a rule of kind shortfall first.")
    }
    let before = try figures(of: account)
    guard before.initial > 0 else { return [] }
    let tail = LossTail(
      PnLVector(held.gains), level: check.rule.level)
    var found: [Hedge] = []
    for candidate in try candidates(check, tail: tail) {
      let unit = TradedUnit(
        candidate.instrument, valuation: candidate.valuation, vectors: check.vectors,
        scenarios: check.addOns.scenarios)
      check.valuation = candidate.valuation
      let best = try HedgeSearch(unit, initial: before.initial, slope: candidate.slope)
        .best(for: held, &check)
      guard let best, before.initial - best.initial >= Self.leastShare * before.initial else {
        continue
      }
      found.append(
        Hedge(
          account: account, instrument: candidate.instrument.name, quantity: best.quantity,
          initialBefore: before.initial, initialAfter: best.initial,
          cost: candidate.cost.map { $0 * abs(best.quantity) }))
    }
    return Array(found.sorted(by: Self.comesFirst).prefix(most))
  }

  /// Hedges that take off less of the margin are left out.
  private static let leastShare = 0.01
  /// Instruments searched for their best size: so many by each of two measures.
  private static let searched = 24

  private static func comesFirst(_ a: Hedge, _ b: Hedge) -> Bool {
    switch (a.reductionPerCost, b.reductionPerCost) {
    case (let left?, let right?) where left != right: left > right
    case (_?, nil): true
    case (nil, _?): false
    default:
      a.reduction != b.reduction ? a.reduction > b.reduction : a.instrument < b.instrument
    }
  }

  private struct Candidate {
    var instrument: Instrument
    var valuation: Valuation
    /// The gain of one in the tail: what a small size bought takes off the shortfall.
    var slope: Double
    /// Of one, in USD.
    var cost: Double?
    var notional: Double
  }

  /// The most promising of what is listed, in the order of the listing.
  private func candidates(_ check: ShortfallCheck, tail: LossTail) throws(InputError)
    -> [Candidate]
  {
    let closeout = book.asOf + check.rule.marginPeriodOfRisk
    var usable: [(instrument: Instrument, valuation: Valuation)] = []
    for name in book.listing.names {
      // A row that cannot be used is passed over; whoever holds it hears of it.
      guard let instrument = try? book.instrument(name), book.spot[instrument.underlying] != nil
      else { continue }
      // It would be gone before the end of the scenarios that it is to hedge.
      if let expiry = instrument.expiry, expiry <= closeout { continue }
      var valuation = check.valuation
      if let option = instrument.option {
        guard (try? valuation.include(option, asOf: book.asOf)) != nil else { continue }
      }
      usable.append((instrument, valuation))
    }
    let slopes = check.vectors.means(
      of: usable.map { PnLUnit($0.instrument, valuation: $0.valuation) }, over: tail.scenarios,
      weights: tail.weights)
    var all: [Candidate] = []
    for ((instrument, valuation), slope) in zip(usable, slopes) where slope != 0 {
      all.append(
        Candidate(
          instrument: instrument, valuation: valuation, slope: slope,
          cost: try cost(of: instrument, valuation),
          notional: valuation.notional(of: Position(instrument: instrument, quantity: 1))))
    }
    func best(_ score: (Candidate) -> Double?) -> [Int] {
      all.indices.compactMap { place in score(all[place]).map { (place: place, score: $0) } }
        .sorted { ($0.score, $1.place) > ($1.score, $0.place) }
        .prefix(Self.searched).map(\.place)
    }
    let chosen = Set(
      best { one in one.cost.map { abs(one.slope) / $0 } }
        + best { abs($0.slope) / $0.notional })
    return chosen.sorted().map { all[$0] }
  }

  /// Half the spread of one contract in USD; nil when there is none.
  private func cost(of instrument: Instrument, _ valuation: Valuation) throws(InputError)
    -> Double?
  {
    if let half = try? book.listing.halfSpread(instrument.name) {
      let usd = half * valuation.spotPrice(instrument.underlying) * instrument.contractSize
      return usd > 0 ? usd : nil
    }
    guard instrument.option == nil || book.listing[instrument.name] != nil,
      let market = book.liquidity?.markets[instrument.underlying], market.spreadBasisPoints > 0
    else { return nil }
    return market.spreadBasisPoints / 20_000
      * valuation.notional(of: Position(instrument: instrument, quantity: 1))
  }
}
