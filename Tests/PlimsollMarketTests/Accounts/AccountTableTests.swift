import Testing

@testable import PlimsollMarket

@Suite struct AccountTableTests {
  private static let header = "account,instrument,quantity,entry_price\n"

  private static let instruments = InstrumentTable([
    .perpetual(Perpetual(name: "BTC-PERP", underlying: "BTC", settlement: .linear)),
    .perpetual(
      Perpetual(name: "BTC-INV", underlying: "BTC", settlement: .inverse, contractSize: 100)),
    .perpetual(Perpetual(name: "XRP-PERP", underlying: "XRP", settlement: .linear)),
  ])

  private static func prices() throws -> PriceHistory {
    try MarketSamples.history(MarketSamples.times(2), [("BTC", [100, 110]), ("ETH", [10, 11])])
  }

  private static func table(
    _ rows: String, header: String = header, sum: Bool = false, collateral: String? = nil
  ) throws -> AccountTable {
    var table = AccountTable()
    try table.readPositions(
      InputFile(name: "positions.csv", text: header + rows), instruments: instruments,
      prices: try prices(), sumDuplicates: sum)
    if let collateral {
      try table.readCollateral(
        InputFile(name: "collateral.csv", text: "account,asset,amount\n" + collateral),
        prices: try prices())
    }
    return table
  }

  @Test func positionsAndCollateralByAccount() throws {
    let accounts = try Self.table(
      "b,BTC-PERP,-2,105\na,ETH,3,\na,BTC-INV,50,99\n",
      collateral: "c,USD,1000\na,ETH,-1\na,BTC,0.5\n"
    ).accounts
    #expect(accounts.map(\.name) == ["a", "b", "c"])
    #expect(accounts[0].positions.map(\.instrument.name) == ["BTC-INV", "ETH"])
    #expect(accounts[0].positions.map(\.quantity) == [50, 3])
    #expect(accounts[0].positions.map(\.entryPrice) == [99, nil])
    #expect(accounts[0].positions[0].size == 5000)
    #expect(accounts[0].positions[1].instrument == .spot(Spot(name: "ETH", underlying: "ETH")))
    #expect(
      accounts[0].collateral == [
        Collateral(asset: "BTC", amount: 0.5), Collateral(asset: "ETH", amount: -1),
      ])
    #expect(accounts[2].positions.isEmpty)
    #expect(accounts[2].collateral == [Collateral(asset: nil, amount: 1000)])
  }

  @Test func theOrderOfRowsIsIrrelevant() throws {
    let positions = ["b,BTC-PERP,-2,105\n", "a,ETH,3,\n", "a,BTC-INV,50,99\n", "a,BTC,1,\n"]
    let collateral = ["c,USD,1000\n", "a,ETH,-1\n", "a,BTC,0.5\n", "a,USD,7\n"]
    let first = try Self.table(positions.joined(), collateral: collateral.joined()).accounts
    var generator = SeededGenerator(seed: 10)
    for _ in 0..<20 {
      let shuffled = try Self.table(
        positions.shuffled(using: &generator).joined(),
        collateral: collateral.shuffled(using: &generator).joined())
      #expect(shuffled.accounts == first)
    }
  }

  @Test(arguments: [
    ("a,BTC-PREP,1,\n", "instrument", "unknown instrument \"BTC-PREP\"", "Did you mean BTC-PERP?"),
    (
      "a,DOGE-PERPETUAL,1,\n", "instrument", "unknown instrument \"DOGE-PERPETUAL\"",
      "Known here: BTC-PERP, BTC-INV, XRP-PERP, BTC, ETH."
    ),
    (
      "a,XRP-PERP,1,\n", "instrument", "XRP-PERP follows XRP, which prices.csv has no prices of",
      "Add a price column XRP."
    ),
    ("a,BTC,,\n", "quantity", "is blank", "Give a number."),
    (",BTC,1,\n", "account", "is blank", "Give a value."),
    ("a,,1,\n", "instrument", "is blank", "Give a value."),
    (
      "a,BTC,1,0\n", "entry_price", "entry price 0 is not above zero",
      "Give the price it was opened at, or leave it blank."
    ),
  ]) func badPositions(rows: String, column: String, message: String, remedy: String) {
    let error = #expect(throws: InputError.self) { try Self.table("z,ETH,1,\n" + rows) }
    #expect(error?.place == .init(file: "positions.csv", line: 3, column: column))
    #expect(error?.message == message)
    #expect(error?.remedy == remedy)
  }

  @Test func noPositionsAtAll() {
    let error = #expect(throws: InputError.self) { try Self.table("") }
    #expect(error?.message == "there are no positions")
    for column in ["account", "instrument", "quantity"] {
      let header = Self.header.replacing(column, with: "x")
      let missing = #expect(throws: InputError.self) {
        try Self.table("a,BTC,1,\n", header: header)
      }
      #expect(missing?.place == .init(file: "positions.csv", line: 1, column: column))
    }
  }

  @Test(arguments: [
    ("a,BCT,1\n", "asset", "unknown asset \"BCT\"", "Did you mean BTC?"),
    ("a,BTX,1\n", "asset", "unknown asset \"BTX\"", "Did you mean BTC?"),
    ("a,USE,1\n", "asset", "unknown asset \"USE\"", "Did you mean USD?"),
    ("a,USD,1\na,USD,2\n", "asset", "account a holds USD twice", "Add the rows up."),
    ("a,BTC,\n", "amount", "is blank", "Give a number."),
    (
      "a,BTC,inf\n", "amount", "\"inf\" is not a finite number",
      "Write a plain number such as 1234.5 or 9.6e-05; leave a missing value blank."
    ),
  ]) func badCollateral(rows: String, column: String, message: String, remedy: String) {
    let error = #expect(throws: InputError.self) {
      try Self.table("a,BTC,1,\n", collateral: rows)
    }
    let line = 1 + rows.split(separator: "\n").count
    #expect(error?.place == .init(file: "collateral.csv", line: line, column: column))
    #expect(error?.message == message)
    #expect(error?.remedy == remedy)
  }
}
