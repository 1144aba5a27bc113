import PlimsollMarket

/// One account under a venue's rules.
struct VenueAccount {
  private let account: Account
  private let rule: VenueRule
  private let valuation: Valuation
  let pegs: [RiskFactor: Double]
  /// Positions, then pledged coins that offset them.
  let holdings: [VenueHolding]
  /// Those the rules charge; coins apart from contracts are only equity.
  private let charged: [Int]

  init(_ account: Account, rule: VenueRule, valuation: Valuation, book: Book) {
    self.account = account
    self.rule = rule
    self.valuation = valuation
    pegs = rule.pegs(in: book)
    let positions = account.positions.map {
      VenueHolding($0, valuation: valuation, asOf: book.asOf)
    }
    let contracts = Set(positions.filter { !$0.isSpot }.map(\.underlying))
    var pledged: [VenueHolding] = []
    if rule.spotHedges {
      for collateral in account.collateral {
        guard let asset = collateral.asset, contracts.contains(asset) else { continue }
        pledged.append(VenueHolding(asset, amount: collateral.amount, valuation: valuation))
      }
    }
    holdings = positions + pledged
    charged = holdings.indices.filter { [holdings] in
      !holdings[$0].isSpot || (rule.spotHedges && contracts.contains(holdings[$0].underlying))
    }
  }

  /// What the rules net, unit by unit.
  var units: [RiskUnit] { RiskUnit.split(holdings, at: charged, by: rule.boundary) }

  /// One unit's two requirements.
  struct UnitResult {
    var initial: ChargeFigure
    var maintenance: ChargeFigure
    var lines: [ChargeLine]
  }

  /// What the account must post.
  func requirement() throws(InputError) -> MarginRequirement {
    for place in charged { try rule.requireCharge(of: holdings[place]) }
    var parts = [Double](repeating: 0, count: holdings.count)
    var (core, maintenance, largest) = (0.0, 0.0, 0.0)
    var (lines, binding): ([ChargeLine], String?) = ([], nil)
    for unit in units {
      let result = try work(unit, quotes: true)
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
    for (place, holding) in holdings.enumerated() where charged.contains(place) {
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
    for unit in RiskUnit.split(
      holdings, at: places.filter(charged.contains), by: rule.boundary)
    {
      sum += try work(unit, quotes: false).initial.amount
    }
    return sum
  }

  /// What each kind of offset takes off.
  ///
  /// - Parameter alone: the margins of the charged holdings by themselves.
  func offsets(alone: [Double]) throws(InputError) -> [OffsetBenefit] {
    let steps = OffsetSteps(charged.map { holdings[$0].offsetLine })
    var mixed: [Double] = []
    for group in steps.mixed { mixed.append(try core(of: group.map { charged[$0] })) }
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

  private func work(_ unit: RiskUnit, quotes: Bool) throws(InputError) -> UnitResult {
    var figures: [String: RequirementFigures] = [:]
    for (name, charge) in rule.charges {
      figures[name] = RequirementFigures(
        initial: try charge.figure(
          unit, .initial, pack: rule.name, pegs: pegs, quotes: quotes),
        maintenance: try charge.figure(
          unit, .maintenance, pack: rule.name, pegs: pegs, quotes: quotes))
    }
    let none = ChargeFigure.none(unit.holdings.count)
    func combined(_ kind: RequirementKind) -> (figure: ChargeFigure, counted: Set<String>) {
      let formula = kind == .initial ? rule.initial : rule.maintenance
      return formula.figure({ figures[$0]?[kind] ?? none }) {
        combined(kind == .initial ? .maintenance : .initial)
      }
    }
    let (initial, maintenance) = (combined(.initial), combined(.maintenance))
    return UnitResult(
      initial: initial.figure, maintenance: maintenance.figure,
      lines: rule.charges.map { name, _ in
        ChargeLine(
          unit: unit.name, charge: name, initial: figures[name]?.initial.amount ?? 0,
          maintenance: figures[name]?.maintenance.amount ?? 0,
          counts: initial.counted.contains(name), binding: figures[name]?.initial.binding)
      })
  }

  private struct RequirementFigures {
    var initial, maintenance: ChargeFigure
    subscript(kind: RequirementKind) -> ChargeFigure { kind == .initial ? initial : maintenance }
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
  /// The prices of the stablecoins that charges look at, those the book's history has.
  fileprivate func pegs(in book: Book) -> [RiskFactor: Double] {
    var found: [RiskFactor: Double] = [:]
    for asset in charges.compactMap(\.charge.peg) {
      found[asset] = book.spot[asset] ?? book.prices.lastPrice(of: asset, at: book.asOf)?.price
    }
    return found
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
