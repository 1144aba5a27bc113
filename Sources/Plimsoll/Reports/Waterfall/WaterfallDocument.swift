internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a waterfall report: whether resources suffice, who pays, how large the fund must
/// be, and how the figures were made.
struct WaterfallDocument {
  let result: WaterfallResult
  let headline: Report.Headline
  let failedChecks: [String]
  let diagnostics: [Diagnostic]
  let obligations: SettlementObligations
  let inputs: [InputDigest]

  /// Rows of a table at most; the CSV files have all.
  private static let mostListed = 20

  var document: MarkdownDocument {
    var document = MarkdownDocument(
      title: "Default waterfall of \(result.book.name), \(result.book.asOf)")
    document.paragraph(verdict)
    for check in failedChecks { document.paragraph("**Check failed:** \(check).") }
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Money in USD, every draw in whole cents. A loss is what closing out the defaulters costs "
        + "before any resource; drawn plus uncovered is the loss, to the cent. Last layer is the last of "
        + "the waterfall that pays. Cover 1 and cover 2 are what the one, or the two, groups of members "
        + "that lose most over their margin in the scenario lose over it.")
    writeWorst(&document)
    writeCover(&document)
    writeFund(&document)
    writeDraws(&document)
    document.heading(2, "Disclosure")
    document.paragraph(
      "In the manner of the CPMI-IOSCO quantitative disclosures on default resources and credit risk."
    )
    document.table(
      ["item", .right("USD or number")],
      DisclosureTable(result: result).lines.map { [$0.name, $0.shown] })
    document.heading(2, "Method")
    document.bullets(WaterfallMethod(result: result).notes)
    ModelTables.writeGrounds(diagnostics, inputs, to: &document)
    return document
  }

  /// Sentences a committee can minute.
  private var verdict: String {
    let (settings, paid) = (result.settings, result.paidIn.fromCents)
    let found = result.required(for: result.losses)
    let size = found.shares.reduce(0, +).fromCents
    let binding =
      (size > 0 ? found.size.scenario : nil).map { result.losses.scenarios[$0].name }
      ?? "no scenario"
    let gap = size - paid
    var text =
      "**The default fund of \(NumberText.money(paid)) USD is "
      + (gap > 0 ? "\(NumberText.money(gap)) USD short of" : "\(NumberText.money(-gap)) USD above")
      + " the \(NumberText.money(size)) USD that cover \(settings.cover) asks**, set by \(binding) with a "
      + "buffer of \(NumberText.plain(settings.buffer, significantDigits: 4)) times: it must pay for the "
      + (settings.cover == 1 ? "group" : "two groups")
      + " of members that \(settings.cover == 1 ? "loses" : "lose") most over margin in one scenario."
    if let after = result.lossesAfter {
      let after = result.required(for: after).shares.reduce(0, +).fromCents
      text +=
        " After \(result.moves.effect) cover \(settings.cover) would ask "
        + "\(NumberText.money(after)) USD."
    }
    let uncovered = result.simulation.uncovered.reached
    return text
      + " In \(NumberText.percent(result.simulation.loss.reached.value, decimals: 3)) of "
      + "\(result.simulation.count) drawn scenarios some member defaults, and in "
      + "\(NumberText.percent(uncovered.value, decimals: 3)) a loss is left uncovered"
      + (uncovered.upper.map { " (95 % interval up to \(NumberText.percent($0, decimals: 3)))" }
        ?? "") + "."
  }

  private func writeWorst(_ document: inout MarkdownDocument) {
    let scenario = result.stress.scenarios[result.worst]
    document.heading(2, "The worst scenario: \(scenario.name)")
    document.image("Layers of the waterfall, drawn and left", path: WaterfallCharts.layersPath)
    document.table(
      [
        "layer", .right("available"), .right("drawn"), .right("loss left"), .right("who pays most"),
      ],
      scenario.settlement.layers.map { layer in
        let owners = WaterfallTables.owners(of: layer, in: scenario.event)
        let most = layer.draws.indices.max { layer.draws[$0] < layer.draws[$1] }
        let payer = most.flatMap { place in
          layer.draws[place] > 0
            ? "\(owners[place]): \(NumberText.money(layer.draws[place].fromCents))" : nil
        }
        return [
          layer.name, NumberText.money(layer.available.reduce(0, +).fromCents),
          NumberText.money(layer.drawn.fromCents), NumberText.money(layer.lossAfter.fromCents),
          payer ?? "",
        ]
      })
    if let after = scenario.settlementAfter {
      document.paragraph(
        "With \(result.moves.effect) the same defaults cost "
          + "\(NumberText.money(after.loss.fromCents)), drawn down to "
          + "\(WaterfallTables.lastLayer(after) ?? "no layer"), with "
          + "\(NumberText.money(after.uncovered.fromCents)) uncovered.")
    }
    let moved = MoveTables(result: result).rows(of: scenario, most: Self.mostListed)
    if !moved.isEmpty {
      document.table(["price of", .right("move in the scenario"), .right("move after")], moved)
      document.paragraph("After means after \(result.moves.words); `waterfall-prices.csv` has all.")
    }
    let (gross, paid) = (obligations.gross.fromCents, obligations.payments.fromCents)
    let restored = obligations.rows.reduce(0) { $0 + $1.restored }.fromCents
    document.paragraph(
      "Afterwards survivors and the operator owe each other \(NumberText.money(gross)) gross; set off, "
        + "\(NumberText.money(paid)) is paid"
        + (gross > 0 ? ", \(NumberText.percent(1 - paid / gross)) less" : "")
        + " (`obligations.csv`). Restoring the fund costs the survivors "
        + "\(NumberText.money(restored)), part of that (`replenishment.csv`).")
  }

  private func writeCover(_ document: inout MarkdownDocument) {
    document.heading(2, "Cover 1 and cover 2")
    document.image("Losses over margin of the largest groups", path: WaterfallCharts.coverPath)
    let (before, after) = (result.losses, result.lossesAfter)
    let ranked = before.scenarios.indices.sorted { first, second in
      let (a, b) = (before.cover(2, scenario: first), before.cover(2, scenario: second))
      return a != b ? a > b : first < second
    }
    document.table(
      [
        "scenario", "largest", .right("cover 1"), "second", .right("cover 2"),
        .right("cover 1 after"), .right("cover 2 after"),
      ],
      ranked.prefix(Self.mostListed).map { number in
        let groups = before.ranked(number)
        func name(_ place: Int) -> String {
          groups.count > place && groups[place].loss > 0 ? groups[place].group : ""
        }
        func cover(_ count: Int, _ losses: StressLosses?) -> String {
          losses.map { NumberText.money($0.cover(count, scenario: number).fromCents) } ?? ""
        }
        return [
          before.scenarios[number].name, name(0), cover(1, before), name(1), cover(2, before),
          cover(1, after), cover(2, after),
        ]
      })
    document.paragraph(
      "Losses over margin of the largest groups, affiliates together, in the same scenario; "
        + (after == nil ? "" : "after means after \(result.moves.effect); ")
        + "`cover.csv` has all scenarios.")
  }

  private func writeFund(_ document: inout MarkdownDocument) {
    document.heading(2, "Contributions")
    let table = CoverTables(result: result).fund
    document.table(
      [
        "member", "group", .right("contribution"), .right("required"), .right("difference"),
        .right("required after"), .right("difference after"),
      ],
      table.rows.prefix(Self.mostListed).map { row in
        row.map { value in
          switch value {
          case .text(let words): words
          case .number(let amount): NumberText.money(amount)
          default: ""
          }
        }
      })
    if table.rowCount > Self.mostListed {
      document.paragraph("`default-fund.csv` has \(table.rowCount) members.")
    }
  }

  private func writeDraws(_ document: inout MarkdownDocument) {
    let tables = DefaultTables(result: result)
    document.heading(2, "Drawn defaults")
    document.table(
      [
        "layer", .right("reached"), .right("95 % interval"), .right("expected draw"),
        .right("standard error"), .right("tail draw"), .right("largest"),
      ],
      tables.uses.map { name, use in
        let interval = [use.reached.lower, use.reached.upper].map {
          $0.map { NumberText.percent($0, decimals: 3) } ?? ""
        }
        return [
          name, NumberText.percent(use.reached.value, decimals: 3),
          interval.joined(separator: " – "), NumberText.money(use.expected.value),
          use.expected.standardError.map(NumberText.money) ?? "",
          NumberText.money(use.tail.value), NumberText.money(use.largest),
        ]
      })
    document.paragraph(
      "Money in USD a scenario; reached is the part of drawn scenarios in which something is taken from the "
        + "layer, with its exact interval. Tail draw is the mean of the worst "
        + "\(NumberText.percent(result.simulation.level.tailProbability)) of scenarios of that layer."
    )
    let payers = tables.survivorsShares
    guard !payers.isEmpty else { return }
    document.paragraph("What survivors pay on average, the most first (`waterfall-payers.csv`):")
    document.table(
      ["member", .right("expected payment, USD")],
      payers.prefix(Self.mostListed).map { [$0.member, NumberText.money($0.expected)] })
  }
}
