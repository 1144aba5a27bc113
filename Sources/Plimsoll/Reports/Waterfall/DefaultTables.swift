internal import PlimsollClearing
internal import PlimsollMargin

/// The tables of drawn defaults: how often each layer is reached, and who pays.
struct DefaultTables {
  let result: WaterfallResult

  /// One row a layer, and one for what no layer bears.
  var layers: CSVTable {
    var table = CSVTable(columns: [
      "layer", "probability_reached", "standard_error", "ci_low", "ci_high", "expected_draw",
      "expected_draw_standard_error", "tail_draw", "tail_draw_standard_error", "level",
      "largest_draw", "scenarios",
    ])
    for (name, use) in uses {
      table.append([
        .text(name), .number(use.reached.value), .optional(use.reached.standardError),
        .optional(use.reached.lower), .optional(use.reached.upper), .number(use.expected.value),
        .optional(use.expected.standardError), .number(use.tail.value),
        .optional(use.tail.standardError), .number(result.simulation.level.value),
        .number(use.largest), .integer(result.simulation.count),
      ])
    }
    return table
  }

  /// Layers by name, then what is uncovered.
  var uses: [(name: String, use: DefaultSimulation.Use)] {
    zip(result.waterfall.layers, result.simulation.layers).enumerated().map { place, found in
      ("\(place + 1)-\(found.0.kind.rawValue)", found.1)
    } + [("uncovered", result.simulation.uncovered)]
  }

  /// One row an owner and layer, of those who pay in some scenario.
  var payers: CSVTable {
    var table = CSVTable(columns: [
      "owner", "layer", "expected_draw", "standard_error", "share_of_loss",
    ])
    let loss = result.simulation.loss.expected.value
    for payer in result.simulation.payers {
      table.append([
        .text(name(of: payer)),
        .text("\(payer.layer + 1)-\(result.waterfall.layers[payer.layer].kind.rawValue)"),
        .number(payer.expected.value), .optional(payer.expected.standardError),
        .optional(loss > 0 ? payer.expected.value / loss : nil),
      ])
    }
    return table
  }

  private func name(of payer: DefaultSimulation.Payer) -> String {
    payer.member.map { result.cleared.members[$0].name } ?? WaterfallTables.operatorName
  }

  /// One row a member.
  var members: CSVTable {
    var table = CSVTable(columns: [
      "member", "group", "pools", "initial_margin", "margin", "default_fund", "capital",
      "largest_loss_over_margin", "worst_scenario", "default_probability", "standard_error",
      "ci_low", "ci_high",
    ])
    let cleared = result.cleared
    let (initial, margin) = (
      cleared.byMember(cleared.initialMargin), cleared.byMember(cleared.margin)
    )
    let losses = result.losses
    let highest = losses.largest
    let pools = cleared.pools.reduce(into: cleared.members.map { _ in 0 }) {
      $0[$1.member] += 1
    }
    for (place, member) in cleared.members.enumerated() {
      let largest = highest[place]
      let worst = losses.scenarios.first { $0.overMargin[place] == largest }
      let chance = result.simulation.defaultProbability[place]
      table.append([
        .text(member.name), .text(member.group),
        .integer(pools[place]), .number(initial[place]),
        .number(margin[place].fromCents), .number(cleared.contributions[place].fromCents),
        .number(cleared.capitals[place].fromCents), .number(largest.fromCents),
        largest > 0 ? .text(worst?.name ?? "") : .blank, .number(chance.value),
        .optional(chance.standardError), .optional(chance.lower), .optional(chance.upper),
      ])
    }
    return table
  }

  /// What members pay as survivors on average, the most first.
  var survivorsShares: [(member: String, expected: Double)] {
    var sums: [Int: Double] = [:]
    for payer in result.simulation.payers
    where result.waterfall.layers[payer.layer].payers == .survivors {
      if let member = payer.member { sums[member, default: 0] += payer.expected.value }
    }
    return sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { (result.cleared.members[$0.key].name, $0.value) }
  }
}
