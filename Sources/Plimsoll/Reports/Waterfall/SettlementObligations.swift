internal import PlimsollClearing

/// Who owes whom after the defaults of one scenario are settled: members and the operator, in cents.
///
/// The operator owes gains less what was kept back of them; members owe losses of variation margin,
/// calls on them, and what restores the fund. What is prefunded is owed by nobody.
///
/// - Verified by: WaterfallStudyTests.
struct SettlementObligations {
  /// One survivor.
  struct Row {
    var member: String
    /// Received, negative when paid.
    var variation: Double
    var called: Double
    var restored: Double
    var pays: Double { max(0, -variation) + called + restored }
    var receives: Double { max(0, variation) }
  }

  let scenario: String
  let rows: [Row]

  init(_ scenario: ClearingStress.Scenario) {
    self.scenario = scenario.name
    let count = scenario.event.survivors.count
    let kept = scenario.settlement.paid(count: count) { layer in
      switch layer {
      case .gainsHaircutting, .autoDeleveraging, .socialisedLoss(.gains, _): true
      default: false
      }
    }
    let called = scenario.settlement.paid(count: count) { layer in
      switch layer {
      case .assessment, .socialisedLoss(.equity, _): true
      default: false
      }
    }
    let restored = Replenishment(after: scenario.settlement, of: scenario.event, unit: 1).amounts
    rows = scenario.event.survivors.indices.map { place in
      let survivor = scenario.event.survivors[place]
      return Row(
        member: survivor.name, variation: survivor.gain - kept[place], called: called[place],
        restored: restored[place])
    }
  }

  /// Every debt by itself.
  var gross: Double { rows.reduce(0) { $0 + $1.pays + $1.receives } }

  /// What is paid when each settles its balance with the operator, the one counterparty of all: the
  /// multilateral net of `Obligations`, without its matrix of thousands of members squared.
  var payments: Double {
    let nets = rows.map { $0.receives - $0.pays }
    return (nets.reduce(0) { $0 + abs($1) } + abs(nets.reduce(0, +))) / 2
  }

  var table: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "member", "variation_margin", "called", "replenishment", "pays", "receives",
      "net",
    ])
    for row in rows {
      table.append([
        .text(scenario), .text(row.member), .number(row.variation.fromCents),
        .number(row.called.fromCents), .number(row.restored.fromCents),
        .number(row.pays.fromCents), .number(row.receives.fromCents),
        .number((row.receives - row.pays).fromCents),
      ])
    }
    return table
  }
}
