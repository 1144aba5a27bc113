import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import Testing

@Suite struct PortfolioTilesTests {
  @Test(arguments: [1, 3]) func asWholeVectors(threads: Int) throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let rule = try StressSamples.rule(.monteCarlo)
    let source = try rule.scenarios.prepare(
      for: book, horizon: .days(2), context: RiskContext()
    ).source
    // Positions alone, which whole vectors are of.
    let bare = book.accounts.map { Account(name: $0.name, positions: $0.positions) }
    let tiles = PortfolioTiles(
      bare, valuation: try Valuation(book), under: source, horizon: .days(2))
    let parts = tiles.map(threads: threads) { tile in
      (
        tile.first,
        (0..<bare.count).map { portfolio in
          Array(tile.gains[(portfolio * tile.stride)..<(portfolio * tile.stride + tile.width)])
        }
      )
    }
    #expect(parts.map(\.0) == parts.map(\.0).sorted() && tiles.count == source.count)
    let whole = try PortfolioPnL(book, under: source, horizon: .days(2))
    for account in bare.indices {
      #expect(parts.flatMap { $0.1[account] } == whole.ofAccount(account).gains)
    }
  }
}
