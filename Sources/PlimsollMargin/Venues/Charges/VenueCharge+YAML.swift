import PlimsollMarket

extension VenueCharge {
  private enum Kind: String, CaseIterable {
    case scan, span, basis, brackets
    case discountedScan = "discounted-scan"
    case deltaRate = "delta-rate"
    case hedgedDelta = "hedged-delta"
    case shortOptions = "short-options"
    case deltaShock = "delta-shock"
    case sizedRate = "sized-rate"
    case optionFormula = "option-formula"

    var keys: [String] {
      switch self {
      case .scan: ScanCharge.keys
      case .span: ScanCharge.spanKeys
      case .discountedScan: DiscountedScanCharge.keys
      case .basis: ["least_move", "annualised_move"]
      case .deltaRate: ["rate", "on", "tiers"]
      case .hedgedDelta: ["net_rate", "hedged_rate"]
      case .shortOptions: ["per_contract", "rate"]
      case .deltaShock: ["threshold", "slope", "most", "beyond"]
      case .brackets: ["brackets", "leverages", "base"]
      case .sizedRate: ["initial_rate", "maintenance_rate", "slope"]
      case .optionFormula:
        ["initial", "maintenance", "larger_premium", "initial_at_least_maintenance"]
      }
    }
  }

  /// Reads one entry of `charges`.
  static func read(_ node: ConfigNode, name: String, source: PackSource?, reader: PackReader)
    throws(InputError) -> VenueCharge
  {
    guard let kindNode = try node.mapping(nil)["kind"] else {
      throw node.error(
        "the key `kind` is missing",
        remedy: "Write one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let kind = try kindNode.choice(Kind.self)
    let section = try PackSection(
      node, name: name, known: ["kind"] + kind.keys, source: source, reader: reader)
    func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
    switch kind {
    case .scan: return .scan(try ScanCharge(section))
    case .span: return .scan(try ScanCharge(span: section))
    case .discountedScan: return .discountedScan(try DiscountedScanCharge(section))
    case .basis:
      return .basis(
        BasisCharge(
          leastMove: try section.requiredByClass("least_move", amount),
          annualisedMove: try section.byClass("annualised_move", amount)))
    case .deltaRate:
      return .deltaRate(
        DeltaRateCharge(
          rate: try section.requiredByClass("rate", amount),
          on: try section["on"]?.choice(DeltaRateCharge.On.self) ?? .everything,
          tiers: try section.byClass("tiers", MarginalTiers.read)))
    case .hedgedDelta:
      return .hedgedDelta(
        HedgedDeltaCharge(
          netRate: try section.requiredByClass("net_rate", amount),
          hedgedRate: try section.requiredByClass("hedged_rate", amount)))
    case .shortOptions:
      let charge = ShortOptionCharge(
        perContract: try section.byClass("per_contract", amount),
        rate: try section.byClass("rate", amount))
      guard charge.perContract != nil || charge.rate != nil else { throw section.missing("rate") }
      return .shortOptions(charge)
    case .deltaShock:
      guard let beyond = section["beyond"] else { throw section.missing("beyond") }
      return .deltaShock(
        DeltaShockCharge(
          threshold: try section.required("threshold", amount),
          slope: try section.requiredByClass("slope", amount),
          most: try section.required("most", amount),
          beyond: try beyond.choice(DeltaShockCharge.Beyond.self)))
    case .brackets:
      let charge = BracketCharge(
        brackets: try section.requiredByClass("brackets", MarginBrackets.read),
        leverages: try section.requiredByClass("leverages") { node throws(InputError) in
          try node.list { item throws(InputError) in
            try item.number("of at least 1") { $0 >= 1 && $0 <= 1e6 }
          }
        },
        base: try section["base"]?.choice(VenueHolding.Base.self) ?? .mark)
      if let name = charge.brackets.firstClass(
        unlike: charge.leverages, { $0.rates.count == $1.count })
      {
        throw (section["leverages"] ?? node).error(
          "brackets and leverages\(name.isEmpty ? "" : " of \(name)") differ in number",
          remedy: "Give one leverage for each bracket.")
      }
      return .brackets(charge)
    case .sizedRate:
      return .sizedRate(
        SizedRateCharge(
          initialRate: try section.requiredByClass("initial_rate", amount),
          maintenanceRate: try section.requiredByClass("maintenance_rate", amount),
          slope: try section.requiredByClass("slope", amount)))
    case .optionFormula: return .optionFormula(try OptionFormulaCharge(section))
    }
  }
}
