internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// A watch's end as files.
struct MonitorReport {
  let book: Book
  let rule: String
  let feed: String
  let watch: MonitorStudy.Watch
  let manifest: RunManifest

  var monitor: MarginMonitor { watch.monitor }

  var report: Report {
    var report = Report(headline: headline, records: states, manifest: manifest)
    report.tables = [
      ("states.csv", states), ("levels.csv", levels), ("state-counts.csv", counts),
      ("rejections.csv", rejections),
    ]
    report.charts = charts.map { ($0.path, $0.svg) }
    report.figures = figures
    report.diagnostics = diagnostics
    report.document = document
    report.manifest.counts["lines"] = monitor.read.lines
    report.manifest.counts["ticks_used"] = monitor.read.used
    return report
  }

  private var ranked: [AccountState] {
    monitor.standings.sorted { left, right in
      if left.status != right.status { return left.status.rank > right.status.rank }
      let (a, b) = (left.level ?? .infinity, right.level ?? .infinity)
      return a != b ? a < b : left.account < right.account
    }
  }

  var headline: Report.Headline {
    let most = MarginReport.mostListed
    return Report.Headline(
      columns: [
        "account", "state", .right("level"), .right("equity"), .right("collateral value"),
        .right("initial"), .right("maintenance"),
      ],
      rows: ranked.prefix(most).map { state in
        [
          state.account, state.status.rawValue, state.level.map { NumberText.ratio($0) } ?? "",
          NumberText.money(state.equity), NumberText.money(state.collateralValue),
          NumberText.money(state.initial), NumberText.money(state.maintenance),
        ]
      },
      note: ranked.count > most
        ? "The \(most) that stand worst of \(ranked.count); states.csv has all." : nil)
  }

  private var states: CSVTable {
    var table = CSVTable(columns: [
      "account", "status", "margin_level", "equity", "collateral_value", "initial_margin",
      "maintenance_margin", "alerts",
    ])
    for state in monitor.standings {
      table.append([
        .text(state.account), .text(state.status.rawValue), .optional(state.level),
        .number(state.equity), .number(state.collateralValue), .number(state.initial),
        .number(state.maintenance), .integer(state.alerts),
      ])
    }
    return table
  }

  private var levels: CSVTable {
    var table = CSVTable(columns: [
      "time", "account", "margin_level", "equity", "collateral_value", "maintenance_margin",
      "status",
    ])
    for sample in monitor.samples {
      for (account, level) in zip(monitor.followed, sample.levels) {
        table.append([
          .text(sample.time.description), .text(monitor.names[account]), .optional(level.level),
          .number(level.equity), .number(level.collateralValue), .number(level.maintenance),
          .text(level.status.rawValue),
        ])
      }
    }
    return table
  }

  private var counts: CSVTable {
    var table = CSVTable(columns: [
      "time", "healthy", "margin_call", "liquidation", "bankrupt",
    ])
    for sample in monitor.samples {
      table.append(
        [.text(sample.time.description)] + sample.counts.map { CSVValue.integer($0) })
    }
    return table
  }

  private var rejections: CSVTable {
    var table = CSVTable(columns: ["reason", "instrument", "count", "first", "last"])
    for found in monitor.rejections {
      table.append([
        .text(found.reason), .text(found.source), .integer(found.count),
        found.first.map { .text($0.description) } ?? .blank,
        found.last.map { .text($0.description) } ?? .blank,
      ])
    }
    return table
  }

  var rejected: Int { monitor.rejections.reduce(0) { $0 + $1.count } }

  private var figures: [Report.Figure] {
    var found = MarginStatus.allCases.map { status in
      Report.Figure(
        "accounts_" + status.rawValue.replacing("-", with: "_"),
        Double(monitor.standings.count { $0.status == status }))
    }
    found += [
      Report.Figure("lowest_margin_level", monitor.standings.compactMap(\.level).min()),
      Report.Figure("state_changes", Double(watch.counts.kinds["state"] ?? 0)),
      Report.Figure("ticks_used", Double(monitor.read.used)),
      Report.Figure("ticks_rejected", Double(rejected)),
      Report.Figure("margin_runs", Double(watch.counts.kinds["margin-refresh"] ?? 0)),
    ]
    return found
  }

