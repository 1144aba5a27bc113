import Foundation
import PlimsollMarket
import Testing

@Suite struct BookTests {
  private static func time(_ text: String) -> Timestamp { MarketSamples.time(text) }

  /// Ten days from 2024-01-01 to 2024-01-10; DEAD has its last price on the third.
  private static func prices() throws -> PriceHistory {
    let btc = (0..<10).map { 100.0 + Double($0) }
    return try MarketSamples.history(
      MarketSamples.times(10),
      [
        ("BTC", btc), ("ETH", btc.map { $0 / 10 }),
        ("DEAD", [5, 4, 3] + [Double?](repeating: nil, count: 7)),
      ])
  }

  private static func book(
    _ instruments: [Instrument], collateral: [Collateral] = [], asOf: String? = nil,
    marks: [RiskFactor: Double] = [:], instrumentsTime: String? = nil
  ) throws -> Book {
    var table = InstrumentTable()
    if let instrumentsTime {
      table = try InstrumentTable(
        csv: InputFile(
          name: "instruments.csv",
          text: "instrument,kind,underlying,timestamp\nmarked,spot,BTC,\(instrumentsTime)\n"))
    }
    return try Book(
      name: "desk", prices: try prices(),
      accounts: [
        Account(
          name: "a", positions: instruments.map { Position(instrument: $0, quantity: 1) },
          collateral: collateral)
      ],
      asOf: asOf.map(time), marks: marks, instruments: table)
  }

  private static func spot(_ factor: RiskFactor, mark: Double? = nil) -> Instrument {
    .spot(Spot(name: factor.name, underlying: factor, markPrice: mark))
  }

  @Test func theLastPriceIsTheDefault() throws {
    let book = try Self.book([Self.spot("ETH")], collateral: [Collateral(asset: "BTC", amount: 1)])
    #expect(book.asOf == Self.time("2024-01-10"))
    #expect(book.spot == ["ETH": 10.9, "BTC": 109])
    #expect(book.factors == ["BTC", "ETH"])
    #expect(book.diagnostics.isEmpty)
    #expect(book.name == "desk")
  }

  @Test func asOfCutsTheHistory() throws {
    let book = try Self.book([Self.spot("BTC")], asOf: "2024-01-05")
    #expect(book.spot == ["BTC": 104])
    #expect(book.prices.times.last == Self.time("2024-01-05"))
    let between = try Self.book([Self.spot("BTC")], asOf: "2024-01-05T10:00Z")
    #expect(between.asOf == Self.time("2024-01-05T10:00Z"))
    #expect(between.spot == ["BTC": 103])
    #expect(between.diagnostics.map(\.subject) == ["BTC"])
    #expect(between.diagnostics[0].message.contains("the price of 2024-01-04"))
    #expect(throws: InputError.self) { try Self.book([Self.spot("BTC")], asOf: "2023-06-01") }
  }

  @Test func instrumentsTimeComesBeforeTheLastPrice() throws {
    let book = try Self.book([Self.spot("BTC")], instrumentsTime: "2024-01-07")
    #expect(book.asOf == Self.time("2024-01-07"))
    let asked = try Self.book([Self.spot("BTC")], asOf: "2024-01-05", instrumentsTime: "2024-01-07")
    #expect(asked.asOf == Self.time("2024-01-05"))
  }

  @Test func marksReplacePrices() throws {
    let book = try Self.book([Self.spot("BTC"), Self.spot("ETH")], marks: ["BTC": 61_000])
    #expect(book.spot == ["BTC": 61_000, "ETH": 10.9])
    #expect(book.diagnostics == [Diagnostic(.note, "BTC", "spot 61000.0 given by --mark")])
  }

  @Test(arguments: [("2024-01-13", true), ("2024-01-13T00:00:01Z", true), ("2024-01-14", false)])
  func aPriceIsGoodForThreeBars(asOf: String, isGood: Bool) throws {
    guard isGood else {
      let error = #expect(throws: InputError.self) {
        try Self.book([Self.spot("BTC")], asOf: asOf)
      }
      #expect(error?.place == .init(file: "prices.csv", column: "BTC"))
      #expect(
        error?.message == "the last price is of 2024-01-10, more than 3 bars before 2024-01-14")
      #expect(error?.remedy.contains("--mark BTC=PRICE") == true)
      return
    }
    let book = try Self.book([Self.spot("BTC")], asOf: asOf)
    #expect(book.spot["BTC"] == 109)
    #expect(book.diagnostics.count == 1)
  }

  @Test func aDeadCoinNeedsAMark() throws {
    #expect(throws: InputError.self) { try Self.book([Self.spot("DEAD")]) }
    #expect(try Self.book([Self.spot("BTC")]).spot == ["BTC": 109])
    #expect(try Self.book([Self.spot("DEAD")], marks: ["DEAD": 0.1]).spot == ["DEAD": 0.1])
    let marked = try Self.book([Self.spot("DEAD", mark: 2)])
    #expect(marked.spot == ["DEAD": 2])
    #expect(marked.diagnostics[0].message == "spot 2.0 is an instrument's mark price")
    let perpetual = Instrument.perpetual(
      Perpetual(name: "P", underlying: "DEAD", settlement: .linear, markPrice: 3))
    #expect(try Self.book([perpetual]).spot == ["DEAD": 3])
    // A future's mark is no spot price.
    let future = Instrument.future(
      DatedFuture(
        name: "F", underlying: "DEAD", settlement: .linear, markPrice: 3,
        expiry: Self.time("2025-01-01")))
    #expect(throws: InputError.self) { try Self.book([future]) }
    #expect(try Self.book([Self.spot("DEAD")], asOf: "2024-01-05").spot == ["DEAD": 3])
  }

  @Test func aFreshPriceComesBeforeAnInstrumentsMark() throws {
    #expect(try Self.book([Self.spot("BTC", mark: 50)]).spot == ["BTC": 109])
  }

  @Test(arguments: ["2024-01-10", "2024-01-05", "2024-01-10T08:00Z"])
  func expiredFuturesAreRefused(expiry: String) throws {
    func future(_ expiry: String) -> Instrument {
      .future(
        DatedFuture(
          name: "BTC-F", underlying: "BTC", settlement: .linear, markPrice: 100,
          expiry: Self.time(expiry)))
    }
    let error = #expect(throws: InputError.self) { try Self.book([future(expiry)]) }
    #expect(error?.kind == .data)
    #expect(error?.message.hasPrefix("BTC-F expired at ") == true)
    #expect(error?.remedy.contains("--as-of") == true)
    let earlier = try Self.book([future(expiry)], asOf: "2024-01-04")
    #expect(earlier.asOf == Self.time("2024-01-04"))
  }
}
