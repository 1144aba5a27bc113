internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a liquidation report: what happens in the worst paths, how likely it is, who pays,
/// and how the figures were made.
struct LiquidationDocument {
  let study: LiquidationStudy
  let book: Book
  let world: LiquidationWorld
  let told: LiquidationWorld.Told
  let distribution: CascadeDistribution
  let headline: Report.Headline
  let charts: [(caption: String, path: String)]
  let diagnostics: [Diagnostic]
  let inputs: [InputDigest]

  /// Accounts listed.
  private static let mostListed = 12

  private var rules: LiquidationRules { world.cascade.rules }

  var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Liquidation of \(book.name), \(book.asOf)")
    document.paragraph(verdict)
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Money in USD; liquidated and bankrupt count accounts. First move: the largest move, before forced trades, of the price that they pushed "
        + "most; total move: the same with them; amplification is the quotient of their log returns. Largest "
        + "push: the furthest that forced trades held it from where it would have been. "
        + "Shortfall: what bankrupt accounts and the backstop leave unpaid; then how much of it the "
        + "insurance fund pays, how much those deleveraged give up, and what nobody covers.")
    writeStory(to: &document)
    if !told.outcomes.isEmpty { writeDistribution(to: &document) }
    writeAccounts(to: &document)
    if !charts.isEmpty {
      document.heading(2, "Charts")
      for chart in charts { document.image(chart.caption, path: chart.path) }
    }
    document.heading(2, "Method")
    document.bullets(method)
    ModelTables.writeGrounds(diagnostics, inputs, to: &document)
    return document
  }

  /// One sentence a committee can minute.
  private var verdict: String {
    let all = told.named + told.outcomes
    let uncovered = all.filter { $0.uncovered > 0 }
    let short = all.filter { $0.shortfall > 0 }
    if let worst = uncovered.max(by: { $0.uncovered < $1.uncovered }) {
      return
        "**\(counted { $0.uncovered > 0 }) leave a loss that nobody covers, up to "
        + "\(NumberText.money(worst.uncovered)) USD (\(LiquidationReport.shown(worst.scenario))).**"
    }
    if let worst = short.max(by: { $0.shortfall < $1.shortfall }) {
      return
        "**\(counted { $0.shortfall > 0 }) leave accounts bankrupt; the largest shortfall, "
        + "\(NumberText.money(worst.shortfall)) USD (\(LiquidationReport.shown(worst.scenario))), is covered.**"
    }
    let closed = all.filter { $0.liquidated > 0 }
    return closed.isEmpty
      ? "**No account is liquidated on any of \(all.count) paths.**"
      : "**Accounts are liquidated on \(counted { $0.liquidated > 0 }), and every loss is borne by "
        + "whoever made it.**"
  }

  /// How many paths an outcome is true of; named scenarios are chosen, drawn ones have a probability.
  private func counted(_ isTrue: (CascadeOutcome) -> Bool) -> String {
    [(told.named, "named scenarios"), (told.outcomes, "drawn paths")]
      .filter { !$0.0.isEmpty }
      .map { "\($0.0.count(where: isTrue)) of \($0.0.count) \($0.1)" }
      .joined(separator: " and ")
  }

  /// The path with the most forced trading, step by step.
  private func writeStory(to document: inout MarkdownDocument) {
    guard
      let place = told.records.indices.max(by: {
        told.records[$0].outcome.volume < told.records[$1].outcome.volume
      }), told.records[place].outcome.volume > 0
    else { return }
    let (outcome, record, path) = told.records[place]
    let factor = outcome.factor
    document.heading(2, "Step by step: \(LiquidationReport.shown(record.scenario))")
    let busy = record.steps.filter { $0.volume > 0 }
    let shown = busy.sorted { $0.volume > $1.volume }.prefix(Self.mostListed)
      .sorted { $0.step < $1.step }
    document.paragraph(
      "The price is that of \(factor.map { world.cascade.factors[$0].name } ?? "no factor"), which forced "
        + "trades pushed most, its moves are since the start, and money is in USD; every step of a path is in `cascade-steps.csv`, every price in "
        + "`cascade-prices.csv`.")
    document.table(
      [
        "time", .right("rounds"), .right("accounts trading"), .right("bankrupt"),
        .right("forced volume"), .right("before trades"), .right("with trades"),
        .right("fund left"),
        .right("owed"),
      ],
      shown.map { step in
        [
          path.time(of: step.step, from: start), "\(step.rounds)",
          "\(step.liquidating)", "\(step.bankrupt)", NumberText.money(step.volume),
          factor.map { LiquidationReport.move(step.exogenous[$0], nil, world) } ?? "",
          factor.map { LiquidationReport.move(step.total[$0], nil, world) } ?? "",
          NumberText.money(step.fund), NumberText.money(step.owed),
        ]
      })
    if busy.count > Self.mostListed {
      document.paragraph(
        "The \(Self.mostListed) busiest of \(busy.count) steps with forced trades.")
    }
    let first = record.trades.prefix(Self.mostListed)
    document.paragraph(
      "The first forced trades; `liquidations.csv` has all \(record.trades.count):")
    document.table(
      [
        .right("step"), .right("round"), "account", "instrument", .right("quantity"),
        .right("price"), .right("impact"), .right("fee"), .right("equity after"), "why",
      ],
      first.map { trade in
        [
          "\(trade.step)", "\(trade.round)",
          trade.account.map { world.cascade.names[$0] } ?? "backstop", trade.instrument,
          NumberText.figure(trade.quantity), NumberText.figure(trade.price),
          NumberText.percent(trade.impact, decimals: 2), NumberText.money(trade.fee),
          NumberText.money(trade.equityAfter), trade.kind.rawValue,
        ]
      })
  }

  /// When paths start.
  private var start: Timestamp { study.replay?.from ?? book.asOf }

  private func writeDistribution(to document: inout MarkdownDocument) {
    document.heading(2, "Over \(told.outcomes.count) Monte Carlo paths")
    document.table(
      [
        "figure", .right("mean"), .right("standard error"), .right("probability of any"),
        .right("95 % interval"), .right("median"), .right("95 %"), .right("99 %"),
        .right("worst hundredth"), .right("largest"),
      ],
      distribution.rows.map { row in
        [
          row.measure, NumberText.figure(row.mean.value),
          row.mean.standardError.map(NumberText.figure) ?? "",
          NumberText.percent(row.probability.value, decimals: 2),
          [row.probability.lower, row.probability.upper].compactMap(\.self)
            .map { NumberText.percent($0, decimals: 2) }.joined(separator: " to "),
          NumberText.figure(row.median), NumberText.figure(row.quantile95),
          NumberText.figure(row.quantile99), NumberText.figure(row.tail99.value),
          NumberText.figure(row.largest),
        ]
      })
    document.paragraph(
      "Figures of one path: USD, but for liquidated, bankrupt and taken_over, which count accounts, and "
        + "amplification, a ratio. Any is more than 0, of amplification more than 1; its interval is "
        + "exact. 95 % and 99 % are quantiles, the worst hundredth is the mean of the worst 1 in 100 "
        + "paths.")
  }

  private func writeAccounts(to document: inout MarkdownDocument) {
    let ranked = distribution.accounts.filter { $0.liquidation.value > 0 || $0.haircut.value > 0 }
      .sorted { left, right in
        left.liquidation.value != right.liquidation.value
          ? left.liquidation.value > right.liquidation.value : left.account < right.account
      }
    guard !ranked.isEmpty else { return }
    document.heading(2, "Accounts")
    document.table(
      [
        "account", .right("level at the start"), .right("liquidated"), .right("bankrupt"),
        .right("mean costs"), .right("mean deficit"), .right("deleveraged"),
        .right("mean haircut"), .right("haircut, worst hundredth"),
      ],
      ranked.prefix(Self.mostListed).map { account in
        [
          world.cascade.names[account.account],
          world.assessment.requirements[account.account].marginLevel
            .map { NumberText.ratio($0.value) } ?? "",
          NumberText.percent(account.liquidation.value),
          NumberText.percent(account.bankruptcy.value), NumberText.money(account.costs.value),
          NumberText.money(account.deficit.value), NumberText.percent(account.deleveraging.value),
          NumberText.money(account.haircut.value), NumberText.money(account.haircutTail),
        ]
      })
    document.paragraph(
      "Liquidated, bankrupt and deleveraged are parts of \(told.outcomes.isEmpty ? "all" : "the Monte Carlo") "
        + "paths; means are in USD over all of them. Costs are fees and slippage, a deficit is what the "
        + "account leaves unpaid, a haircut what deleveraging takes from it.")
    if ranked.count > Self.mostListed {
      document.paragraph(
        "`liquidation-accounts.csv` has \(ranked.count - Self.mostListed) more accounts.")
    }
  }

  private var method: [String] {
    var notes = [
      "Each round, every account whose collateral value is below maintenance margin closes a slice "
        + "(\(NumberText.percent(rules.slice, decimals: 0)) of its first gross notional), until its level is "
        + "\(NumberText.ratio(rules.target)) again; \(order). The round's volume in each market trades at "
        + "one average price and pushes it, everybody is marked again, and the step ends when nobody "
        + "has to trade. Neither the order of accounts nor the number of threads plays a part.",
      impact,
      "Fee \(NumberText.percent(rules.fee, decimals: 2)) of what is closed, of which "
        + "\(NumberText.percent(rules.feeToFund, decimals: 0)) goes to the insurance fund of "
        + "\(NumberText.money(rules.insuranceFund)) USD."
        + (rules.source.isEmpty ? "" : " Rules \(rules.name): \(rules.source)."),
      losses,
      "Maintenance margin is that of rule \(world.assessment.rule)" + margin,
      "Options are revalued by Black-76 as spot moves, from a table; a path's hours do not age them. "
        + "Gains of inverse contracts stay coins. Collateral is sold by nobody until its account is "
        + "bankrupt or taken over.",
    ]
    if let replay = study.replay {
      let step = told.records.first?.path.stepLength ?? book.prices.bar
      notes.append(
        "Prices are those of \(inputs.last?.file ?? replay.prices), bar by bar, from "
          + "\((replay.from ?? book.asOf).text(step: step)) to \(replay.to.text(step: step)): "
          + "what forced trades did then is in them already, so that what they do here "
          + "comes on top.")
    } else {
      notes.append(
        "Monte Carlo paths of \(study.horizon) in \(study.steps) steps end in the scenarios of the rule's "
          + "model, seed \(study.seed), and get there by a bridge of steps drawn from the same model. "
          + "Stress scenarios of library \(study.library) come at the first step and stay.")
    }
    return notes + world.method
      + world.assessment.method.map { "Rule \(world.assessment.rule): \($0)" }
  }

  private var order: String {
    switch rules.order {
    case .impact:
      "positions that free the most margin for what closing them costs go first, as long as the measure "
        + "falls"
    case .largest: "the largest positions go first"
    case .proRata: "all positions are closed alike"
    }
  }

  private var impact: String {
    let model = world.cascade.impact
    guard !model.isNone else { return "Impact \(model.name): forced trades move nothing." }
    let books = model.books.keys.map(\.name).sorted()
    return
      "Impact \(model.name): \(model.temporary) σ √(Q / ADV) while it lasts, half of it forgotten in "
      + "\(model.halfLife), and \(model.permanent) σ Q / ADV for good, with the volatility σ of a day from "
      + "the rule's scenarios and ADV and half the spread of liquidity.csv."
      + (books.isEmpty
        ? ""
        : " \(books.joined(separator: ", ")): the order book's levels in the place of the square root, "
          + "beyond the last by a square root.")
  }

  private var losses: String {
    var words = "What an account owes when all is closed is paid by the insurance fund first"
    if let rule = rules.autoDeleveraging {
      words +=
        "; positions of bankrupt accounts are closed against winners, ranked by the \(rule.score.rawValue) "
        + "score (\(rule.queue.rawValue)), at the mark as far as the fund pays and worse for the rest"
    }
    if rules.socialisesLoss { words += "; then by accounts that gained, in proportion" }
    if let backstop = rules.backstop {
      words +=
        "; below a level of \(NumberText.ratio(backstop.level)) a backstop with "
        + "\(NumberText.money(backstop.capital)) USD takes accounts over whole"
    }
    return words
      + ". Losses are shared after the last step, so that a larger fund changes nothing that is traded."
  }

  private var margin: String {
    world.assessment.pack == nil
      ? ", measured again over \(world.cascade.sampleCount) of its scenarios as prices and positions move, and "
        + "scaled so that every account starts with the rule's own."
      : ", taken apart by position at the start; each part moves with its position and price."
  }
}
