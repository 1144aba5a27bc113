internal import PlimsollClearing

/// The tables of who pays in stress scenarios.
struct WaterfallTables {
  let result: WaterfallResult

  /// The operator among owners.
  static let operatorName = "operator"

  /// One row a scenario, layer and owner.
  var waterfall: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "layer", "owner", "available", "draw", "remaining", "loss_before", "loss_after",
    ])
    for scenario in result.stress.scenarios {
      for layer in scenario.settlement.layers {
        for (place, owner) in Self.owners(of: layer, in: scenario.event).enumerated() {
          let (there, draw) = (layer.available[place], layer.draws[place])
          table.append([
            .text(scenario.name), .text(layer.name), .text(owner), .number(there.fromCents),
            .number(draw.fromCents), .number((there - draw).fromCents),
            .number(layer.lossBefore.fromCents), .number(layer.lossAfter.fromCents),
          ])
        }
      }
    }
    return table
  }

  static func owners(of layer: WaterfallSettlement.Layer, in event: DefaultEvent) -> [String] {
    switch layer.layer.payers {
    case .defaulters: event.defaulters.map(\.name)
    case .operator: [operatorName]
    case .survivors: event.survivors.map(\.name)
    }
  }

  /// One row a scenario.
  var summary: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "loss", "drawn", "uncovered", "last_layer", "defaulters", "loss_with_moves",
      "uncovered_with_moves",
    ])
    for scenario in result.stress.scenarios {
      let settled = scenario.settlement
      table.append([
        .text(scenario.name), .number(settled.loss.fromCents), .number(settled.drawn.fromCents),
        .number(settled.uncovered.fromCents), .text(Self.lastLayer(settled) ?? ""),
        .text(scenario.event.defaulters.map(\.name).joined(separator: "; ")),
        .optional(scenario.settlementAfter?.loss.fromCents),
        .optional(scenario.settlementAfter?.uncovered.fromCents),
      ])
    }
    return table
  }

  /// The last layer that anything is taken from.
  static func lastLayer(_ settlement: WaterfallSettlement) -> String? {
    settlement.layers.last { $0.drawn > 0 }?.name
  }

  /// What survivors pay to restore the fund, one row a scenario and survivor where it is used.
  var replenishment: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "member", "contribution", "used", "share_of_defaulters", "to_restore",
    ])
    for scenario in result.stress.scenarios {
      let found = Replenishment(after: scenario.settlement, of: scenario.event, unit: 1)
      for (place, survivor) in scenario.event.survivors.enumerated()
      where found.amounts[place] > 0 {
        table.append([
          .text(scenario.name), .text(survivor.name), .number(survivor.contribution.fromCents),
          .number(found.used[place].fromCents), .number(found.shareOfDefaulters[place].fromCents),
          .number(found.amounts[place].fromCents),
        ])
      }
    }
    return table
  }
}
