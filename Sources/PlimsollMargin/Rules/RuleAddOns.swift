import PlimsollMarket
import PlimsollNumerics

/// What one account pays on top of its core; nil where the rule has no such charge.
struct AccountCharges: Sendable, Equatable {
  var stress: Stress?
  var liquidity: Double?
  var concentration: Double?

  /// A stress charge with the scenario that set it.
  struct Stress: Sendable, Equatable {
    var amount: Double
    var binding: StressLoss?
  }

  /// Adds a charge for a loss beyond the core; the larger loss is the one that binds.
  mutating func add(_ loss: StressLoss, weight: Double, core: Double) {
    let amount = weight * max(0, loss.loss - core)
    let binds = amount > (stress?.amount ?? 0)
    stress = Stress(
      amount: (stress?.amount ?? 0) + amount,
      binding: binds ? loss : stress?.binding)
  }

  var total: Double { (stress?.amount ?? 0) + (liquidity ?? 0) + (concentration ?? 0) }
}

/// The add-ons of a rule made ready for a book: scenarios resolved, markets found.
///
/// - Verified by: StressChargeTests, AddOnTests.
struct RuleAddOns: Sendable {
  private let rule: ShortfallRule
  private let book: Book
  private let valuation: Valuation
  let scenarios: [StressScenario]
  let liquidity: LiquidityAddOn?
  let concentration: ConcentrationAddOn?
  /// Account by account, what it holds of each underlying with its market.
  private let held: [[(exposure: UnderlyingExposure, market: LiquidityTable.Market)]]
  /// What was left out.
  let diagnostics: [Diagnostic]

  /// - Throws: an `InputError` when the library names an unknown factor, or a market is missing.
  init(_ rule: ShortfallRule, book: Book, valuation: Valuation) throws(InputError) {
    self.rule = rule
    self.book = book
    self.valuation = valuation
    scenarios = try rule.stress?.library.scenarios(for: book) ?? []
    let hasTable = book.liquidity != nil
    liquidity = rule.liquidity.flatMap { hasTable || $0.missing == .refuse ? $0 : nil }
    concentration = rule.concentration.flatMap { hasTable || $0.missing == .refuse ? $0 : nil }
    if liquidity != nil || concentration != nil {
      held = try Self.markets(of: book, valuation: valuation, rule: rule.name)
    } else {
      held = book.accounts.map { _ in [] }
    }
    let skipsLiquidity = rule.liquidity != nil && liquidity == nil
    let skipsConcentration = rule.concentration != nil && concentration == nil
    diagnostics =
      skipsLiquidity || skipsConcentration
      ? [
        Diagnostic(
          .note, "liquidity.csv",
          "the book has none: rule \(rule.name) leaves its liquidity and concentration add-ons out")
      ] : []
  }

  private static func markets(of book: Book, valuation: Valuation, rule: String)
    throws(InputError) -> [[(exposure: UnderlyingExposure, market: LiquidityTable.Market)]]
  {
    guard let table = book.liquidity else {
      throw .data(
        "liquidity.csv", "the book has none, and rule \(rule) charges for liquidity",
        remedy: "Add it with underlying, average_daily_volume and spread_bps, name it by "
          + "--liquidity, or write `missing: skip` in the rule.")
    }
    var held: [[(exposure: UnderlyingExposure, market: LiquidityTable.Market)]] = []
    for account in book.accounts {
      var own: [(exposure: UnderlyingExposure, market: LiquidityTable.Market)] = []
      for exposure in valuation.exposures(of: account) {
        own.append((exposure, try table.market(of: exposure.underlying)))
      }
      held.append(own)
    }
    return held
  }

  /// What the liquidity add-on measures by itself: for each account, its part in every underlying
  /// that takes longer to close than the margin period of risk.
  func slowParts(of set: NettingSet) -> [[UnitPnL.Holding]] {
    held.indices.flatMap { account in
      slow(account).map { part in
        part.exposure.positions.flatMap { set.lines[account][$0].holdings }
      }
    }
  }

  private func slow(_ account: Int) -> [(
    exposure: UnderlyingExposure, market: LiquidityTable.Market
  )] {
    held[account].filter { horizonFactor($0) > 0 }
  }

  private func horizonFactor(
    _ part: (exposure: UnderlyingExposure, market: LiquidityTable.Market)
  ) -> Double {
    guard let liquidity else { return 0 }
    return liquidity.horizonFactor(
      days: liquidity.daysToClose(part.exposure.net, in: part.market),
      marginPeriodOfRisk: rule.marginPeriodOfRisk)
  }

  /// The charges of every account.
  ///
  /// - Parameter slowMeasures: of `slowParts`, in their order.
  /// - Complexity: O(accounts × scenarios of the library × holdings).
  func charges(cores: [Double], slowMeasures: [Double], _ context: RiskContext)
    -> [AccountCharges]
  {
    var next = 0
    let firstSlow = held.indices.map { account in
      defer { next += slow(account).count }
      return next
    }
    return Parallel.map(count: cores.count, threads: context.threads) { account in
      AccountCharges(
        stress: stress(of: book.accounts[account], core: cores[account]),
        liquidity: liquidity.map { addOn in
          var charge = held[account].reduce(0) {
            $0 + addOn.spreadCost($1.exposure.gross, in: $1.market)
          }
          for (index, part) in slow(account).enumerated() {
            charge += horizonFactor(part) * max(0, slowMeasures[firstSlow[account] + index])
          }
          return charge
        },
        concentration: concentration.map { addOn in
          held[account].reduce(0) { $0 + addOn.amount($1.exposure.net, in: $1.market) }
        })
    }
  }

  private func stress(of account: Account, core: Double) -> AccountCharges.Stress? {
    guard let charge = rule.stress else { return nil }
    let worst = valuation.worstLoss(
      of: account, under: scenarios, includingCollateral: rule.collateral == .simulated)
    return AccountCharges.Stress(
      amount: charge.amount(worst: worst?.loss ?? 0, core: core), binding: worst)
  }

  /// How the charges were made, sentence by sentence.
  var methodNotes: [String] {
    var notes: [String] = []
    if let charge = rule.stress {
      notes.append(
        "Stress = \(charge.weight) × max(0, worst loss − core) over \(scenarios.count) instantaneous "
          + "scenarios of the library \(charge.library.name)"
          + (rule.collateral == .simulated ? ", collateral included" : "")
          + (charge.library.correlationBreaks.isEmpty
            ? "." : "; its correlation breaks are shown by `plimsoll stress` and not charged."))
    }
    if let liquidity {
      notes.append(
        "Liquidity = measure of each underlying alone × (√(days to close / "
          + "\(rule.marginPeriodOfRisk)) − 1) where positive, at \(liquidity.participation) of "
          + "average daily volume, plus half the spread on gross notional.")
    }
    if let concentration {
      notes.append(
        "Concentration = \(concentration.slope) of the net notional of each underlying above "
          + "\(concentration.threshold) of its average daily volume.")
    }
    return notes
  }
}
