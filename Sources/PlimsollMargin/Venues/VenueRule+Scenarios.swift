public import PlimsollMarket

/// What one scenario of a venue's grid does to a risk unit.
public struct UnitScenario: Sendable, Equatable {
  /// The unit.
  public var unit: String
  /// The charge whose grid it is of.
  public var charge: String
  /// The scenario's name.
  public var scenario: String
  /// P&L in USD by holding, weights and scaling of the scenario applied.
  public var gains: [(holding: String, pnl: Double)]
  /// Their sum.
  public var pnl: Double { gains.reduce(0) { $0 + $1.pnl } }

  /// Scenarios are equal when all they hold is.
  public static func == (left: UnitScenario, right: UnitScenario) -> Bool {
    left.unit == right.unit && left.charge == right.charge && left.scenario == right.scenario
      && left.gains.elementsEqual(right.gains) { $0 == $1 }
  }
}

extension VenueRule {
  /// The scenario matrix of an account: every unit in every cell of every grid, in the order of the
  /// pack.
  ///
  /// - Throws: an `InputError` when the pack has no figure for an underlying.
  /// - Complexity: O(cells × holdings).
  /// - Verified by: ReferenceTests (margin-pm-scenario-matrix, margin-span).
  public func scenarios(of account: Account, in book: Book) throws(InputError) -> [UnitScenario] {
    try scenarios(
      of: VenueAccount(account, rule: self, valuation: try Valuation(book), book: book))
  }

  func scenarios(of own: VenueAccount) throws(InputError) -> [UnitScenario] {
    var found: [UnitScenario] = []
    for unit in own.units {
      for (name, charge) in charges {
        for (scenario, gains) in try charge.outcomes(of: unit, pack: self.name) {
          found.append(
            UnitScenario(
              unit: unit.name, charge: name, scenario: scenario,
              gains: zip(unit.holdings, gains).map { ($0.name, $1) }))
        }
      }
    }
    return found
  }
}

extension VenueCharge {
  /// A unit in every scenario of the charge; nothing for a charge without a grid.
  fileprivate func outcomes(of unit: RiskUnit, pack: String) throws(InputError) -> [(
    name: String, gains: [Double]
  )] {
    switch self {
    case .scan(let scan): try scan.outcomes(of: unit, pack: pack)
    case .discountedScan(let scan): scan.outcomes(of: unit, inFull: true)
    case .basis, .deltaRate, .hedgedDelta, .shortOptions, .deltaShock, .brackets, .sizedRate,
      .optionFormula:
      []
    }
  }
}
