internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

/// How each account's own scenarios were drawn, as tables and in words; empty when all accounts share
/// theirs.
struct SamplingTables {
  /// One account at one level and horizon.
  private struct Row {
    var account: String
    var horizon: TimeSpan
    var risk: SampledRisk
    var level: ConfidenceLevel { risk.figures.level }
  }

  private let rows: [Row]
  /// Whether a control variate was asked for.
  private let controls: Bool

  /// Listed in the report.
  private static let mostParts = 6

  init(book: Book, cells: [RiskStudy.Cell], controls: Bool) {
    self.controls = controls
    rows = book.accounts.enumerated().flatMap { index, account in
      cells.flatMap { cell in
        cell.accounts[index].sampled.map {
          Row(account: account.name, horizon: cell.horizon, risk: $0)
        }
      }
    }
  }

  /// Whether all accounts share their scenarios.
  var isEmpty: Bool { rows.isEmpty }

  /// By file name.
  var tables: [(path: String, table: CSVTable)] {
    isEmpty ? [] : [("sampling.csv", ways), ("shortfall-contributions.csv", contributions)]
  }

  private var ways: CSVTable {
    var table = CSVTable(columns: [
      "account", "level", "horizon", "sampling", "scenarios", "plain_scenarios",
      "effective_tail", "control_variate", "precision", "precise", "reason",
    ])
    for row in rows {
      table.append([
        .text(row.account), .number(row.level.value), .text(row.horizon.description),
        .text(row.risk.sampling.rawValue), .integer(row.risk.scenarios),
        .optional(row.risk.plainScenarios), .number(row.risk.effectiveTail),
        .text("\(row.risk.usesControl)"), .optional(row.risk.figures.precision),
        row.risk.hasPrecision ? .text("\(row.risk.isPrecise)") : .optional(nil),
        .text(row.risk.reason),
      ])
    }
    return table
  }

  private var contributions: CSVTable {
    var table = CSVTable(columns: [
      "account", "level", "horizon", "instrument", "component", "share",
    ])
    for row in rows {
      let total = row.risk.figures.expectedShortfall?.value ?? 0
      for part in row.risk.components {
        table.append([
          .text(row.account), .number(row.level.value), .text(row.horizon.description),
          .text(part.instrument), .number(part.value),
          .optional(total == 0 ? nil : part.value / total),
        ])
      }
    }
    return table
  }

  /// Accounts whose interval is not as tight as was asked for.
  var diagnostics: [Diagnostic] {
    let loose = rows.filter { !$0.risk.isPrecise }.map { row in
      Diagnostic(
        .warning, row.account,
        "after \(row.risk.scenarios) scenarios half the interval of ES \(row.level) over "
          + "\(row.horizon) is "
          + (row.risk.figures.precision.map { "\(Self.percent($0)) of it, " } ?? "unknown, ")
          + "not as tight as asked for: raise --scenarios")
    }
    let uncontrolled = rows.filter { controls && !$0.risk.usesControl && $0.risk.scenarios > 0 }
    guard let first = uncontrolled.first else { return loose }
    return loose + [
      Diagnostic(
        .warning, "control variate",
        "not used for \(uncontrolled.count) of \(rows.count) figures, \(first.account) at "
          + "\(first.level) among them: under a t copula the law of the quadratic is not known, and a "
          + "tail worth fewer than 64 scenarios is too small for a regression")
    ]
  }

  /// The tables that a reader sees, and what their words mean.
  func write(to document: inout MarkdownDocument) {
    guard !isEmpty else { return }
    document.heading(2, "How the scenarios were drawn")
    document.paragraph(
      "Every account has scenarios of its own. *Worth* is how many plain scenarios would know its ES "
        + "as well; *precision* is half of the 95 % interval over the ES; *tail* is how many equally "
        + "weighted scenarios the tail is worth. The *pilot* is a first small draw that decides how to "
        + "go on; *twisted* scenarios are drawn where the account loses (importance sampling).")
    document.table(
      [
        "account", .right("level"), .right("horizon"), "drawn", .right("scenarios"),
        .right("worth"), .right("precision"), .right("tail"), "because",
      ],
      rows.prefix(MarginReport.mostListed).map { row in
        [
          row.account, row.level.description, row.horizon.description, row.risk.sampling.rawValue,
          "\(row.risk.scenarios)",
          row.risk.plainScenarios.map { NumberText.compact($0) } ?? "",
          Self.percent(row.risk.figures.precision), NumberText.compact(row.risk.effectiveTail),
          row.risk.reason,
        ]
      })
    if rows.count > MarginReport.mostListed {
      document.paragraph("`sampling.csv` has all \(rows.count).")
    }
    document.bullets(notes)
    document.heading(2, "What the shortfall is made of")
    document.paragraph(
      "A holding's part is what it loses on average in the scenarios of the tail; parts add up to the "
        + "ES. A negative part is a hedge. The largest parts of each account; "
        + "`shortfall-contributions.csv` has all.")
    document.table(
      ["account", .right("level"), .right("horizon"), "holding", .right("part"), .right("share")],
      rows.prefix(MarginReport.mostListed).flatMap { row in
        let total = row.risk.figures.expectedShortfall?.value ?? 0
        return row.risk.components.sorted { abs($0.value) > abs($1.value) }
          .prefix(Self.mostParts).map { part in
            [
              row.account, row.level.description, row.horizon.description, part.instrument,
              NumberText.money(part.value),
              total == 0 ? "" : NumberText.percent(part.value / total),
            ]
          }
      })
  }

  private var notes: [String] {
    let used = Set(rows.map(\.risk.sampling))
    var notes: [String] = []
    if used.contains(where: { $0.design == .scrambles }) {
      notes.append(
        "Sobol points fill the space of a scenario's numbers evenly instead of at random. Sixteen "
          + "independent scrambles of them (Owen's nested uniform scramble, by hash) are drawn: "
          + "errors come from how far the sixteen differ, with a t law of 15 degrees of freedom.")
    }
    if used.contains(where: \.isTwisted) {
      notes.append(
        "Importance sampling draws scenarios where the account loses and weights each by how much "
          + "rarer it is under the model. Where to draw comes from the account's loss to second "
          + "order in each factor (delta-gamma twisting); one scenario in ten is drawn as the model "
          + "has it, so no weight exceeds ten, and a poor approximation costs precision, not truth."
      )
    }
    if rows.contains(where: \.risk.hasPrecision) {
      notes.append(
        "Drawing stopped when half of the interval was tight enough. Samples that look tight are "
          + "favoured by that: such 95 % intervals held the exact figure in 92 to 94 of 100 runs "
          + "where it is known.")
    }
    if used.contains(.antithetic) {
      notes.append("Antithetic scenarios come in pairs of opposite numbers; errors count pairs.")
    }
    if rows.contains(where: \.risk.usesControl) {
      notes.append(
        "A control variate takes off the part of the error that the loss to second order shows, whose "
          + "law is known; no more than two thirds of an error are taken off.")
    }
    return notes
  }

  private static func percent(_ part: Double?) -> String {
    part.map { NumberText.percent($0, decimals: 2) } ?? ""
  }
}

extension TailFigures {
  /// Half of the shortfall's interval over the shortfall; nil without either.
  fileprivate var precision: Double? {
    guard let shortfall = expectedShortfall, let upper = shortfall.upper, shortfall.value != 0
    else { return nil }
    return (upper - shortfall.value) / abs(shortfall.value)
  }
}
