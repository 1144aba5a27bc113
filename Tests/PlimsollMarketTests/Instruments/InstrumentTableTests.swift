import PlimsollMarket
import Testing

@Suite struct InstrumentTableTests {
  private static let header =
    "instrument,kind,underlying,settlement,contract_size,mark_price,expiry\n"

  private static func table(_ rows: String, header: String = header) throws -> InstrumentTable {
    try InstrumentTable(csv: InputFile(name: "instruments.csv", text: header + rows))
  }

  @Test func everyKind() throws {
    let table = try Self.table(
      """
      BTC-SPOT,spot,BTC,,,42000,
      BTC-PERP,perpetual,BTC,linear,0.001,42010,
      BTC-INV,perpetual,BTC,inverse,100,,
      ETH-F,future,ETH,,,2400,2024-03-29T08:00:00Z
      """)
    let expected: [Instrument] = [
      .spot(Spot(name: "BTC-SPOT", underlying: "BTC", markPrice: 42_000)),
      .perpetual(
        Perpetual(
          name: "BTC-PERP", underlying: "BTC", settlement: .linear, contractSize: 0.001,
          markPrice: 42_010)),
      .perpetual(
        Perpetual(name: "BTC-INV", underlying: "BTC", settlement: .inverse, contractSize: 100)),
      .future(
        DatedFuture(
          name: "ETH-F", underlying: "ETH", settlement: .linear, markPrice: 2400,
          expiry: MarketSamples.time("2024-03-29T08:00:00Z"))),
    ]
    #expect(table.instruments == expected)
    #expect(table["BTC-INV"] == expected[2])
    #expect(table["BTC"] == nil)
    #expect(table.marksTime == nil)
    #expect(InstrumentTable(expected)["ETH-F"] == expected[3])
  }

  @Test func termsOfAnyInstrument() throws {
    let table = try Self.table(
      "A,perpetual,BTC,inverse,10,5,\nB,future,ETH,inverse,,7,2030-01-01\n")
    #expect(table.instruments.map(\.name) == ["A", "B"])
    #expect(table.instruments.map(\.underlying) == ["BTC", "ETH"])
    #expect(table.instruments.map(\.contractSize) == [10, 1])
    #expect(table.instruments.map(\.markPrice) == [5, 7])
    #expect(table.instruments.map(\.settlement) == [.inverse, .inverse])
  }

  @Test func columnsThatNoRowNeedsMayBeAbsent() throws {
    let table = try Self.table("P,perpetual,BTC\n", header: "instrument,kind,underlying\n")
    #expect(
      table.instruments == [
        .perpetual(Perpetual(name: "P", underlying: "BTC", settlement: .linear))
      ])
  }

  @Test func theLatestTimestampIsThatOfTheMarks() throws {
    let table = try Self.table(
      "A,spot,BTC,2024-01-02\nB,spot,ETH,2024-01-03\nC,spot,SOL,\nD,spot,XRP,2024-01-01\n",
      header: "instrument,kind,underlying,timestamp\n")
    #expect(table.marksTime == Timestamp("2024-01-03"))
  }

  @Test(arguments: [
    ("A,swap,BTC,,,,", 2, "kind", "unknown kind \"swap\""),
    ("A,Spot,BTC,,,,", 2, "kind", "unknown kind \"Spot\""),
    ("A,,BTC,,,,", 2, "kind", "is blank"),
    (",spot,BTC,,,,", 2, "instrument", "is blank"),
    ("A,spot,,,,,", 2, "underlying", "is blank"),
    ("A,perpetual,BTC,quanto,,,", 2, "settlement", "unknown settlement \"quanto\""),
    ("A,future,BTC,,,,2030-01-01", 2, "mark_price", "a future needs it"),
    ("A,future,BTC,,,5,", 2, "expiry", "a future needs it"),
    ("A,future,BTC,,,5,soon", 2, "expiry", "\"soon\" is not an ISO-8601 date or time"),
    ("A,spot,BTC,,0,,", 2, "contract_size", "contract_size 0 is not above zero"),
    ("A,spot,BTC,,-1,,", 2, "contract_size", "contract_size -1 is not above zero"),
    ("A,spot,BTC,,,0,", 2, "mark_price", "mark_price 0 is not above zero"),
    ("A,spot,BTC,,,nan,", 2, "mark_price", "\"nan\" is not a finite number"),
    ("A,spot,BTC,,,,\nA,spot,ETH,,,,", 3, "instrument", "A is there twice"),
  ]) func badRows(rows: String, line: Int, column: String, message: String) {
    let error = #expect(throws: InputError.self) { try Self.table(rows + "\n") }
    #expect(error?.place == .init(file: "instruments.csv", line: line, column: column))
    #expect(error?.message == message)
    #expect(error?.kind == .data)
    #expect(error?.remedy.isEmpty == false)
  }

  @Test(arguments: ["instrument", "kind", "underlying"]) func neededColumns(column: String) {
    let header = ["instrument", "kind", "underlying"].filter { $0 != column }
    let error = #expect(throws: InputError.self) {
      try Self.table("x,y\n", header: header.joined(separator: ",") + "\n")
    }
    #expect(error?.place == .init(file: "instruments.csv", line: 1, column: column))
  }

  @Test func aFutureNeedsColumnsThatAreAbsent() {
    let error = #expect(throws: InputError.self) {
      try Self.table("F,future,BTC\n", header: "instrument,kind,underlying\n")
    }
    #expect(error?.place == .init(file: "instruments.csv", line: 2, column: "mark_price"))
  }
}
