internal import PlimsollMarket

/// What a committee must decide about, read from a run's saved results.
///
/// - Verified by: SavedResultTests.
extension SavedResult {
  /// A sentence each, the gravest first; empty when nothing calls for a decision.
  var verdicts: [String] {
    var found = record.failedChecks ?? []
    switch record.verb {
    case "margin": found += shortAccounts
    case "stress": found += sunkAccounts
    case "backtest" where found.isEmpty: found += rejectedRules
    case "monitor": found += endedBelow
    case "liquidate" where found.isEmpty: found += bankruptcies
    case "waterfall": found += missingFund
    default: break
    }
    return found.unique()
  }

  /// Warnings of the run.
  var warnings: [Diagnostic] {
    (record.diagnostics ?? []).filter { $0.severity == .warning }
  }

  /// Names listed in one sentence.
  private static let mostNamed = 6

  private static func listed(_ names: [String]) -> String {
    names.prefix(mostNamed).joined(separator: ", ")
      + (names.count > mostNamed ? " and \(names.count - mostNamed) more" : "")
  }

  private var shortAccounts: [String] {
    guard let table = table("margin.csv") else { return [] }
    let short = table.rows(where: "status") { $0 != "healthy" }
    return short.map { table.text($0, "rule") }.unique().map { rule in
      let rows = short.filter { table.text($0, "rule") == rule }
      let total = rows.reduce(0) { sum, row in
        sum + (Double(table.text(row, "call_amount")) ?? 0)
      }
      let names = rows.map { "\(table.text($0, "account")) (\(table.text($0, "status")))" }
      return
        "rule \(rule): \(rows.count) account\(rows.count == 1 ? "" : "s") short of initial margin by "
        + "\(NumberText.money(total)) USD: \(Self.listed(names))"
    }
  }

  private var sunkAccounts: [String] {
    guard let table = table("stress.csv") else { return [] }
    let sunk = table.rows(where: "margin_level_after") { Double($0).map { $0 < 1 } ?? false }
    guard !sunk.isEmpty else { return [] }
    let accounts = sunk.map { table.text($0, "account") }.unique()
    return [
      "\(accounts.count) account\(accounts.count == 1 ? "" : "s") below the load line in some "
        + "stress scenario: \(Self.listed(accounts))"
    ]
  }

  private var endedBelow: [String] {
    guard let table = table("states.csv") else { return [] }
    let below = table.rows(where: "status") { $0 != "healthy" }
    guard !below.isEmpty else { return [] }
    let names = below.map { "\(table.text($0, "account")) (\(table.text($0, "status")))" }
    return [
      "\(below.count) of \(table.rowCount) accounts not healthy at the end: \(Self.listed(names))"
    ]
  }

  private var bankruptcies: [String] {
    guard let table = table("cascade.csv") else { return [] }
    let hit = table.rows(where: "shortfall") { Double($0).map { $0 > 0 } ?? false }
    guard let worst = table.sorted(hit, by: "shortfall").last else { return [] }
    let named = hit.count { table.text($0, "kind") == "named" }
    return [
      "accounts go bankrupt in \(named) named scenarios and \(hit.count - named) drawn paths; the "
        + "largest shortfall, \(NumberText.money(Double(table.text(worst, "shortfall")) ?? 0)) USD in "
        + "\(table.text(worst, "scenario")), is covered"
    ]
  }

  private var missingFund: [String] {
    func figure(_ name: String) -> Double? {
      record.figures?.first { $0.name == name }.flatMap(\.value)
    }
    guard let required = figure("required_fund"), let paid = figure("default_fund"),
      required > paid
    else { return [] }
    return [
      "the default fund of \(NumberText.money(paid)) USD is \(NumberText.money(required - paid)) USD "
        + "short of what the cover asks for"
    ]
  }

  private var rejectedRules: [String] {
    guard let table = table("backtest-tests.csv") else { return [] }
    return table.rows(where: "verdict") { $0 == "rejected" }.map { row in
      "rule \(table.text(row, "rule")) is rejected on \(table.text(row, "account"))"
    }
  }
}
