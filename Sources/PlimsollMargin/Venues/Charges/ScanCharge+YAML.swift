import PlimsollMarket

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
