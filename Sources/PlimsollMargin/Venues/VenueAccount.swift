import PlimsollMarket

/// One account under a venue's rules.
struct VenueAccount {
  private let account: Account
  private let rule: VenueRule
  private let valuation: Valuation
  private let pegs: [RiskFactor: Double]
  /// What the rules charge: contracts, and coins that offset them; other coins are only equity.
  let holdings: [VenueHolding]

  /// One account of a book.
  ///
  /// - Parameter contracts: those of the book's accounts; nil values this account's own.
  /// - Throws: an `InputError` when the pack has no figure for an underlying.
  init(
    _ account: Account, rule: VenueRule, valuation: Valuation, book: Book,
    contracts: VenueContracts? = nil
  ) throws(InputError) {
    self.account = account
    self.rule = rule
    self.valuation = valuation
    pegs = rule.pegs(in: book)
    let contracts =
      contracts
      ?? VenueContracts(
        [account], rule: rule, valuation: valuation, asOf: book.asOf, pegs: pegs, threads: 1)
    let derivatives = Set(
      account.positions.lazy.filter { !$0.isSpot }.map(\.instrument.underlying))
    var found: [VenueHolding] = []
    for position in account.positions
    where !position.isSpot || rule.offsets(position.instrument.underlying, derivatives) {
      found.append(try contracts.holding(position))
    }
    for collateral in account.collateral {
      guard let asset = collateral.asset, rule.offsets(asset, derivatives) else { continue }
      found.append(try contracts.holding(asset, amount: collateral.amount))
    }
    holdings = found
  }

  /// What the rules net, unit by unit.
  var units: [RiskUnit] { RiskUnit.split(holdings, at: Array(holdings.indices), by: rule.boundary) }

  /// One unit's two requirements.
  struct UnitResult {
    var initial: ChargeFigure
    var maintenance: ChargeFigure
    var lines: [ChargeLine]
  }

  /// What the account must post.
  func requirement() throws(InputError) -> MarginRequirement {
    for holding in holdings { try rule.requireCharge(of: holding) }
    var parts = [Double](repeating: 0, count: holdings.count)
    var (core, maintenance, largest) = (0.0, 0.0, 0.0)
    var (lines, binding): ([ChargeLine], String?) = ([], nil)
    for unit in units {
      let result = try work(unit)
      core += result.initial.amount
      maintenance += result.maintenance.amount
      lines += result.lines
      for (place, part) in zip(unit.places, result.initial.parts) { parts[place] += part }
      if result.initial.amount > largest {
        largest = result.initial.amount
        binding = result.initial.binding.map { "\(unit.name): \($0)" }
      }
    }
    var contributions: [Contribution] = []
    for (place, holding) in holdings.enumerated() {
      contributions.append(
        Contribution(
          instrument: holding.name, quantity: holding.quantity, notional: holding.notional,
          standalone: try self.core(of: [place]), component: parts[place]))
    }
    let debts = RequirementPair { kind in
      rule.borrow?.amount(account, kind, valuation: valuation) ?? 0
    }
    if rule.borrow != nil {
      lines.append(
        ChargeLine(
          unit: "account", charge: "borrow", initial: debts.initial,
          maintenance: debts.maintenance, counts: debts.initial > 0, binding: nil))
    }
    var requirement = MarginRequirement(
      account: account.name, standing: standing, initial: core + debts.initial,
      maintenance: maintenance + debts.maintenance,
      netMeasure: Estimate(value: core, standardError: nil),
      gross: contributions.reduce(0) { $0 + $1.standalone }, contributions: contributions)
    requirement.charges = lines
    requirement.binding = binding
    return requirement
  }

  /// The sum of the initial requirements of some of the holdings, without the rest.
  func core(of places: [Int]) throws(InputError) -> Double {
    var sum = 0.0
    for unit in RiskUnit.split(holdings, at: places, by: rule.boundary) {
      sum += combined(.initial, try figures(of: unit, quotes: false)).figure.amount
    }
    return sum
  }

  /// What each kind of offset takes off.
  ///
  /// - Parameter alone: the margins of the charged holdings by themselves.
  func offsets(alone: [Double]) throws(InputError) -> [OffsetBenefit] {
    let steps = OffsetSteps(holdings.map(\.offsetLine))
    var mixed: [Double] = []
    for group in steps.mixed { mixed.append(try core(of: group)) }
    return steps.benefits(alone: alone, mixed: mixed)
  }

  private var standing: AccountStanding {
    var standing = AccountStanding(account, valuation: valuation, haircut: rule.haircut)
    if !rule.countsOptionValue {
      for position in account.positions where position.instrument.option != nil {
        standing.collateralValue -= valuation.value(of: position)
      }
    }
    return standing
  }

  private func work(_ unit: RiskUnit) throws(InputError) -> UnitResult {
    let figures = try figures(of: unit, quotes: true)
    let initial = combined(.initial, figures)
    return UnitResult(
      initial: initial.figure, maintenance: combined(.maintenance, figures).figure,
      lines: zip(rule.charges, figures).enumerated().map { place, item in
        ChargeLine(
          unit: unit.name, charge: item.0.name, initial: item.1.initial.amount,
          maintenance: item.1.maintenance.amount,
          counts: initial.counted & (1 << UInt64(place)) != 0, binding: item.1.initial.binding)
      })
  }

  private func figures(of unit: RiskUnit, quotes: Bool) throws(InputError) -> [RequirementFigures] {
    var figures: [RequirementFigures] = []
    figures.reserveCapacity(rule.charges.count)
    for (_, charge) in rule.charges {
      figures.append(try charge.figures(unit, pack: rule.name, pegs: pegs, quotes: quotes))
    }
    return figures
  }

  private func combined(_ kind: RequirementKind, _ figures: [RequirementFigures])
    -> Combination.Result
  {
    (kind == .initial ? rule.initial : rule.maintenance).result({ figures[$0][kind] }) {
      combined(kind == .initial ? .maintenance : .initial, figures)
    }
  }

  private struct RequirementPair {
    let initial, maintenance: Double
    init(_ amount: (RequirementKind) -> Double) {
      initial = amount(.initial)
      maintenance = amount(.maintenance)
    }
  }
}

extension VenueRule {
  /// Whether coins of an underlying offset an account's contracts.
  fileprivate func offsets(_ asset: RiskFactor, _ derivatives: Set<RiskFactor>) -> Bool {
    spotHedges && derivatives.contains(asset)
  }

  /// Refuses a holding of a kind that the pack does not charge.
  fileprivate func requireCharge(of holding: VenueHolding) throws(InputError) {
    let kind: HoldingKind =
      holding.isSpot ? .spot : holding.option == nil ? .futures : .options
    guard complete.contains(kind) || partial.contains(kind) else {
      throw .data(
        name, "the pack does not charge \(kind.rawValue), such as \(holding.name)",
        remedy: "Choose a pack that does.")
    }
  }
}

extension Position {
  fileprivate var isSpot: Bool { if case .spot = instrument { true } else { false } }
}
