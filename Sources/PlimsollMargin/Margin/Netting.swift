import PlimsollMarket
import PlimsollNumerics

/// What an account's P&L comes to when everything it holds is netted.
struct NetResult: Sendable {
  var measure: Estimate
  var valueAtRisk: Estimate
  var expectedShortfall: Estimate
  var gross: Double
  var contributions: [Contribution]
  /// Nil when it was not asked for.
  var histogram: PnLHistogram?

  /// max(0, measure).
  var core: Double { max(0, measure.value) }
}

/// Nets accounts: what each holds as a row of a sparse matrix, measured in one scan of the scenarios
/// together with every row of units held alone.
struct Netting {
  let rows: UnitRows
  let scan: TailScan
  let measure: RiskMeasure
  let level: ConfidenceLevel

  init(
    _ rows: UnitRows, measure: RiskMeasure, level: ConfidenceLevel, threads: Int?,
    progress: (@Sendable (Int) -> Void)? = nil, share: WorkShare? = nil
  ) {
    self.rows = rows
    scan = TailScan(rows, threads: threads, progress: progress, share: share)
    self.measure = measure
    self.level = level
  }

  /// The net result of every account of `set`, and the measure of every one of `parts`.
  ///
  /// - Parameter charted: the accounts whose P&L is wanted as a histogram.
  func net(_ set: NettingSet, charted: [Int] = [], parts: [[UnitPnL.Holding]] = []) -> (
    accounts: [NetResult], parts: [Double]
  ) {
    var portfolios = accounts(of: set)
    let accountCount = portfolios.count
    let alone = StandaloneRows(set, parts: parts, rows: rows)
    alone.append(to: &portfolios)
    let measure = measure
    let (found, histograms) = scan.measure(
      portfolios, at: [level], charted: charted, listing: { $0 < accountCount }
    ) { portfolio, tail in
      // Only accounts are taken apart; of the others the figure is all.
      (tail: portfolio < accountCount ? tail : nil, value: tail.loss.value(of: measure).value)
    }
    let tails = found.compactMap(\.tail)
    let accountRows = portfolios.rows(0..<accountCount)
    let means = scan.tailMeans(of: accountRows, tails, measure)
    let figures = alone.figures(found.dropFirst(accountCount).map(\.value))
    let charts = Dictionary(uniqueKeysWithValues: zip(charted, histograms))
    let results = tails.indices.map { account in
      var rowMeans: [Int: Double] = [:]
      for (entry, held) in zip(accountRows.entries(ofRow: account), accountRows[account]) {
        rowMeans[held.column] = means[entry]
      }
      let contributions = set.lines[account].enumerated().map { place, line in
        Contribution(
          instrument: line.name, quantity: line.quantity, notional: line.notional,
          standalone: max(0, figures.standalone(account, place)),
          component: rows.entries(of: line.holdings).reduce(0) {
            $0 - $1.coefficient * (rowMeans[$1.column] ?? 0)
          })
      }
      let tail = tails[account].loss
      return NetResult(
        measure: tail.value(of: measure), valueAtRisk: tail.valueAtRisk,
        expectedShortfall: tail.expectedShortfall,
        gross: contributions.reduce(0) { $0 + $1.standalone }, contributions: contributions,
        histogram: charts[account])
    }
    return (results, figures.parts)
  }

  /// The P&L of some accounts as histograms.
  func histograms(of accounts: [Int], in set: NettingSet) -> [PnLHistogram] {
    scan.measure(
      self.accounts(of: set).rows(accounts), at: [level], charted: Array(accounts.indices),
      listing: { _ in false }
    ) { _, _ in }.histograms
  }

  private func accounts(of set: NettingSet) -> SparseRows {
    var portfolios = SparseRows()
    for lines in set.lines { portfolios.append(rows.entries(of: lines.flatMap(\.holdings))) }
    return portfolios
  }
}

/// What is measured by itself, beside the accounts: every row long and short, which by homogeneity
/// gives what any line of one row costs alone; lines of several rows; other parts of accounts.
private struct StandaloneRows {
  private let rows: UnitRows
  private let set: NettingSet
  private let parts: [[UnitPnL.Holding]]
  /// Lines of several rows: account and place.
  private var mixed: [(account: Int, place: Int)] = []

  init(_ set: NettingSet, parts: [[UnitPnL.Holding]], rows: UnitRows) {
    self.rows = rows
    self.set = set
    self.parts = parts
    for (account, lines) in set.lines.enumerated() {
      for (place, line) in lines.enumerated()
      where line.holdings.count > 1 && rows.entries(of: line.holdings).count > 1 {
        mixed.append((account, place))
      }
    }
  }

  func append(to portfolios: inout SparseRows) {
    for row in 0..<rows.count {
      for sign in [1.0, -1] {
        portfolios.append([(column: row, coefficient: sign)])
      }
    }
    for (account, place) in mixed {
      portfolios.append(rows.entries(of: set.lines[account][place].holdings))
    }
    for part in parts { portfolios.append(rows.entries(of: part)) }
  }

  /// The figures of what was appended.
  func figures(_ values: [Double]) -> Figures {
    let single = 2 * rows.count
    var ofMixed: [Int: [Int: Double]] = [:]
    for (line, value) in zip(mixed, values.dropFirst(single)) {
      ofMixed[line.account, default: [:]][line.place] = value
    }
    return Figures(
      rows: rows, set: set, ofRows: Array(values.prefix(single)), ofMixed: ofMixed,
      parts: Array(values.dropFirst(single + mixed.count)))
  }

  struct Figures {
    let rows: UnitRows
    let set: NettingSet
    let ofRows: [Double]
    let ofMixed: [Int: [Int: Double]]
    let parts: [Double]

    /// The measure of one line of an account alone.
    func standalone(_ account: Int, _ place: Int) -> Double {
      if let value = ofMixed[account]?[place] { return value }
      guard let entry = rows.entries(of: set.lines[account][place].holdings).first else { return 0 }
      return abs(entry.coefficient) * ofRows[2 * entry.column + (entry.coefficient < 0 ? 1 : 0)]
    }
  }
}
