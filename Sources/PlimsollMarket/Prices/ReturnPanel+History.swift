internal import Glibc

extension ReturnPanel {
  /// The returns of `factors` from `history`, ending at its last row.
  ///
  /// - Parameters:
  ///   - window: how far back returns go from the last row; nil for all.
  ///   - missing: what is done where histories are unequal.
  ///   - proxy: the factor that stands in under `.proxy`; nil takes the one with most prices.
  /// - Throws: an `InputError` when a factor is unknown or fewer than `fewestReturns` remain.
  public init(
    _ history: PriceHistory, factors: [RiskFactor], window: TimeSpan? = nil,
    missing: MissingPrices = .complete, proxy: RiskFactor? = nil
  ) throws(InputError) {
    for factor in factors + (proxy.map { [$0] } ?? []) where !history.contains(factor) {
      throw .data(
        history.digest.file, line: 1, column: factor.name, "there is no such price column",
        remedy: InputError.suggestion(for: factor.name, among: history.factors.map(\.name)))
    }
    guard let end = history.times.last else { preconditionFailure("a history has rows") }
    let stand = missing == .proxy ? proxy ?? Self.longestListed(factors, in: history) : nil
    let basis: [RiskFactor]
    switch missing {
    case .complete: basis = factors
    case .pairwise: basis = []
    case .proxy: basis = stand.map { [$0] } ?? []
    }
    let needed = basis.compactMap(history.column)
    let rows = history.times.indices.filter { row in needed.allSatisfy { !$0[row].isNaN } }
    let grid = ReturnGrid(history: history, rows: rows, since: window.map { end - $0 })
    self.init(
      factors: factors, bar: history.bar, times: grid.times,
      returns: factors.map { grid.returns(of: $0) }, chains: grid.chains, coverage: [],
      diagnostics: grid.breaks)
    let own = factors.map { Self.ownReturns(of: $0, in: history, since: grid.since) }
    var filled = [Int](repeating: 0, count: factors.count)
    if let stand {
      filled = try fill(
        from: stand, proxyReturns: grid.returns(of: stand), file: history.digest.file)
    }
    coverage = factors.indices.map { i in
      let listing = history.listing(of: factors[i])
      return FactorCoverage(
        factor: factors[i], firstPrice: listing?.lowerBound, lastPrice: listing?.upperBound,
        ownReturns: own[i], usedReturns: returns[i].count { !$0.isNaN }, filledReturns: filled[i])
    }
    diagnostics += coverageDiagnostics(end: end, missing: missing, stand: stand)
    try requireEnoughReturns(file: history.digest.file, missing: missing)
  }

  private static func longestListed(_ factors: [RiskFactor], in history: PriceHistory)
    -> RiskFactor?
  {
    func prices(_ factor: RiskFactor) -> Int {
      history.column(of: factor)?.count { !$0.isNaN } ?? 0
    }
    return factors.map { ($0, prices($0)) }.reduce(nil as (RiskFactor, Int)?) { best, next in
      best.map { $0.1 >= next.1 ? $0 : next } ?? next
    }?.0
  }

  /// One-bar returns a factor has of its own in the window that ends with `history`.
  public static func ownReturns(
    of factor: RiskFactor, in history: PriceHistory, window: TimeSpan?
  ) -> Int {
    let since = window.flatMap { span in history.times.last.map { $0 - span } }
    return ownReturns(of: factor, in: history, since: since)
  }

  private static func ownReturns(
    of factor: RiskFactor, in history: PriceHistory, since: Timestamp?
  ) -> Int {
    let prices = history.column(of: factor) ?? []
    let rows = prices.indices.filter { !prices[$0].isNaN }
    return ReturnGrid(history: history, rows: rows, since: since).times.count
  }

