import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct PortfolioTailsTests {
  private static let levels = [0.95, 0.99].compactMap { ConfidenceLevel($0) }

  static func book() throws -> Book {
    let coins = ["A", "B"].map { Instrument.spot(Spot(name: $0, underlying: RiskFactor($0))) }
    let holdings: [[Double]] = [[1, 0], [2, -3], [-5, 1]]
    return try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B"], days: 300),
      accounts: holdings.enumerated().map { number, quantities in
        Account(
          name: "account-\(number)",
          positions: zip(coins, quantities).map { Position(instrument: $0, quantity: $1) })
      })
  }

  /// What the scan finds is what the whole P&L vector holds.
  @Test(arguments: [700, 60_000]) func figuresAreThoseOfTheWholeVector(count: Int) throws {
    let book = try Self.book()
    let model = try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: CalibrationSpec())
    let source = try MonteCarlo(model, bars: 2, count: count, seed: 4)
    let tails = try PortfolioTails(
      book, under: source, horizon: .days(2), levels: Self.levels, charted: 2)
    let whole = try PortfolioPnL(book, under: source, horizon: .days(2))
    #expect(tails.figures.count == 3 && tails.histograms.count == 2)
    for (account, figures) in tails.figures.enumerated() {
      let pnl = whole.ofAccount(account)
      for (found, level) in zip(figures, Self.levels) {
        let tail = LossTail(pnl, level: level)
        #expect(found.level == level && found.valueAtRisk == tail.valueAtRisk)
        let (a, b) = (try #require(found.expectedShortfall), tail.expectedShortfall)
        #expect(abs(a.value - b.value) <= 1e-12 * abs(b.value))
        #expect(
          abs(try #require(a.standardError) - (try #require(b.standardError))) <= 1e-8
            * abs(b.value))
      }
      if account < 2 { #expect(tails.histograms[account] == PnLHistogram(pnl)) }
    }
  }

  @Test func progressEndsAtTheNumberOfScenarios() throws {
    let book = try Self.book()
    let model = try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: CalibrationSpec())
    for count in [700, 30_000] {
      let seen = Seen()
      _ = try PortfolioTails(
        book, under: try MonteCarlo(model, bars: 1, count: count, seed: 4), horizon: .day,
        levels: Self.levels, threads: 1,
        progress: { done, _ in seen.largest = max(seen.largest, done) })
      #expect(seen.largest == count)
    }
  }

  /// Written by one thread only.
  private final class Seen: @unchecked Sendable { var largest = 0 }
}
