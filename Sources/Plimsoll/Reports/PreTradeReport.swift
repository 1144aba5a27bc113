public import PlimsollMargin
internal import PlimsollMarket

/// Answers to orders as files.
struct PreTradeReport {
  let book: Book
  let rule: String
  let study: PreTradeStudy
  /// All, or none when they were not kept.
  let answers: [PreTradeAnswer]
  let count: Int
  let rejected: Int
  let diagnostics: [Diagnostic]
  let manifest: RunManifest

  var report: Report {
    var table = PreTradeAnswer.table
    for answer in answers { table.append(answer.row) }
    var report = Report(headline: headline, records: table, manifest: manifest)
    report.tables = [("orders.csv", table)]
    report.figures = [
      Report.Figure("orders", Double(count)), Report.Figure("rejected", Double(rejected)),
    ]
    report.diagnostics = diagnostics
    if study.failsOnReject, rejected > 0 {
      report.failedChecks = [verdict]
    }
    report.document = document
    return report
  }

  private var headline: Report.Headline {
    Report.Headline(
      columns: Self.columns, rows: answers.prefix(MarginReport.mostListed).map(Self.cells),
      note: answers.count > MarginReport.mostListed
        ? "The first \(MarginReport.mostListed) of \(answers.count) orders; orders.csv has all."
        : nil)
  }

  private static let columns: [MarkdownColumn] = [
    "account", "instrument", .right("quantity"), .right("initial before"), .right("after"),
    .right("change"), .right("excess after"), .right("level after"), "accepted",
  ]

  private static func cells(_ answer: PreTradeAnswer) -> [String] {
    [
      answer.account, answer.instrument, NumberText.figure(answer.quantity),
      NumberText.money(answer.before.initial), NumberText.money(answer.after.initial),
      NumberText.money(answer.change), NumberText.money(answer.after.excess),
      answer.after.marginLevel.map { NumberText.ratio($0.value) } ?? "",
      answer.isAccepted
        ? "yes" : answer.breaches.isEmpty ? "no" : "no: \(answer.breaches.text)",
    ]
  }

  private var verdict: String {
    "\(rejected) of \(count) orders \(rejected == 1 ? "is" : "are") rejected"
  }

  private var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Orders on \(book.name), \(book.asOf)")
    document.paragraph(
      rejected == 0
        ? "**Rule \(rule): all \(count) orders may be filled.**"
        : "**Rule \(rule): \(verdict).**"
    )
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Quantity is in contracts or coins, negative for a sale. Money in USD: the account's initial margin "
        + "before and after the order, its change, and excess, what collateral value has beyond it. Level "
        + "is collateral value over maintenance margin: below 1 the account is under water.")
    if rejected > 0 {
      document.heading(2, "Rejected")
      document.table(
        Self.columns,
        answers.lazy.filter { !$0.isAccepted }.prefix(MarginReport.mostListed).map(Self.cells))
    }
    document.heading(2, "Method")
    document.bullets([
      "An order is accepted when it breaks no limit of the rule, or none further, and collateral covers "
        + "the initial margin after it or it lowers that margin: risk may always be reduced.",
      "Margins are those of the rule applied to the account with the position, floor and add-ons "
        + "included.",
      "A trade is at the mark and leaves equity as it is; coins and options are paid for in USD.",
      study.fills
        ? "Accepted orders are booked: each order is judged after those before it."
        : "Each order is judged by itself on the book as it is.",
    ])
    ModelTables.writeGrounds(diagnostics, manifest.inputs, to: &document)
    return document
  }
}

extension PreTradeAnswer {
  /// The header of answers, without rows.
  static var table: CSVTable {
    CSVTable(columns: [
      "account", "instrument", "quantity", "initial_before", "initial_after", "change",
      "maintenance_after", "excess_after", "margin_level_after", "accepted", "breaches",
    ])
  }

  /// The row of an answer.
  var row: [CSVValue] {
    [
      .text(account), .text(instrument), .number(quantity), .number(before.initial),
      .number(after.initial), .number(change), .number(after.maintenance), .number(after.excess),
      .optional(after.marginLevel?.value), .flag(isAccepted),
      breaches.isEmpty ? .blank : .text(breaches.text),
    ]
  }

  /// The header of answers as CSV, with its line feed.
  public static var csvHeader: String { text(of: table) }

  /// The answer as a row of CSV, with its line feed.
  public var csv: String {
    var table = Self.table
    table.append(row)
    return String(Self.text(of: table).dropFirst(Self.csvHeader.count))
  }

  /// The answer as a JSON object on one line, with its line feed.
  public var json: String {
    var table = Self.table
    table.append(row)
    return table.jsonLines
  }

  private static func text(of table: CSVTable) -> String {
    String(decoding: table.encoded(significantDigits: nil, threads: 1), as: UTF8.self)
  }
}
