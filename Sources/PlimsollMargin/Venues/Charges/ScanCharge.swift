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
  /// - Throws: an `InputError` when the pack has no grid for an underlying.
  /// - Complexity: O(cells × holdings).
  func figure(_ unit: RiskUnit, pack: String) throws(InputError) -> ChargeFigure {
    var worst = ChargeFigure.none(unit.holdings.count)
    for outcome in try outcomes(of: unit, pack: pack) {
      let loss = -outcome.gains.reduce(0, +)
      if loss > worst.amount {
        worst = ChargeFigure(
          amount: loss, binding: outcome.name, parts: outcome.gains.map { -$0 })
      }
    }
    return worst.scaled(multiple)
  }

  /// A unit in one cell.
  struct Outcome: Sendable {
    var name: String
    /// USD by holding.
    var gains: [Double]
  }

  /// A unit in every cell, in the order of the grid and then of the cells beyond it.
  func outcomes(of unit: RiskUnit, pack: String) throws(InputError) -> [Outcome] {
    var grids: [[ScanCell]] = []
    for holding in unit.holdings {
      grids.append(try cells.figure(for: holding, "price moves", pack: pack))
    }
    let count = grids.map(\.count).min() ?? 0
    var outcomes = (0..<count).map { number in
      Outcome(
        name: name(
          of: grids.map { $0[number] }, hasOptions: unit.holdings.contains { $0.option != nil }),
        gains: zip(unit.holdings, grids).map { holding, grid in
          let cell = grid[number]
          return cell.weight * gain(of: holding, cell.move, cell.volatility)
        })
    }
    for move in extended?.moves ?? [] {
      if let cell = try extended?.outcome(unit, move, self, pack) { outcomes.append(cell) }
    }
    if let offset {
      for place in outcomes.indices { try offset.apply(to: &outcomes[place], of: unit, pack: pack) }
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

  /// `spot -12 %, volatility up`; without options volatility makes no difference.
  private func name(of cells: [ScanCell], hasOptions: Bool) -> String {
    let moves = Set(cells.map(\.move)).sorted()
    let spot = moves.map(\.percentText).joined(separator: " / ")
    let weight = cells.first.map { $0.weight == 1 ? "" : ", weight \($0.weight)" } ?? ""
    let volatility = hasOptions ? cells.first.map { ", volatility \($0.volatility.rawValue)" } : nil
    return "spot \(spot) %\(volatility ?? "")\(weight)"
  }
}

extension Double {
  /// A fraction as percent without needless digits: `-16`, `6.6667`.
  var percentText: String {
    let percent = (self * 100).rounded(toPlaces: 4)
    return percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
  }
}

extension ScanCharge.Extended {
  func outcome(
    _ unit: RiskUnit, _ move: Double, _ scan: ScanCharge, _ pack: String
  ) throws(InputError) -> ScanCharge.Outcome {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for places in unit.pairs {
      let first = unit.holdings[places[0]]
      let range = try range.figure(for: first, "range", pack: pack)
      let dampener = try dampener.figure(for: first, "dampener", pack: pack)
      let edge = move < 0 ? -range : range
      for place in places {
        let own = unit.holdings[place].option == nil ? edge : move
        gains[place] = factor * range / abs(move) * scan.gain(of: unit.holdings[place], own, .up)
      }
      let total = places.reduce(0) { $0 + gains[$1] }
      let dampening = (abs(move) / range - 1) * dampener
      let kept = abs(total) > 0 ? max(0, abs(total) - dampening) / abs(total) : 0
      for place in places { gains[place] *= kept }
    }
    return ScanCharge.Outcome(name: "spot \(move.percentText) %, extended", gains: gains)
  }
}

extension ScanCharge.PairOffset {
  /// Takes down the gains of pairs that gain.
  func apply(to outcome: inout ScanCharge.Outcome, of unit: RiskUnit, pack: String)
    throws(InputError)
  {
    for places in unit.pairs {
      let gain = places.reduce(0) { $0 + outcome.gains[$1] }
      guard gain > 0 else { continue }
      let first = unit.holdings[places[0]]
      let part = try part.figure(for: first, "offset", pack: pack)
      let most = try most.figure(for: first, "offset cap", pack: pack)
      let kept = min(gain, most) * part / gain
      for place in places { outcome.gains[place] *= kept }
    }
  }
}
