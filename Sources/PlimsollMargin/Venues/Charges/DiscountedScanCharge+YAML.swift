import PlimsollMarket

extension DiscountedScanCharge {
  static let keys = [
    "cells", "volatility", "rate", "long", "short", "skew", "basis", "initial", "maintenance",
    "peg",
  ]

  init(_ section: PackSection) throws(InputError) {
    func inner(_ key: String, _ known: [String]) throws(InputError) -> PackSection {
      guard let inner = try section.section(key, known: known) else { throw section.missing(key) }
      return inner
    }
    func number(_ section: PackSection, _ key: String) throws(InputError) -> Double {
      try section.required(key) { node throws(InputError) in
        try node.number("from -100 to 100") { abs($0) <= 100 }
      }
    }
    func discounting(_ key: String) throws(InputError) -> Discounting {
      let own = try inner(key, ["base", "multiple", "addition"])
      return Discounting(
        base: try number(own, "base"), multiple: try number(own, "multiple"),
        addition: try number(own, "addition"))
    }
    func contingencies(_ key: String) throws(InputError) -> Contingencies {
      let own = try inner(key, ["factor", "perpetual", "naked_short", "coins"])
      return Contingencies(
        factor: try number(own, "factor"), perpetual: try number(own, "perpetual"),
        nakedShort: try number(own, "naked_short"), coins: try number(own, "coins"))
    }
    let skew = try inner(
      "skew", ["cap", "cap_slope", "width", "width_slope", "least_moneyness"])
    let basis = try inner("basis", ["move", "fixed", "per_year"])
    let peg = try inner("peg", ["asset", "threshold", "factor"])
    guard let asset = peg["asset"] else { throw peg.missing("asset") }
    self.init(
      cells: try section.required("cells") { node throws(InputError) in
        try node.list(ScanCell.read)
      },
      volatility: try VolatilityShock(try inner("volatility", VolatilityShock.keys)),
      rate: try number(section, "rate"), long: try discounting("long"),
      short: try discounting("short"),
      skew: Skew(
        cap: try number(skew, "cap"), capSlope: try number(skew, "cap_slope"),
        width: try number(skew, "width"), widthSlope: try number(skew, "width_slope"),
        leastMoneyness: try number(skew, "least_moneyness")),
      basis: BasisContingency(
        move: try number(basis, "move"), fixed: try number(basis, "fixed"),
        perYear: try number(basis, "per_year")),
      initial: try contingencies("initial"), maintenance: try contingencies("maintenance"),
      peg: Peg(
        asset: RiskFactor(try asset.text()), threshold: try number(peg, "threshold"),
        factor: try number(peg, "factor")))
  }
}
