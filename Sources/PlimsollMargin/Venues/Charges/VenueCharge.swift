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

  /// What it comes to in a unit.
  ///
  /// - Throws: an `InputError` when the pack has no figure for an underlying.
  func figure(
    _ unit: RiskUnit, _ kind: RequirementKind, pack: String, pegs: [RiskFactor: Double],
    quotes: Bool
  ) throws(InputError) -> ChargeFigure {
    switch self {
    case .scan(let charge): try charge.figure(unit, pack: pack)
    case .discountedScan(let charge):
      charge.figure(unit, kind, pegPrice: pegs[charge.peg.asset])
    case .basis(let charge): try charge.figure(unit, pack: pack)
    case .deltaRate(let charge): try charge.figure(unit, pack: pack)
    case .hedgedDelta(let charge): try charge.figure(unit, pack: pack)
    case .shortOptions(let charge): try charge.figure(unit, pack: pack)
    case .deltaShock(let charge): try charge.figure(unit, pack: pack, quotes: quotes)
    case .brackets(let charge): try charge.figure(unit, kind, pack: pack)
    case .sizedRate(let charge): try charge.figure(unit, kind, pack: pack)
    case .optionFormula(let charge): try charge.figure(unit, kind, pack: pack)
    }
  }

  /// The stablecoin whose price the charge looks at; nil when it looks at none.
  var peg: RiskFactor? {
    if case .discountedScan(let charge) = self { return charge.peg.asset }
    return nil
  }
}
