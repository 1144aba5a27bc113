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

  /// Of two mistakes the one on the earlier line is named, whatever their kinds.
  @Test func theFirstMistakeIsNamed() {
    for (rows, line, column) in [
      ("a,BTC,1,\nb,BTC,x,\na,BTC,1,\n", 3, "quantity"),
      ("a,BTC,1,\na,BTC,1,\nb,BTC,x,\n", 3, "instrument"),
      ("b,ETH,1,\na,BTC,1,\nb,ETH,2,\na,BTC,2,\n", 4, "instrument"),
      ("b,ETH,1,\na,BTC,1,\na,BTC,2,\nb,ETH,2,\n", 4, "instrument"),
    ] {
      let error = #expect(throws: InputError.self) { try Self.table(rows) }
      #expect(error?.place == .init(file: "positions.csv", line: line, column: column))
    }
  }

  /// Rows of an account that stand apart, names in quotes, and one name in two spellings.
  @Test func accountsAreKnownByTheirNames() throws {
    let table = try Self.table(
      "a,ETH,1,\n\"b \"\"x\"\"\",ETH,2,\n\"a\",BTC,3,\n\u{E9},BTC,4,\ne\u{301},ETH,5,\n b \"\"x\"\" ,BTC,6,\n",
      collateral: "e\u{301},USD,1\na,USD,2\n")
    let accounts = table.accounts
    #expect(accounts.map(\.name) == ["a", "b \"x\"", "\u{E9}"])
    #expect(accounts.map { $0.positions.map(\.quantity) } == [[3, 1], [6, 2], [4, 5]])
    #expect(accounts.map(\.collateral.count) == [1, 0, 1])
    #expect(table.content.held.instruments.map(\.name) == ["BTC", "ETH"])
  }

  /// More accounts and instruments than the tables start with, in an order of their own.
  @Test func manyAccountsInAnyOrder() throws {
    var generator = SeededGenerator(seed: 11)
    let names = (0..<120).map { "P\($0)" }
    let instruments = InstrumentTable(
      names.map { .perpetual(Perpetual(name: $0, underlying: "BTC", settlement: .linear)) })
    var rows: [(account: Int, instrument: String)] = []
    for account in 0..<300 {
      rows += names.shuffled(using: &generator).prefix(account % 40 + 1).map { (account, $0) }
    }
    rows.shuffle(using: &generator)
    let text = rows.enumerated().map { "n\($1.account),\($1.instrument),\($0 + 1),\n" }.joined()
    var table = AccountTable()
    try table.readPositions(
      InputFile(name: "positions.csv", text: Self.header + text), instruments: instruments,
      prices: try Self.prices(), sumDuplicates: false)
    let accounts = table.accounts
    #expect(accounts.map(\.name) == (0..<300).map { "n\($0)" }.sorted())
    for account in accounts {
      let own = rows.indices.filter { "n\(rows[$0].account)" == account.name }
        .sorted { rows[$0].instrument < rows[$1].instrument }
      #expect(account.positions.map(\.instrument.name) == own.map { rows[$0].instrument })
      #expect(account.positions.map(\.quantity) == own.map { Double($0 + 1) })
    }
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
