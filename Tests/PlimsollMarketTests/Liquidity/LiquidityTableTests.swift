import PlimsollMarket
import Testing

@Suite struct LiquidityTableTests {
  private func table(_ text: String) throws -> LiquidityTable {
    try LiquidityTable(csv: InputFile(name: "liquidity.csv", text: text))
  }

  private static let header = "underlying,average_daily_volume,spread_bps,depth_usd\n"

  @Test func readsRows() throws {
    let found = try table(Self.header + "BTC,6e9,1.5,2000000\nETH,3000000000,,\n")
    #expect(
      try found.market(of: "BTC")
        == .init(averageDailyVolume: 6e9, spreadBasisPoints: 1.5, depth: 2e6))
    #expect(try found.market(of: "ETH") == .init(averageDailyVolume: 3e9))
    #expect(
      try table("underlying,average_daily_volume\nBTC,5\n").market(of: "BTC").spreadBasisPoints == 0
    )
  }

  @Test(arguments: [
    ("BTC,0,1,1\n", 2, "average_daily_volume"), ("BTC,-5,1,1\n", 2, "average_daily_volume"),
    ("BTC,,1,1\n", 2, "average_daily_volume"), ("BTC,x,1,1\n", 2, "average_daily_volume"),
    ("BTC,5,-1,1\n", 2, "spread_bps"), ("BTC,5,1,-1\n", 2, "depth_usd"),
    ("BTC,5,1,1\nBTC,5,1,1\n", 3, "underlying"), (",5,1,1\n", 2, "underlying"),
  ])
  func refusesWhatMakesNoSense(rows: String, line: Int, column: String) {
    let error = #expect(throws: InputError.self) { try table(Self.header + rows) }
    #expect(error?.kind == .data && error?.place?.line == line && error?.place?.column == column)
  }

  @Test func zeroVolumeHasARemedy() {
    let error = #expect(throws: InputError.self) { try table(Self.header + "BTC,0,1,1\n") }
    #expect(error?.remedy.contains("positions in BTC") == true)
  }

  @Test func anAbsentRowIsNamed() throws {
    let error = #expect(throws: InputError.self) {
      try table(Self.header + "BTC,5,1,1\n").market(of: "SOL")
    }
    #expect(error?.message.contains("SOL") == true && error?.kind == .data)
  }
}
