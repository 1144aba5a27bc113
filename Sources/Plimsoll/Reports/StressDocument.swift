internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a stress report: the worst scenario of each account, what drives it, and how the
/// figures were made.
struct StressDocument {
  let book: Book
  let library: StressLibrary
  let assessment: MarginAssessment
  /// Lowest levels first.
  let accounts: [StressTest.Account]
  let headline: Report.Headline
  let diagnostics: [Diagnostic]
  /// Tornado charts by account.
  let charts: [String: String]
  let given: GivenSection?
  let reverse: ReverseSection?
  let liquidation: LiquidationSection?
  /// What those three rest on; nil when none was asked for.
  let stressed: StressedBook?
  let inputs: [InputDigest]

  /// Holdings listed per account.
  private static let mostDrivers = 5

  var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Stress of \(book.name), \(book.asOf)")
    document.paragraph(verdict)
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    document.paragraph(
      "Money in USD; P&L of positions and collateral, negative when money is lost. Level is stressed "
        + "collateral value over the maintenance margin of rule \(assessment.rule) from before the "
        + "scenario: below 1 the account is under water; the column under water in counts the scenarios in "
        + "which it is."
        + (reverse == nil && liquidation == nil
          ? "" : " Distances are in standard deviations, explained below."))
    document.heading(2, "What drives the worst scenario")
    for account in accounts.prefix(MarginReport.mostCharted) { write(account, to: &document) }
    let hidden = accounts.count - MarginReport.mostCharted
    if hidden > 0 { document.paragraph("`stress.csv` has \(hidden) more accounts.") }
    given?.write(to: &document)
    reverse?.write(to: &document)
    liquidation?.write(to: &document)
    document.heading(2, "Method")
    document.bullets(method)
    ModelTables.writeGrounds(diagnostics, inputs, to: &document)
    return document
  }

  /// One sentence a committee can minute.
  private var verdict: String {
    let sunk = accounts.filter { ($0.worst?.marginLevelAfter?.value ?? 1) < 1 }
    let bankrupt = accounts.filter { ($0.worst?.equityAfter ?? 0) < 0 }
    guard let first = sunk.first, let worst = first.worst else {
      return "**Every account stays above its load line in every scenario of \(library.name).**"
    }
    return
      "**\(sunk.count) of \(accounts.count) accounts fall below their load line in their worst "
      + "scenario of \(library.name), and \(bankrupt.count) lose more than their equity.** The "
      + "lowest level is that of \(first.account) in \(worst.scenario)."
  }

  private func write(_ account: StressTest.Account, to document: inout MarkdownDocument) {
    document.heading(3, account.account)
    guard let worst = account.worst else {
      document.paragraph("No scenario loses money.")
      return
    }
    document.paragraph(
      "**\(worst.scenario)**\(worst.source.isEmpty ? "" : " (\(worst.source))") loses "
        + "\(NumberText.money(-worst.pnl)) and leaves equity of "
        + "\(NumberText.money(worst.equityAfter)).")
    document.table(
      ["holding", .right("P&L"), .right("share of the loss")],
      worst.parts.sorted { abs($0.pnl) > abs($1.pnl) }.prefix(Self.mostDrivers).map { part in
        [part.holding, NumberText.money(part.pnl), NumberText.percent(part.pnl / worst.pnl)]
      })
    if let path = charts[account.account] {
      document.image("Scenarios of \(account.account), worst first", path: path)
    }
  }

  private var method: [String] {
    var notes = [
      "Library \(library.name): \(library.crises.count) named scenarios, grids of "
        + "\(library.grids.reduce(0) { $0 + $1.spot.count * $1.volatility.count }) points, "
        + "\(library.depeg?.assets.count ?? 0) depegs, \(library.correlationBreaks.count) "
        + "correlation breaks.",
      "Named scenarios, grids and depegs are instantaneous: forwards move with spot, and coin amounts "
        + "convert at the spot of their own state. A default move reaches every factor that is not "
        + "named and not a stablecoin; grids move all factors but stablecoins together.",
      "The maintenance margin is not stressed; haircuts of collateral are taken at stressed prices.",
    ]
    if !library.correlationBreaks.isEmpty, assessment.model != nil,
      let horizon = assessment.horizon, let level = assessment.level
    {
      notes.append(
        "A correlation break is the rule's measure over \(horizon) at "
          + "\(level) of positions and collateral, by the same model, volatilities, "
          + "innovations and draws with only the correlations blended and, where needed, repaired; "
          + "its holdings' shares are Euler parts.")
    }
    if let stressed { notes += Self.notes(on: stressed) }
    return notes + assessment.method.map { "Rule \(assessment.rule): \($0)" }
  }

  private static func notes(on stressed: StressedBook) -> [String] {
    [
      "Distances are under the covariance of log returns over \(stressed.horizon): volatility of the "
        + "next bar × correlation (of a t copula, its parameter) × bars, by the model of the rule, or "
        + "one calibrated by the rule's spec where it has none. Only factors that an account holds "
        + "something on count; means are zero unless moves are given.",
      "Moves are instantaneous log returns of spot, implied volatility stays, and collateral moves with "
        + "its price. Each account was searched from the linear and the quadratic answer, each factor "
        + "and main axis either way, the library's named scenarios, the costliest past windows and "
        + "up to 1,024 more directions; the best are refined by revaluation. A search proves nothing: "
        + "a nearer scenario is not excluded, but none was found.",
    ]
  }
}
