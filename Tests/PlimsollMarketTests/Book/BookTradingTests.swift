import PlimsollMarket
import Testing

@Suite struct BookTradingTests {
  private static let prices =
    "date,BTC,ETH,TON\n2024-01-01,100,10,\n2024-01-02,101,11,\n2024-01-03,102,12,\n"

  private static func book(listed: [Instrument]) throws -> Book {
    let coin = Instrument.spot(Spot(name: "BTC", underlying: "BTC"))
    return try Book(
      name: "b", prices: try PriceHistory(csv: InputFile(name: "prices.csv", text: prices)),
      accounts: [Account(name: "a", positions: [Position(instrument: coin, quantity: 1)])],
      instruments: InstrumentTable(listed))
  }

  private static func perpetual(_ factor: String, mark: Double? = nil) -> Instrument {
    .perpetual(
      Perpetual(
        name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear,
        markPrice: mark))
  }

  @Test func opensToWhatIsListedAndHasAPrice() throws {
    let book = try Self.book(listed: [Self.perpetual("ETH"), Self.perpetual("TON")])
    #expect(book.factors == ["BTC"])
    #expect(book.listedFactors == ["ETH"])
    let open = try book.opened(to: book.listedFactors)
    #expect(open.factors == ["BTC", "ETH"] && open.spot["ETH"] == 12)
    #expect(open.accounts == book.accounts)
    #expect(throws: InputError.self) { try book.opened(to: ["TON"]) }
    // A mark stands in for a price, as for what is held.
    let marked = try Self.book(listed: [Self.perpetual("TON", mark: 3)])
    #expect(try marked.opened(to: marked.listedFactors).spot["TON"] == 3)
  }

  @Test func findsInstrumentsByName() throws {
    let gone = Instrument.future(
      DatedFuture(
        name: "OLD", underlying: "BTC", settlement: .linear, markPrice: 1,
        expiry: try #require(Timestamp("2024-01-02"))))
    let book = try Self.book(listed: [Self.perpetual("ETH"), Self.perpetual("XRP"), gone])
    #expect(try book.instrument("ETH-PERP") == Self.perpetual("ETH"))
    #expect(try book.instrument("ETH").underlying == "ETH")
    for (name, words) in [
      ("ETH-PREP", "unknown instrument"), ("XRP-PERP", "has no prices"), ("OLD", "expired"),
    ] {
      let error = #expect(throws: InputError.self) { try book.instrument(name) }
      #expect(error?.message.contains(words) == true)
    }
  }

  @Test func replacesAccounts() throws {
    let book = try Self.book(listed: [Self.perpetual("ETH")])
    func account(_ quantity: Double) -> [Account] {
      [
        Account(
          name: "z", positions: [Position(instrument: Self.perpetual("ETH"), quantity: quantity)])
      ]
    }
    let other = try book.opened(to: ["ETH"]).replacing(account(5))
    #expect(other.accounts.map(\.name) == ["z"] && other.spot.count == 2)
    #expect(throws: InputError.self) { try other.replacing(account(1e30)) }
  }

  /// One account put in the place of another is what all of them replaced is, and as strictly looked at.
  @Test func replacesOneAccount() throws {
    func account(_ instrument: Instrument, _ quantity: Double) -> Account {
      Account(name: "a", positions: [Position(instrument: instrument, quantity: quantity)])
    }
    var book = try Self.book(listed: [Self.perpetual("ETH")]).opened(to: ["ETH"])
    let all = try book.replacing([account(Self.perpetual("ETH"), 5)])
    try book.replace(0, by: account(Self.perpetual("ETH"), 5))
    #expect(book.accounts == all.accounts && book.spot == all.spot)
    #expect(book.instruments.map(\.name) == ["BTC", "ETH-PERP"])
    let gone = Instrument.future(
      DatedFuture(
        name: "OLD", underlying: "BTC", settlement: .linear, markPrice: 1,
        expiry: try #require(Timestamp("2024-01-02"))))
    for wrong in [account(gone, 1), account(Self.perpetual("ETH"), 1e30)] {
      #expect(throws: InputError.self) { try book.replace(0, by: wrong) }
      #expect(book.accounts == all.accounts)
    }
  }
}
