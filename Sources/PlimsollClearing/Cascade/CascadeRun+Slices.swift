import PlimsollMargin

extension CascadeRun {
  /// What an account short of margin closes in this round.
  mutating func slices(of account: Int, core: Double, notional: Double) -> [CascadeTrade] {
    let held = book.legRanges[account].filter { accounts.quantities[$0] != 0 }
    let size = held.reduce(0) { $0 + startNotional($1) }
    let budget = rules.slice * cascade.notionals[account]
    // What rounding would leave of the last slice goes with it.
    if notional < rules.fullBelow || budget >= size * (1 - 1e-9) {
      return held.map { trade($0, of: account, accounts.quantities[$0]) }
    }
    if held.count == 1 { return proportional(held, of: account, part: budget / size) }
    switch rules.order {
    case .proRata: return proportional(held, of: account, part: budget / size)
    case .largest:
      let ranked = held.sorted {
        let (a, b) = (startNotional($0), startNotional($1))
        return a != b ? a > b : $0 < $1
      }
      return taking(budget, from: ranked, of: account)
    case .impact:
      if case .apportioned(let parts) = cascade.margin.kind {
        let freed = held.map { parts[$0] * accounts.quantities[$0] }
        let ranked = held.indices.sorted { first, second in
          let a = freed[first] / costOfClosing(held[first], startNotional(held[first]))
          let b = freed[second] / costOfClosing(held[second], startNotional(held[second]))
          return a != b ? a > b : first < second
        }
        return taking(budget, from: ranked.map { held[$0] }, of: account)
      }
      let chosen = freeing(budget, from: held, of: account, core: core)
      return chosen.isEmpty ? proportional(held, of: account, part: budget / size) : chosen
    }
  }

  private func trade(_ leg: Int, of account: Int, _ quantity: Double) -> CascadeTrade {
    CascadeTrade(
      account: account, leg: leg, unit: book.legs[leg].unit, quantity: quantity,
      kind: .liquidation)
  }

  /// |size| of a leg in USD at the start's prices: slices are of size, not of value.
  private func startNotional(_ leg: Int) -> Double {
    abs(accounts.quantities[leg]) * book.units[book.legs[leg].unit].notional
  }

  private func proportional(_ held: [Int], of account: Int, part: Double) -> [CascadeTrade] {
    held.map { trade($0, of: account, accounts.quantities[$0] * part) }
  }

  private func taking(_ budget: Double, from ranked: [Int], of account: Int) -> [CascadeTrade] {
    var (left, trades): (Double, [CascadeTrade]) = (budget, [])
    for leg in ranked where left > 0 {
      let size = startNotional(leg)
      let part = min(1, left / size)
      trades.append(trade(leg, of: account, accounts.quantities[leg] * part))
      left -= part * size
    }
    return trades
  }

  /// Takes, one after another, the leg that frees the most margin for what closing it costs, as long as
  /// the measure falls: closing a hedge, or past the hedge's size, is refused.
  private mutating func freeing(
    _ budget: Double, from held: [Int], of account: Int, core: Double
  ) -> [CascadeTrade] {
    var quantities = held.map { accounts.quantities[$0] }
    var closed = held.map { _ in 0.0 }
    var isRefused = held.map { _ in false }
    var (left, core) = (budget, core)
    cascade.margin.fillGains(of: account, accounts, at: marks, in: book, &room)
    while left > budget * 1e-9 {
      let tail = cascade.margin.tail(&room)
      var best: (place: Int, worth: Double)?
      for place in held.indices where !isRefused[place] && quantities[place] != 0 {
        let leg = held[place]
        let unit = book.legs[leg].unit
        let size = abs(quantities[place]) * book.units[unit].notional
        let freed =
          -cascade.margin.meanGain(of: unit, over: tail, at: marks, in: book)
          * quantities[place] / size
        let worth = freed / costOfClosing(leg, min(left, size))
        if freed > 0, worth > best?.worth ?? 0 { best = (place, worth) }
      }
      guard let place = best?.place else { break }
      let unit = book.legs[held[place]].unit
      let size = abs(quantities[place]) * book.units[unit].notional
      var part = min(1, left / size)
      guard let new = lowered(core, closing: quantities[place], of: unit, part: &part) else {
        isRefused[place] = true
        continue
      }
      core = new
      left -= part * size
      closed[place] += part * quantities[place]
      quantities[place] -= part * quantities[place]
    }
    return held.indices.compactMap { place in
      closed[place] == 0 ? nil : trade(held[place], of: account, closed[place])
    }
  }

  private static let mostHalvings = 5

  /// The core without part of a leg, halving the part until the core falls; nil when it does not. The
  /// gains in the room are then those without it.
  private mutating func lowered(
    _ core: Double, closing quantity: Double, of unit: Int, part: inout Double
  ) -> Double? {
    for _ in 0...Self.mostHalvings {
      let kept = room.gains
      cascade.margin.add(-part * quantity, of: unit, at: marks, in: book, &room.gains)
      let new = cascade.margin.measure(&room)
      if new < core { return new }
      room.gains = kept
      part /= 2
    }
    return nil
  }

  /// USD lost per USD of size by closing `size` of a leg; never zero.
  private func costOfClosing(_ leg: Int, _ size: Double) -> Double {
    let place = book.legs[leg].unit
    let unit = book.units[place]
    let delta = marks.deltas[place] / unit.notional
    let sign: Double = accounts.quantities[leg] > 0 ? -1 : 1
    let volume = sign * size * delta
    return max(abs(delta) * cost(ofTrading: volume, factor: unit.factor), 1e-9)
  }
}
