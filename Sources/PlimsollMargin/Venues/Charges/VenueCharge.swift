import PlimsollMarket

/// The charges a pack can give figures to. A new kind is a new case, with a golden book.
enum VenueCharge: Sendable {
  case scan(ScanCharge)
  case discountedScan(DiscountedScanCharge)
  case basis(BasisCharge)
  case deltaRate(DeltaRateCharge)
  case hedgedDelta(HedgedDeltaCharge)
  case shortOptions(ShortOptionCharge)
  case deltaShock(DeltaShockCharge)
  case brackets(BracketCharge)
  case sizedRate(SizedRateCharge)
  case optionFormula(OptionFormulaCharge)

  /// What it comes to in a unit, initially and to maintain.
  ///
  /// - Parameter quotes: whether the figure is what an account is told, rather than a part of one.
  /// - Throws: an `InputError` when the pack has no figure for an underlying.
  func figures(_ unit: RiskUnit, pack: String, pegs: [RiskFactor: Double], quotes: Bool)
    throws(InputError) -> RequirementFigures
  {
    switch self {
    case .scan(let charge): .init(both: try charge.figure(unit, pack: pack, named: quotes))
    case .discountedScan(let charge):
      charge.figures(unit, pegPrice: pegs[charge.peg.asset])
    case .basis(let charge): .init(both: try charge.figure(unit, pack: pack))
    case .deltaRate(let charge): .init(both: try charge.figure(unit, pack: pack))
    case .hedgedDelta(let charge): .init(both: try charge.figure(unit, pack: pack))
    case .shortOptions(let charge): .init(both: try charge.figure(unit, pack: pack))
    case .deltaShock(let charge): .init(both: try charge.figure(unit, pack: pack, quotes: quotes))
    case .brackets(let charge):
      .init(
        initial: try charge.figure(unit, .initial, pack: pack),
        maintenance: try charge.figure(unit, .maintenance, pack: pack))
    case .sizedRate(let charge):
      .init(
        initial: try charge.figure(unit, .initial, pack: pack),
        maintenance: try charge.figure(unit, .maintenance, pack: pack))
    case .optionFormula(let charge):
      .init(
        initial: try charge.figure(unit, .initial, pack: pack),
        maintenance: try charge.figure(unit, .maintenance, pack: pack))
    }
  }

  /// What one contract gains in its scenarios; nothing for a charge without any.
  func vector(of contract: VenueHolding, pack: String, pegs: [RiskFactor: Double])
    throws(InputError) -> [Double]
  {
    switch self {
    case .scan(let charge): try charge.vector(of: contract, pack: pack)
    case .discountedScan(let charge):
      charge.vector(of: contract, pegPrice: pegs[charge.peg.asset])
    case .basis, .deltaRate, .hedgedDelta, .shortOptions, .deltaShock, .brackets, .sizedRate,
      .optionFormula:
      []
    }
  }

  /// The same charge at its place among those of a pack.
  func placed(at place: Int) -> VenueCharge {
    switch self {
    case .scan(var charge):
      charge.place = place
      return .scan(charge)
    case .discountedScan(var charge):
      charge.place = place
      return .discountedScan(charge)
    case .basis, .deltaRate, .hedgedDelta, .shortOptions, .deltaShock, .brackets, .sizedRate,
      .optionFormula:
      return self
    }
  }

  /// The stablecoin whose price the charge looks at; nil when it looks at none.
  var peg: RiskFactor? {
    if case .discountedScan(let charge) = self { return charge.peg.asset }
    return nil
  }
}
