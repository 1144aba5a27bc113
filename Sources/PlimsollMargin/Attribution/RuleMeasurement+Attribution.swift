import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

extension RuleMeasurement {
  /// Adds what each kind of offset takes off, and how collateral falls with the positions, to the
  /// accounts that are to be explained: those of the lowest margin levels.
  ///
  /// - Complexity: one more pass over the scenarios for these accounts.
  func explain(_ requirements: inout [MarginRequirement], under source: any ScenarioSource) {
    guard context.explained > 0 else { return }
    let shown = requirements.lowestLevels(context.explained)
    let netting = netting(under: source, progress: nil)
    let steps = shown.map { OffsetSteps(set.lines[$0].map(\.kind)) }
    let margins = netting.measures(
      of: zip(shown, steps).flatMap { account, steps in
        steps.mixed.map { group in group.flatMap { set.lines[account][$0].holdings } }
      })
    var next = 0
    for (account, steps) in zip(shown, steps) {
      let own = margins[next..<(next + steps.mixed.count)].map { max(0, $0) }
      next += steps.mixed.count
      requirements[account].offsets = steps.benefits(
        alone: requirements[account].contributions.map(\.standalone), mixed: own)
    }
    for (account, risks) in zip(shown, collateralRisks(of: shown, netting)) {
      requirements[account].collateralRisks = risks
    }
  }

  private func collateralRisks(of shown: [Int], _ netting: Netting) -> [[CollateralRisk]] {
    let pledged = shown.map { account in
      book.accounts[account].collateral.compactMap { collateral in
        collateral.asset.flatMap { collateral.amount > 0 ? (asset: $0, collateral) : nil }
      }
    }
    let positions = shown.map { account in
      set.lines[account].filter { !$0.kind.isPledged }.flatMap(\.holdings)
    }
    let moves = netting.tailMoves(of: positions, factors: pledged.map { $0.map(\.asset) })
    return zip(pledged, moves).map { pledged, moves in
      zip(pledged, moves).map { item, move in
        CollateralRisk(
          asset: item.asset, value: valuation.marketValue(of: item.1),
          haircut: rule.collateral == .simulated ? nil : rule.haircut.fraction(for: item.asset),
          alone: move.alone, joint: -move.inTail)
      }
    }
  }
}

extension Netting {
  /// The measure of each of `parts`, positive when money is lost.
  func measures(of parts: [[UnitPnL.Holding]]) -> [Double] {
    var portfolios = SparseRows()
    for part in parts { portfolios.append(rows.entries(of: part)) }
    let measure = measure
    return scan.measure(portfolios, at: [level], listing: { _ in false }) {
      $1.loss.value(of: measure).value
    }.results
  }

  /// For each of `portfolios`, how each of its `factors` moves: the measure of a loss of the factor by
  /// itself, and its mean relative move in the portfolio's tail.
  func tailMoves(of portfolios: [[UnitPnL.Holding]], factors: [[RiskFactor]]) -> [[(
    alone: Double, inTail: Double
  )]] {
    let places = Dictionary(
      uniqueKeysWithValues: rows.source.factors.enumerated().map { ($1, $0) })
    let wanted = factors.map { $0.compactMap { places[$0] } }
    var matrix = SparseRows()
    for (portfolio, columns) in zip(portfolios, wanted) {
      var entries = rows.entries(of: portfolio)
      // A factor that is not held enters with nothing of it, to be averaged all the same.
      for column in columns where !entries.contains(where: { $0.column == column }) {
        entries.append((column: column, coefficient: 0))
      }
      matrix.append(entries)
    }
    let held = matrix.count
    for column in Set(wanted.joined()).sorted() {
      matrix.append([(column: column, coefficient: 1)])
    }
    let measure = measure
    let found = scan.measure(matrix, at: [level], listing: { $0 < held }) { portfolio, tail in
      (tail: portfolio < held ? tail : nil, value: tail.loss.value(of: measure).value)
    }.results
    let alone = Dictionary(
      uniqueKeysWithValues: zip(
        Set(wanted.joined()).sorted(), found.dropFirst(held).map(\.value)))
    let own = matrix.rows(0..<held)
    let means = scan.tailMeans(of: own, found.compactMap(\.tail), measure)
    return wanted.indices.map { portfolio in
      var byColumn: [Int: Double] = [:]
      for (entry, item) in zip(own.entries(ofRow: portfolio), own[portfolio]) {
        byColumn[item.column] = means[entry]
      }
      return wanted[portfolio].map { (alone[$0] ?? 0, byColumn[$0] ?? 0) }
    }
  }
}
