import PlimsollMarket
import PlimsollNumerics

/// One scenario of a grid.
struct ScanCell: Sendable, Equatable {
  /// Relative move of spot.
  var move: Double
  var volatility: VolatilityMove
  /// What part of its loss counts.
  var weight: Double
}

/// The worst loss over a grid of price and volatility moves.
///
/// Everything of a unit is revalued in every cell: futures and spot by their own formula, options by
/// Black-76 at the shocked mark volatility. In the extended cells beyond the grid, futures stop at its
/// edge, the total of each pair is scaled by range / |move| and brought toward zero by a dampener.
///
/// - Source: METHODS G and VENUES 1.2, 2.1, 3: the scenario matrices of Deribit, OKX, Bybit, Paradex.
/// - Verified by: VenueScanTests, VenueGoldenTests, ReferenceTests (margin-pm-scenario-matrix).
struct ScanCharge: Sendable {
  var cells: ByClass<[ScanCell]>
  var volatility: VolatilityShock
  /// The currency a cell's P&L is added up in.
  var valuedIn = Currency.usd
  var base = VenueHolding.Base.mark
  /// How far one pair's gain in a cell offsets another's loss; nil for in full.
  var offset: PairOffset?
  /// What part of the worst loss is charged.
  var multiple = 1.0
  var ageing = TimeSpan(seconds: 0)
  var extended: Extended?
  /// Its place among the pack's charges, where holdings keep their vectors.
  var place = 0

  /// Where P&L is added up.
  enum Currency: String, Sendable, CaseIterable {
    /// USD at the price of the scenario.
    case usd
    /// Coin for inverse contracts, turned into USD at the price of now.
    case settlement
  }

  /// Pairs are an underlying with a settlement.
  struct PairOffset: Sendable {
    var part: ByClass<Double>
    /// The most USD of a pair's gain that counts.
    var most: ByClass<Double>
  }

  /// Cells beyond the grid.
  struct Extended: Sendable {
    var moves: [Double]
    var factor: Double
    /// USD a multiple of the range.
    var dampener: ByClass<Double>
    /// The largest move of the grid.
    var range: ByClass<Double>
  }

  /// The worst cell of a unit.
  ///
  /// - Parameter named: whether the cell's name is wanted, which takes longer than the figure.
  /// - Throws: an `InputError` when the pack has no figure for an underlying.
  /// - Complexity: O(cells × holdings).
  func figure(_ unit: RiskUnit, pack: String, named: Bool = true) throws(InputError)
    -> ChargeFigure
  {
    let pairs = try pairs(of: unit, pack: pack)
    var totals = pairs.first?.totals ?? []
    for pair in pairs.dropFirst() {
      for cell in totals.indices { totals[cell] += pair.totals[cell] }
    }
    guard let worst = totals.indices.min(by: { totals[$0] < totals[$1] }), totals[worst] < 0 else {
      return .none(unit.holdings.count)
    }
    return ChargeFigure(
      amount: -totals[worst], binding: named ? try name(of: worst, in: unit, pack: pack) : nil,
      parts: gains(of: unit, pairs, cell: worst).map { -$0 }
    ).scaled(multiple)
  }

  /// The gain in USD of one contract in every cell: those of the grid, then those beyond it, scaled but
  /// not dampened.
  ///
  /// - Parameter contract: a holding of one.
  func vector(of contract: VenueHolding, pack: String) throws(InputError) -> [Double] {
    var gains = try cells.figure(for: contract, "price moves", pack: pack).map {
      $0.weight * gain(of: contract, $0.move, $0.volatility)
    }
    guard let extended else { return gains }
    let range = try extended.range.figure(for: contract, "range", pack: pack)
    for move in extended.moves {
      let own = contract.option != nil ? move : move < 0 ? -range : range
      gains.append(extended.factor * range / abs(move) * gain(of: contract, own, .up))
    }
    return gains
  }

  /// A pair in every cell.
  fileprivate struct Pair {
    var places: [Int]
    /// USD.
    var totals: [Double]
    /// What part of its gains and losses is left in each cell.
    var kept: [Double]
  }

