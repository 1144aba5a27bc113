internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

extension RiskStudy {
  /// More numbers than this are not written to one file.
  private static let mostNumbers = 100_000_000

  /// Every account's P&L, scenarios × accounts, for each method and horizon, with the labels of each
  /// file; none when they are not wanted.
  func arrays(of book: Book, _ cells: [Cell], context: RiskContext) throws(InputError)
    -> [(path: String, bytes: [UInt8])]
  {
    guard keepsPnL else { return [] }
    var arrays: [(path: String, bytes: [UInt8])] = []
    for cell in cells {
      let gains = try self.gains(of: book, cell, context: context)
      let name = "pnl-\(cell.method.rawValue)-\(cell.horizon).npy"
      let labels = ArrayLabels(
        values: "gain in USD", columns: book.accounts.map(\.name), horizon: cell.horizon)
      arrays.append((name, NumPyFile.encode(gains)))
      arrays.append((ArrayLabels.name(beside: name), labels.encoded()))
    }
    return arrays
  }

  private func gains(of book: Book, _ cell: Cell, context: RiskContext) throws(InputError) -> Matrix
  {
    let (scenarios, accounts) = (cell.prepared.source.count, book.accounts.count)
    guard scenarios * accounts <= Self.mostNumbers else {
      throw .usage(
        "the P&L of \(accounts) accounts in \(scenarios) scenarios is more than \(Self.mostNumbers) "
          + "numbers",
        remedy: "Ask for fewer scenarios or --account, or leave out --pnl.")
    }
    let pnl = try PortfolioPnL(
      book, under: cell.prepared.source, horizon: cell.horizon, threads: context.threads)
    var gains = Matrix(rows: scenarios, columns: accounts)
    for account in 0..<accounts {
      for (scenario, gain) in pnl.ofAccount(account).gains.enumerated() {
        gains[scenario, account] = gain
      }
    }
    return gains
  }
}
