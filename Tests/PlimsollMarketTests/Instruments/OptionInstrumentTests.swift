import Foundation
import PlimsollMarket
import Testing

@Suite struct OptionInstrumentTests {
  private static let header =
    "instrument,kind,underlying,settlement,contract_size,mark_price,underlying_price,strike,"
    + "expiry,right,mark_iv\n"

  private static func table(_ row: String) throws -> InstrumentTable {
    try InstrumentTable(csv: InputFile(name: "instruments.csv", text: header + row + "\n"))
  }

  @Test func everyTerm() throws {
    let table = try Self.table(
      "O,option,BTC,inverse,2,0.03,51000,60000,2024-03-29T08:00:00Z,put,0.65")
    #expect(
      table.instruments == [
        .option(
          EuropeanOption(
            name: "O", underlying: "BTC", settlement: .inverse, contractSize: 2, right: .put,
            strike: 60_000, expiry: MarketSamples.time("2024-03-29T08:00:00Z"), markPrice: 0.03,
            markVolatility: 0.65, underlyingPrice: 51_000,
            origin: .init(file: "instruments.csv", line: 2)))
      ])
    #expect(table.instruments[0].expiry == MarketSamples.time("2024-03-29T08:00:00Z"))
    #expect(OptionRight.put.sign == -1)
  }

  @Test func eitherMarkIsEnough() throws {
    let one = try Self.table("O,option,BTC,,,0.03,,60000,2024-03-29,call,").instruments[0]
    #expect(one.option?.markVolatility == nil && one.markPrice == 0.03)
    let other = try Self.table("O,option,BTC,,,,,60000,2024-03-29,call,0.7").instruments[0]
    #expect(other.option?.markPrice == nil && other.settlement == .linear)
    // Rounded to nothing by the venue.
    let zero = try Self.table("O,option,BTC,,,0,,60000,2024-03-29,call,0.7").instruments[0]
    #expect(zero.markPrice == 0)
  }

  @Test(arguments: [
    ("O,option,BTC,,,0.1,,,2024-03-29,call,", "strike", "needs it"),
    ("O,option,BTC,,,0.1,,-5,2024-03-29,call,", "strike", "not above zero"),
    ("O,option,BTC,,,0.1,,60000,,call,", "expiry", "needs it"),
    ("O,option,BTC,,,0.1,,60000,2024-03-29,,", "right", "needs it"),
    ("O,option,BTC,,,0.1,,60000,2024-03-29,straddle,", "right", "unknown right"),
    ("O,option,BTC,,,,,60000,2024-03-29,call,", "mark_iv", "mark_iv or a mark_price"),
    ("O,option,BTC,,,0,,60000,2024-03-29,call,", "mark_price", "not above zero"),
    ("O,option,BTC,,,,,60000,2024-03-29,call,0", "mark_iv", "not between"),
    ("O,option,BTC,,,,,60000,2024-03-29,call,65", "mark_iv", "not between"),
    ("O,option,BTC,,,,0,60000,2024-03-29,call,0.6", "underlying_price", "not above zero"),
  ])
  func whatIsMissingOrWrong(row: String, column: String, message: String) {
    let error = #expect(throws: InputError.self) { try Self.table(row) }
    #expect(error?.kind == .data)
    #expect(error?.place == .init(file: "instruments.csv", line: 2, column: column))
    #expect(error?.message.contains(message) == true)
  }
}

@Suite struct OptionChainTests {
  private static let header =
    "timestamp,underlying,index_price,instrument,type,strike,expiry,bid,ask,mark_price,mark_iv,"
    + "underlying_price\n"

  private static func chain(_ rows: [String]) throws -> OptionChain {
    try OptionChain(
      csv: InputFile(name: "surface.csv", text: header + rows.joined(separator: "\n") + "\n"))
  }

  private static let call =
    "2026-01-15T15:34:52Z,BTC,95919,C,call,75000,2026-01-16T08:00:00Z,,0.219,0.218,0.896,95937.7"

  @Test func readsWhatIsHeld() throws {
    let chain = try Self.chain([
      Self.call,
      "2026-01-15T15:34:53Z,BTC,95982,X,call,75000,2026-01-16T08:00:00Z,0.3,0.2,,,95937.7",
      "2026-01-15T15:34:51Z,BTC,95990,Y,put,1,2026-01-16T08:00:00Z,,,,,1",
    ])
    let option = try #require(try chain.option("C"))
    #expect(option.settlement == .inverse && option.contractSize == 1 && option.right == .call)
    #expect(option.underlyingPrice == 95_937.7 && option.markVolatility == 0.896)
    #expect(chain.time == MarketSamples.time("2026-01-15T15:34:53Z"))
    #expect(try chain.indexPrices() == ["BTC": 95_982])
    #expect(try chain.option("Z") == nil)
    let crossed = #expect(throws: InputError.self) { try chain.option("X") }
    #expect(crossed?.place == .init(file: "surface.csv", line: 3, column: "bid"))
    let blank = #expect(throws: InputError.self) { try chain.option("Y") }
    #expect(blank?.place == .init(file: "surface.csv", line: 4, column: "mark_iv"))
  }

  @Test func refusesRepeatsAndAbsurdVolatility() throws {
    #expect(throws: InputError.self) { try Self.chain([Self.call, Self.call]) }
    let chain = try Self.chain([Self.call.replacing("0.896", with: "89.6")])
    #expect(throws: InputError.self) { try chain.option("C") }
  }

  /// A chain long after the last price: it gives the time and the spot.
  @Test func givesTimeAndSpotToABook() throws {
    try MarketSamples.inScratchFolder { folder in
      let times = MarketSamples.times(30, from: "2024-01-01")
      let prices = MarketSamples.priceFile(times, [("BTC", MarketSamples.walk(30, seed: 1))])
      try Data(prices.bytes).write(to: URL(filePath: folder + "/prices.csv"))
      try Data((Self.header + Self.call + "\n").utf8)
        .write(to: URL(filePath: folder + "/surface.csv"))
      try Data("account,instrument,quantity\na,C,-2\n".utf8)
        .write(to: URL(filePath: folder + "/positions.csv"))
      let book = try Book(reading: BookFiles(folder: folder))
      #expect(book.asOf == MarketSamples.time("2026-01-15T15:34:52Z"))
      #expect(book.spot == ["BTC": 95_919])
      #expect(book.options.map(\.name) == ["C"])
      #expect(book.inputs.map(\.file).contains("surface.csv"))
      let error = #expect(throws: InputError.self) {
        try Book(
          reading: BookFiles(folder: folder), asOf: MarketSamples.time("2026-01-16T08:00:00Z"))
      }
      #expect(error?.message.contains("expired") == true)
    }
  }
}
