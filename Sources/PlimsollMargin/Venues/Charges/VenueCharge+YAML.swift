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

extension ScanCharge {
  static let keys = [
    "moves", "volatilities", "cells", "volatility", "valued_in", "base", "offsets", "multiple",
    "ageing", "extended",
  ]
  static let spanKeys = [
    "price_scan_range", "volatility_scan_range", "extreme_multiple", "extreme_cover", "look_ahead",
  ]

  init(_ section: PackSection) throws(InputError) {
    func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
    guard let shock = try section.section("volatility", known: VolatilityShock.keys) else {
      throw section.missing("volatility")
    }
    self.init(
      cells: try Self.grid(section), volatility: try VolatilityShock(shock),
      valuedIn: try section["valued_in"]?.choice(Currency.self) ?? .usd,
      base: try section["base"]?.choice(VenueHolding.Base.self) ?? .mark,
      multiple: try section.value("multiple", amount) ?? 1,
      ageing: try section.value("ageing") { node throws(InputError) in try node.timeSpan() }
        ?? TimeSpan(seconds: 0))
    if let own = try section.section("offsets", known: ["part", "most"]) {
      offset = PairOffset(
        part: try own.requiredByClass("part") { node throws(InputError) in try node.fraction() },
        most: try own.byClass("most", amount) ?? ByClass(.infinity))
    }
    guard
      let beyond = try section.section("extended", known: ["moves", "factor", "dampener", "range"])
    else { return }
    extended = Extended(
      moves: try beyond.required("moves") { node throws(InputError) in
        try node.list { item throws(InputError) in
          try item.number("above -1 and at most 100, beyond the grid") {
            $0 > -1 && $0 <= 100 && $0 != 0
          }
        }
      },
      factor: try beyond.required("factor", amount),
      dampener: try beyond.requiredByClass("dampener", amount),
      range: try beyond.requiredByClass("range") { node throws(InputError) in
        try node.number("above 0 and below 1") { $0 > 0 && $0 < 1 }
      })
  }

  /// Moves × volatilities, then single cells.
  private static func grid(_ section: PackSection) throws(InputError) -> ByClass<[ScanCell]> {
    let volatilities =
      try section["volatilities"]?.list { item throws(InputError) in
        try item.choice(VolatilityMove.self)
      } ?? [.down, .same, .up]
    let moves = try section.byClass("moves") { node throws(InputError) in
      try node.list { item throws(InputError) in try item.move() }
    }
    let single = try section.value("cells") { node throws(InputError) in
      try node.list(ScanCell.read)
    }
    switch (moves, single) {
    case (nil, nil): throw section.missing("moves")
    case (nil, let cells?): return ByClass(cells)
    case (let moves?, let cells):
      return moves.map { moves in
        moves.flatMap { move in
          volatilities.map { ScanCell(move: move, volatility: $0, weight: 1) }
        } + (cells ?? [])
      }
    }
  }

  /// The 16 scenarios of SPAN: thirds of the price scan range with volatility up and down, and two
  /// extremes that count in part.
  init(span section: PackSection) throws(InputError) {
    func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
    let multiple = try section.required("extreme_multiple", amount)
    let cover = try section.required("extreme_cover") { node throws(InputError) in
      try node.fraction()
    }
    let range = try section.requiredByClass("price_scan_range") { node throws(InputError) in
      try node.number("above 0 and, times the extreme multiple, below 1") {
        $0 > 0 && $0 * multiple < 1
      }
    }
    let points = try section.required("volatility_scan_range", amount)
    self.init(
      cells: range.map { Self.spanCells(range: $0, multiple: multiple, cover: cover) },
      volatility: VolatilityShock(isAbsolute: true, up: points, down: points),
      ageing: try section.value("look_ahead") { node throws(InputError) in try node.timeSpan() }
        ?? TimeSpan(seconds: 0))
  }

  /// SPAN's scenarios for a range that is a fraction of the price.
  ///
  /// - Source: METHODS F; VENUES 8.
  static func spanCells(range: Double, multiple: Double, cover: Double) -> [ScanCell] {
    let thirds: [Double] = [0, 1, -1, 2, -2, 3, -3]
    return thirds.flatMap { third in
      [VolatilityMove.up, .down].map {
        ScanCell(move: third / 3 * range, volatility: $0, weight: 1)
      }
    }
      + [multiple, -multiple].map {
        ScanCell(move: $0 * range, volatility: .same, weight: cover)
      }
  }
}

extension ScanCell {
  /// Reads [move, volatility] or [move, volatility, weight].
  static func read(_ node: ConfigNode) throws(InputError) -> ScanCell {
    let items = try node.list()
    guard items.count == 2 || items.count == 3 else {
      throw node.error(
        "is not a scenario", remedy: "Write [move, volatility] or [move, volatility, weight].")
    }
    return ScanCell(
      move: try items[0].move(), volatility: try items[1].choice(VolatilityMove.self),
      weight: items.count == 3 ? try items[2].amount() : 1)
  }
}

extension MarginalTiers {
  /// Reads [[end, multiple], …], `above` as the last end.
  static func read(_ node: ConfigNode) throws(InputError) -> MarginalTiers {
    let rows = try node.rows(of: 2)
    return MarginalTiers(ends: rows.map { $0[0] }, rates: rows.map { $0[1] })
  }
}

extension MarginBrackets {
  /// Reads [[end, rate], …], `above` as the last end.
  static func read(_ node: ConfigNode) throws(InputError) -> MarginBrackets {
    let rows = try node.rows(of: 2)
    return MarginBrackets(ends: rows.map { $0[0] }, rates: rows.map { $0[1] })
  }
}

extension ConfigNode {
  /// Rows of numbers whose first is an upper end in ascending order, the last of them `above`.
  func rows(of width: Int) throws(InputError) -> [[Double]] {
    var rows: [[Double]] = []
    let list = try list()
    for (place, row) in list.enumerated() {
      let items = try row.list()
      guard items.count == width else {
        throw row.error(
          "does not have \(width) numbers", remedy: "Write [end, …], the last [above, …].")
      }
      let isLast = place == list.count - 1
      guard (try items[0].text() == "above") == isLast else {
        throw items[0].error(
          "the last end and no other is `above`", remedy: "End the list with [above, …].")
      }
      let end = isLast ? Double.infinity : try items[0].amount()
      guard end > rows.last?[0] ?? 0 else {
        throw items[0].error("does not exceed the end before", remedy: "Put ends in order.")
      }
      var numbers = [end]
      for item in items.dropFirst() { numbers.append(try item.amount()) }
      rows.append(numbers)
    }
    guard !rows.isEmpty else { throw error("the list is empty", remedy: "Give at least one row.") }
    return rows
  }
}

extension OptionFormulaCharge {
  init(_ section: PackSection) throws(InputError) {
    func terms(_ key: String) throws(InputError) -> Terms {
      guard
        let inner = try section.section(
          key, known: ["rate", "least", "least_grows_with_premium", "fee"])
      else { throw section.missing(key) }
      func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
      return Terms(
        rate: try inner.byClass("rate", amount), least: try inner.requiredByClass("least", amount),
        leastGrowsWithPremium: try inner["least_grows_with_premium"]?.flag() ?? false,
        fee: try inner.value("fee", amount) ?? 0)
    }
    self.init(
      initial: try terms("initial"), maintenance: try terms("maintenance"),
      takesLargerPremium: try section["larger_premium"]?.flag() ?? false,
      initialIsAtLeastMaintenance: try section["initial_at_least_maintenance"]?.flag() ?? false)
  }
}

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
