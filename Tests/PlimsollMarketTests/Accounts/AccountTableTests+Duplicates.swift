import Testing

@testable import PlimsollMarket

extension AccountTableTests {
  private static func positions(_ rows: String, sum: Bool) throws -> AccountTable {
    var table = AccountTable()
    try table.readPositions(
      InputFile(name: "positions.csv", text: "account,instrument,quantity,entry_price\n" + rows),
      instruments: InstrumentTable([
        .perpetual(
          Perpetual(name: "LIN", underlying: "BTC", settlement: .linear, contractSize: 0.1)),
        .perpetual(
          Perpetual(name: "INV", underlying: "BTC", settlement: .inverse, contractSize: 100)),
      ]),
      prices: try MarketSamples.history(MarketSamples.times(2), [("BTC", [100, 110])]),
      sumDuplicates: sum)
    return table
  }

  /// USD gained since the entry, at a mark of `mark`.
  private static func unrealised(_ position: Position, mark: Double) -> Double {
    let entry = position.entryPrice ?? mark
    return position.instrument.settlement == .linear
      ? position.size * (mark - entry) : position.size * (1 / entry - 1 / mark) * mark
  }

  @Test func repeatedRowsAreRefused() {
    let error = #expect(throws: InputError.self) {
      try Self.positions("a,LIN,1,100\nb,LIN,1,100\na,LIN,2,110\n", sum: false)
    }
    #expect(
      error?.description == "positions.csv, line 4, column instrument: account a holds LIN twice\n"
        + "  Add the rows up, or pass --duplicates sum.")
  }

  @Test(
    arguments: ["LIN", "INV"],
    [
      [(1, 100), (2, 130)], [(5, 100), (-2, 90)], [(-1, 100), (-3, 80), (-2, 120)],
      [(1, 100), (1, 100)], [(10, 95), (-3, 110), (4, 102)],
    ] as [[(Double, Double)]])
  func sumsKeepTheUnrealisedPnL(name: String, rows: [(Double, Double)]) throws {
    let text = rows.map { "a,\(name),\($0.0),\($0.1)\n" }.joined()
    let table = try Self.positions(text, sum: true)
    let position = try #require(table.accounts.first?.positions.first)
    #expect(table.accounts.first?.positions.count == 1)
    #expect(abs(position.quantity - rows.reduce(0) { $0 + $1.0 }) < 1e-12)
    for mark in [50.0, 105, 300] {
      let parts = rows.map {
        Self.unrealised(
          Position(instrument: position.instrument, quantity: $0.0, entryPrice: $0.1), mark: mark)
      }
      let whole = Self.unrealised(position, mark: mark)
      #expect(abs(whole - parts.reduce(0, +)) < 1e-9 * parts.reduce(1) { $0 + abs($1) })
    }
    #expect(
      table.diagnostics == [
        Diagnostic(
          .warning, "positions.csv", "\(rows.count - 1) repeated positions added to earlier rows")
      ])
  }

  @Test func linearAveragesAreArithmeticAndInverseOnesHarmonic() throws {
    let linear = try Self.positions("a,LIN,1,100\na,LIN,1,200\n", sum: true)
    #expect(linear.accounts[0].positions[0].entryPrice == 150)
    let inverse = try Self.positions("a,INV,1,100\na,INV,1,200\n", sum: true)
    let entry = try #require(inverse.accounts[0].positions[0].entryPrice)
    #expect(abs(entry - 400.0 / 3) < 1e-9)
  }

  @Test func rowsWithoutEntryAddUp() throws {
    let table = try Self.positions("a,BTC,1,\na,BTC,-3,\na,LIN,2,100\na,LIN,-2,100\n", sum: true)
    let positions = table.accounts[0].positions
    #expect(positions.map(\.quantity) == [-2, 0])
    #expect(positions.map(\.entryPrice) == [nil, 100])
  }

  /// No entry price gives back the P&L of these: a closed gain, or a blank beside a price.
  @Test(arguments: [
    "a,LIN,1,100\na,LIN,-1,110\n", "a,LIN,1,100\na,LIN,1,\n", "a,LIN,2,100\na,LIN,-1,300\n",
    "a,INV,1,100\na,INV,-1,90\n", "a,INV,3,100\na,INV,-1,10\n",
  ]) func sumsWithoutAnEntryPriceAreRefused(rows: String) {
    let error = #expect(throws: InputError.self) { try Self.positions(rows, sum: true) }
    #expect(error?.place == .init(file: "positions.csv", line: 3, column: "instrument"))
    #expect(error?.message == "the entry prices of repeated rows do not average to a price")
  }
}