  private func requireEnoughReturns(file: String, missing: MissingPrices) throws(InputError) {
    guard
      let scarce = coverage.min(by: {
        ($0.usedReturns, $0.ownReturns) < ($1.usedReturns, $1.ownReturns)
      }),
      scarce.usedReturns < Self.fewestReturns
    else { return }
    let culprits = coverage.sorted { $0.ownReturns < $1.ownReturns }.prefix(3)
      .map {
        "\($0.factor) (\($0.firstPrice.map(\.description) ?? "never") to "
          + "\($0.lastPrice.map(\.description) ?? "never"))"
      }
    throw .data(
      file, column: scarce.factor.name,
      "\(scarce.usedReturns) usable returns, at least \(Self.fewestReturns) are needed",
      remedy: missing == .complete
        ? "Shortest histories: \(culprits.joined(separator: ", ")). Give a longer window or an "
          + "earlier --as-of, leave a factor out, or choose `missing: pairwise` or `proxy`."
        : "Give more prices of \(scarce.factor), or leave it out.")
  }

  private func coverageDiagnostics(end: Timestamp, missing: MissingPrices, stand: RiskFactor?)
    -> [Diagnostic]
  {
    var found: [Diagnostic] = []
    let longest = coverage.map(\.ownReturns).max() ?? 0
    if missing == .complete,
      let shortest = coverage.min(by: { $0.ownReturns < $1.ownReturns }),
      shortest.lastPrice.map({ $0 >= end }) ?? false,
      longest - shortest.ownReturns > longest / 10
    {
      found.append(
        Diagnostic(
          .warning, shortest.factor.name,
          "its \(shortest.ownReturns) returns leave all factors with \(shortest.usedReturns) of up to "
            + "\(longest): leave it out, or choose missing: pairwise or proxy"))
    }
    for entry in coverage {
      let name = entry.factor.name
      if let last = entry.lastPrice, last < end {
        let treatment: String
        switch missing {
        case .complete: treatment = "rows after it are not used for any factor"
        case .pairwise: treatment = "its volatility is that of its last prices"
        case .proxy: treatment = "later returns are made from \(stand?.name ?? "the proxy")"
        }
        found.append(
          Diagnostic(
            .warning, name,
            "prices end \(last), \(Int((end - last).days)) days before \(end): \(treatment)"))
      }
      if missing == .complete, entry.ownReturns - entry.usedReturns > longest / 10 {
        found.append(
          Diagnostic(
            .note, name,
            "\(entry.ownReturns - entry.usedReturns) of its \(entry.ownReturns) returns are not "
              + "used: another factor has no price then"))
      }
      if entry.filledReturns > 0 {
        found.append(
          Diagnostic(
            .warning, name,
            "\(entry.filledReturns) of \(entry.usedReturns) returns made from "
              + "\(stand?.name ?? "the proxy") and its own regression residuals"))
      }
    }
    return found
  }
}

/// The rows of a history that returns are taken between.
private struct ReturnGrid {
  let history: PriceHistory
  let since: Timestamp?
  private(set) var times: [Timestamp] = []
  private(set) var chains: [Range<Int>] = []
  private(set) var breaks: [Diagnostic] = []
  private var pairs: [(from: Int, to: Int)] = []

  init(history: PriceHistory, rows: [Int], since: Timestamp?) {
    self.history = history
    self.since = since
    let longest = ReturnPanel.longestStep(bar: history.bar)
    var start = 0
    for (from, to) in zip(rows, rows.dropFirst()) {
      let (before, after) = (history.times[from], history.times[to])
      if let since, after <= since { continue }
      guard after - before <= longest else {
        if times.count > start { chains.append(start..<times.count) }
        start = times.count
        breaks.append(
          Diagnostic(
            .note, "bars",
            "a gap of \(((after - before).seconds / history.bar.seconds) - 1) bars between "
              + "\(before) and \(after): no return crosses it"))
        continue
      }
      times.append(after)
      pairs.append((from, to))
    }
    if times.count > start { chains.append(start..<times.count) }
  }

  func returns(of factor: RiskFactor) -> [Double] {
    guard let prices = history.column(of: factor) else {
      return [Double](repeating: .nan, count: pairs.count)
    }
    return pairs.map { log(prices[$0.to] / prices[$0.from]) }
  }
}