  var diagnostics: [Diagnostic] {
    var found = book.diagnostics + monitor.assessment.diagnostics
    let byReason = Dictionary(grouping: monitor.rejections, by: \.reason)
    for (reason, rows) in byReason.sorted(by: { $0.key < $1.key }) {
      let count = rows.reduce(0) { $0 + $1.count }
      let names = rows.map(\.source).filter { !$0.isEmpty }
      found.append(
        Diagnostic(
          .warning, feed,
          "\(count) ticks not used: \(reason)"
            + (names.isEmpty
              ? "" : " (\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : ""))")
        ))
    }
    let late = ["stale", "out-of-order"].reduce(0) { sum, reason in
      sum + (byReason[reason]?.reduce(0) { $0 + $1.count } ?? 0)
    }
    if 10 * late > monitor.read.lines {
      found.append(
        Diagnostic(
          .warning, feed, "is not in order of time: --sort puts a file in order before it is used"))
    }
    let silent = monitor.silentFromTheStart
    if !silent.isEmpty {
      found.append(
        Diagnostic(
          .note, silent.count == 1 ? silent[0] : "\(silent.count) prices",
          "never came: contracts follow their underlying, factors stay where the book has them"
            + (silent.count == 1
              ? ""
              : ": \(silent.prefix(5).joined(separator: ", "))\(silent.count > 5 ? ", …" : "")")))
    }
    if let first = monitor.samples.first?.time, first < FeedTime(book.asOf) {
      found.append(
        Diagnostic(
          .warning, feed,
          "begins at \(first), before the book is valued at \(book.asOf): give --as-of"))
    }
    if watch.isInterrupted {
      found.append(Diagnostic(.warning, feed, "stopped before its end"))
    }
    return (found + manifest.diagnostics).unique()
  }

  /// Accounts drawn: those that came lowest.
  private static let mostDrawn = 5
  /// Levels are drawn up to here.
  private static let highestLevel = 4.0

  var charts: [(caption: String, path: String, svg: String)] {
    let times = monitor.samples.map(\.time.second)
    guard !times.isEmpty else { return [] }
    let lowest = monitor.followed.indices.map { place in
      monitor.samples.compactMap { $0.levels[place].level }.min() ?? .infinity
    }
    let drawn = monitor.followed.indices.sorted { left, right in
      lowest[left] != lowest[right] ? lowest[left] < lowest[right] : left < right
    }.prefix(Self.mostDrawn).sorted()
    let levels = drawn.map { place in
      TimeSeriesChart.Series(
        name: monitor.names[monitor.followed[place]],
        values: monitor.samples.map {
          min(Self.highestLevel, max(-1, $0.levels[place].level ?? Self.highestLevel))
        })
    }
    let states = MarginStatus.allCases.enumerated().dropFirst().map { place, status in
      TimeSeriesChart.Series(
        name: status.rawValue, values: monitor.samples.map { Double($0.counts[place]) })
    }
    return [
      (
        "Margin levels of the accounts nearest to their load line", "charts/levels.svg",
        TimeSeriesChart(
          title: "Margin levels",
          subtitle: "collateral value over maintenance margin of rule \(rule), shown from -1 to "
            + NumberText.ratio(Self.highestLevel), yLabel: "margin level", times: times,
          lines: levels + [
            TimeSeriesChart.Series(name: "load line", values: times.map { _ in 1 })
          ]
        ).svg
      ),
      (
        "Accounts that are not healthy", "charts/states.svg",
        TimeSeriesChart(
          title: "Accounts by state",
          subtitle: "of \(monitor.names.count) accounts; the others are healthy",
          yLabel: "accounts", times: times, lines: states
        ).svg
      ),
    ]
  }
}
