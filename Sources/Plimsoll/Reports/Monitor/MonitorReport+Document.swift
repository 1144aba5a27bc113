internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a watch: who got worse, when and by what, and how it was watched.
extension MonitorReport {
  var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Watch of \(book.name) over \(feed)")
    document.paragraph(verdict)
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Money in USD. Collateral value is equity less the haircuts of coins that are pledged. Level is "
        + "collateral value over maintenance margin: below 1 the account is under water and is closed. "
        + "An account in state margin-call has less collateral value than initial margin, in "
        + "liquidation less than maintenance margin.")
    document.paragraph(
      "\(monitor.read.lines) lines read, \(monitor.read.used) ticks used, \(rejected) not used; "
        + "\(watch.counts.kinds["state"] ?? 0) changes of state, \(watch.counts.kinds["alert"] ?? 0) alerts, "
        + "\(watch.counts.kinds["margin-refresh"] ?? 0) margin runs after the first, "
        + "\(watch.counts.kinds["silent"] ?? 0) prices that fell silent.")
    writeChanges(to: &document)
    if !charts.isEmpty {
      document.heading(2, "Charts")
      for chart in charts { document.image(chart.caption, path: chart.path) }
    }
    document.heading(2, "Method")
    document.bullets(method)
    ModelTables.writeGrounds(diagnostics, manifest.inputs, to: &document)
    return document
  }

  private var verdict: String {
    let now = monitor.standings.count { $0.status.rank >= MarginStatus.liquidation.rank }
    guard let first = watch.counts.firstWorse else {
      return
        "**No account got worse; \(now) of \(monitor.names.count) stand below maintenance margin.**"
    }
    return
      "**Accounts got worse \(watch.counts.worse) times, first \(first.account) to \(first.to.rawValue) at "
      + "\(first.time); at the end \(now) of \(monitor.names.count) stand below maintenance margin.**"
  }

  private func writeChanges(to document: inout MarkdownDocument) {
    let shown = watch.counts.changes
    guard !shown.isEmpty else { return }
    document.heading(2, "Changes of state")
    document.paragraph(
      "Driver is the holding that moved the account most, the way it went, since its last state or "
        + "alert; its P&L is what that came to.")
    document.table(
      [
        "time", "account", "from", "to", .right("level"), .right("equity"), "driver",
        .right("its P&L"),
      ],
      shown.map { change in
        [
          change.time.description, change.account, change.from.rawValue, change.to.rawValue,
          change.level.map { NumberText.ratio($0) } ?? "", NumberText.money(change.equity),
          change.driver ?? "", change.gain.map { NumberText.money($0) } ?? "",
        ]
      })
    if watch.counts.changeCount > shown.count {
      document.paragraph(
        "The first \(shown.count) of \(watch.counts.changeCount); `events.jsonl` has all, one a line."
      )
    }
  }

  private var method: [String] {
    let settings = monitor.settings
    let refresh = settings.refresh.map { "every \($0) of the feed's time" }
    let trigger = settings.trigger.map {
      "when a factor has moved \(NumberText.ratio($0)) days' volatilities since the last"
    }
    let runs = [refresh, trigger].compactMap(\.self).joined(separator: ", and ")
    return [
      "Every tick re-marks the accounts that hold what it is of; contracts without ticks of their own move "
        + "with spot, options are revalued by Black-76 from a table at their volatility of the last margin "
        + "run, and what has expired by a margin run is paid out.",
      "A state worsens as soon as a threshold is crossed and gets better when it is exceeded by "
        + "\(NumberText.percent(settings.hysteresis)); so do alerts.",
      runs.isEmpty
        ? "Margins are those of the start."
        : "Margins are worked out again \(runs): at the prices of then, which end the price history as "
          + "the close of a bar.",
      "Not used: ticks that are \(settings.stale) behind the feed's latest, go back in time, repeat one, are "
        + "not above zero, or differ by more than \(NumberText.percent(settings.absurd)) within a minute "
        + "(by the square root of time over longer), or jump ahead by more than a day (bars may), until \(settings.confirmations) agree. A price that has "
        + "not come for \(settings.missing) is told of.",
    ] + monitor.assessment.method.map { "Rule \(rule): \($0)" }
  }
}