  private func pairs(of unit: RiskUnit, pack: String) throws(InputError) -> [Pair] {
    let counts = Set(unit.holdings.map { $0.vectors[place].count })
    guard counts.count <= 1 else {
      throw .data(
        pack,
        "grids of \(counts.sorted().map(String.init).joined(separator: " and ")) scenarios meet in the "
          + "unit \(unit.name)", remedy: "Give every class as many moves.")
    }
    let count = counts.first ?? 0
    let beyond = count - (extended?.moves.count ?? 0)
    var pairs: [Pair] = []
    for places in unit.pairs {
      var pair = Pair(
        places: places, totals: [Double](repeating: 0, count: count),
        kept: [Double](repeating: 1, count: count))
      for place in places {
        let (quantity, vector) = (
          unit.holdings[place].quantity, unit.holdings[place].vectors[self.place]
        )
        for cell in 0..<count { pair.totals[cell] += quantity * vector[cell] }
      }
      let first = unit.holdings[places[0]]
      if let extended {
        let range = try extended.range.figure(for: first, "range", pack: pack)
        let dampener = try extended.dampener.figure(for: first, "dampener", pack: pack)
        for (number, move) in extended.moves.enumerated() {
          let total = abs(pair.totals[beyond + number])
          let dampened = max(0, total - (abs(move) / range - 1) * dampener)
          pair.scale(beyond + number, by: total > 0 ? dampened / total : 0)
        }
      }
      if let offset {
        let part = try offset.part.figure(for: first, "offset", pack: pack)
        let most = try offset.most.figure(for: first, "offset cap", pack: pack)
        for cell in 0..<count where pair.totals[cell] > 0 {
          pair.scale(cell, by: min(pair.totals[cell], most) * part / pair.totals[cell])
        }
      }
      pairs.append(pair)
    }
    return pairs
  }

  private func gains(of unit: RiskUnit, _ pairs: [Pair], cell: Int) -> [Double] {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for pair in pairs {
      for place in pair.places {
        let holding = unit.holdings[place]
        gains[place] = pair.kept[cell] * holding.quantity * holding.vectors[self.place][cell]
      }
    }
    return gains
  }

  /// A unit in every cell, in the order of the grid and then of the cells beyond it: USD by holding.
  func outcomes(of unit: RiskUnit, pack: String) throws(InputError) -> [(
    name: String, gains: [Double]
  )] {
    let pairs = try pairs(of: unit, pack: pack)
    var outcomes: [(name: String, gains: [Double])] = []
    for cell in pairs.first?.totals.indices ?? 0..<0 {
      outcomes.append(
        (
          try name(of: cell, in: unit, pack: pack, inFull: true),
          gains(of: unit, pairs, cell: cell)
        ))
    }
    return outcomes
  }

  private func gain(
    of holding: VenueHolding, _ move: Double, _ volatilityMove: VolatilityMove
  ) -> Double {
    let shocked = holding.option.map { volatility.volatility($0.valuation, volatilityMove) }
    switch valuedIn {
    case .usd:
      return holding.gain(move, volatility: shocked, ageing: ageing, base: base)
    case .settlement:
      let gain = holding.settlementGain(move, volatility: shocked, ageing: ageing, base: base)
      return holding.isInverse ? gain * holding.index : gain
    }
  }

  /// `spot -12 %, volatility up`, or `BTC -16 %, ETH -18 %` where grids differ.
  ///
  /// - Parameter inFull: whether volatility is named where it makes no difference, without options.
  private func name(of cell: Int, in unit: RiskUnit, pack: String, inFull: Bool = false)
    throws(InputError) -> String
  {
    var moves: [(underlying: RiskFactor, move: Double)] = []
    var first: ScanCell?
    for holding in unit.holdings {
      let grid = try cells.figure(for: holding, "price moves", pack: pack)
      guard cell < grid.count else {
        let move = extended?.moves[cell - grid.count] ?? 0
        return "spot \(move.percentText) %, extended"
      }
      if !moves.contains(where: { $0.underlying == holding.underlying }) {
        moves.append((holding.underlying, grid[cell].move))
      }
      first = first ?? grid[cell]
    }
    guard let first else { return "" }
    let spot =
      Set(moves.map(\.move)).count == 1
      ? "spot \(first.move.percentText) %"
      : moves.map { "\($0.underlying) \($0.move.percentText) %" }.joined(separator: ", ")
    let weight = first.weight.rounded(toPlaces: 4)
    return spot
      + (inFull || unit.holdings.contains { $0.option != nil }
        ? ", volatility \(first.volatility.rawValue)" : "")
      + (weight == 1 ? "" : ", weight \(weight)")
  }
}

extension Double {
  /// A fraction as percent without needless digits: `-16`, `6.6667`.
  var percentText: String {
    let percent = (self * 100).rounded(toPlaces: 4)
    return percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
  }
}

extension ScanCharge.Pair {
  fileprivate mutating func scale(_ cell: Int, by factor: Double) {
    totals[cell] *= factor
    kept[cell] *= factor
  }
}
