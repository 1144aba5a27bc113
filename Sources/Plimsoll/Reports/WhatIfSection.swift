internal import PlimsollMargin
internal import PlimsollMarket

/// The margin with more positions, and what would lower it, as tables.
struct WhatIfSection {
  let settings: WhatIf
  let answer: WhatIf.Answer

  /// The files, by name; nothing for what was not asked.
  var tables: [(path: String, table: CSVTable)] {
    var tables: [(path: String, table: CSVTable)] = []
    if !settings.trades.isEmpty { tables.append(("what-if.csv", changes)) }
    if settings.hedges != nil { tables.append(("hedges.csv", hedges)) }
    return tables
  }

  private var changes: CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "initial_before", "initial_after", "change", "maintenance_before",
      "maintenance_after", "excess_before", "excess_after", "breaches_after",
    ])
    for change in answer.changes {
      table.append([
        .text(change.account), .text(change.rule), .number(change.before.initial),
        .number(change.after.initial), .number(change.after.initial - change.before.initial),
        .number(change.before.maintenance), .number(change.after.maintenance),
        .number(change.before.excess), .number(change.after.excess),
        change.breaches.map { .text($0.text) } ?? .blank,
      ])
    }
    return table
  }

  private var hedges: CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "instrument", "quantity", "initial_before", "initial_after", "reduction",
      "cost", "reduction_per_cost",
    ])
    for hedge in answer.hedges {
      table.append([
        .text(hedge.account), .text(answer.hedgedRule ?? ""), .text(hedge.instrument),
        .number(hedge.quantity), .number(hedge.initialBefore), .number(hedge.initialAfter),
        .number(hedge.reduction), .optional(hedge.cost), .optional(hedge.reductionPerCost),
      ])
    }
    return table
  }

  /// Lines told in short.
  private static let mostTold = 5

  /// What the answer comes to, for the terminal, whose table is of the book as it is.
  var notes: [String] {
    var lines: [String] = []
    let changes = answer.changes.prefix(Self.mostTold).map {
      "\($0.account) under \($0.rule) from \(NumberText.money($0.before.initial)) to "
        + NumberText.money($0.after.initial)
    }
    if !changes.isEmpty {
      lines.append(
        "With what --add names initial margin goes: \(changes.joined(separator: "; ")). "
          + "what-if.csv has all.")
    }
    let hedges = answer.hedges.prefix(Self.mostTold).map {
      "\($0.account) \(NumberText.figure($0.quantity)) \($0.instrument) takes off "
        + NumberText.money($0.reduction)
    }
    if !hedges.isEmpty {
      lines.append("Hedges: \(hedges.joined(separator: "; ")). hedges.csv has all.")
    } else if settings.hedges != nil {
      lines.append("No listed instrument takes one hundredth off the margin of an account.")
    }
    return lines
  }

  /// The sections of a report.
  func write(to document: inout MarkdownDocument) {
    if !settings.trades.isEmpty { writeChanges(to: &document) }
    if settings.hedges != nil { writeHedges(to: &document) }
  }

  private func writeChanges(to document: inout MarkdownDocument) {
    document.heading(2, "With more positions")
    let added = settings.trades.map {
      "\(NumberText.plain($0.quantity, significantDigits: nil)) \($0.instrument)"
    }
    document.paragraph(
      "With \(added.joined(separator: ", ")) in "
        + (settings.account ?? "every account")
        + ", traded at the mark, which leaves equity as it is.")
    document.table(
      [
        "account", "rule", .right("initial before"), .right("after"), .right("change"),
        .right("excess before"), .right("after"), "status after",
        "limits broken after",
      ],
      answer.changes.prefix(MarginReport.mostListed).map { change in
        [
          change.account, change.rule, NumberText.money(change.before.initial),
          NumberText.money(change.after.initial),
          NumberText.money(change.after.initial - change.before.initial),
          NumberText.money(change.before.excess), NumberText.money(change.after.excess),
          change.after.status.rawValue, change.breaches?.text ?? "",
        ]
      })
    if answer.changes.count > MarginReport.mostListed {
      document.paragraph("`what-if.csv` has all \(answer.changes.count) rows.")
    }
  }

  private func writeHedges(to document: inout MarkdownDocument) {
    document.heading(2, "What would lower it")
    guard !answer.hedges.isEmpty else {
      document.paragraph("No listed instrument takes one hundredth off the margin of an account.")
      return
    }
    document.table(
      [
        "account", "trade", .right("quantity"), .right("initial before"), .right("after"),
        .right("reduction"), .right("cost"), .right("per unit of cost"),
      ],
      answer.hedges.map { hedge in
        [
          hedge.account, hedge.instrument, NumberText.figure(hedge.quantity),
          NumberText.money(hedge.initialBefore), NumberText.money(hedge.initialAfter),
          NumberText.money(hedge.reduction), hedge.cost.map(NumberText.money) ?? "",
          hedge.reductionPerCost.map { NumberText.ratio($0) } ?? "",
        ]
      })
    document.paragraph(
      "Rule \(answer.hedgedRule ?? ""): each listed instrument at the one size that lowers initial "
        + "margin most, for the accounts of the lowest margin levels, by margin taken off per unit of "
        + "cost. Cost is half the spread: of the chain's row, else of `liquidity.csv` on the notional; "
        + "what has none comes last. Less than one hundredth of the margin is left out.")
  }
}
