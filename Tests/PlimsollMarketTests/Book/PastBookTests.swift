import PlimsollMarket
import Testing

@Suite struct PastBookTests {
  private static let times = MarketSamples.times(10)

  private func book(_ positions: [Position], _ collateral: [Collateral] = []) throws -> Book {
    let prices = try PriceHistory(
      csv: MarketSamples.priceFile(
        Self.times,
        [
          ("A", Self.times.indices.map { 100 + 10 * Double($0) }),
          ("B", Self.times.indices.map { $0 < 4 ? nil : 50 }),
        ]))
    return try Book(
      name: "b", prices: prices,
      accounts: [Account(name: "a", positions: positions, collateral: collateral)])
  }

  @Test func whatIsQuotedInUSDMovesWithThePrice() throws {
    let now = try #require(Self.times.last)
    let future = DatedFuture(
      name: "F", underlying: "A", settlement: .linear, markPrice: 209, expiry: now + .days(30))
    let option = EuropeanOption(
      name: "O", underlying: "A", settlement: .linear, right: .call, strike: 190,
      expiry: now + .days(7), markPrice: 19, markVolatility: 0.6, underlyingPrice: 209)
    let coin = EuropeanOption(
      name: "P", underlying: "A", settlement: .inverse, right: .put, strike: 190,
      expiry: now + .days(7), markPrice: 0.05)
    let inverse = Perpetual(
      name: "I", underlying: "A", settlement: .inverse, contractSize: 10, markPrice: 191)
    let book = try book(
      [
        Position(instrument: .future(future), quantity: 2, entryPrice: 150),
        Position(instrument: .option(option), quantity: 1),
        Position(instrument: .option(coin), quantity: 1),
        Position(instrument: .perpetual(inverse), quantity: 3, entryPrice: 120),
      ], [Collateral(asset: "A", amount: 2)])
    // The last price is 190, that of the third row 120.
    let past = try book.asPast(at: Self.times[2])
    let ratio = 120.0 / 190
    #expect(past.asOf == Self.times[2])
    #expect(past.prices.times == Array(Self.times[...2]))
    #expect(past.spot == ["A": 120])
    #expect(past.accounts[0].collateral == book.accounts[0].collateral)
    let held = past.accounts[0].positions
    #expect(held.allSatisfy { $0.entryPrice == nil })
    #expect(held.map(\.quantity) == book.accounts[0].positions.map(\.quantity))
    for position in held {
      switch position.instrument {
      case .future(let moved):
        #expect(moved.markPrice == 209 * ratio)
        #expect(moved.expiry == Self.times[2] + .days(30))
      case .option(let moved) where moved.settlement == .linear:
        #expect(moved.strike == 190 * ratio)
        #expect(moved.markPrice == 19 * ratio)
        #expect(moved.underlyingPrice == 209 * ratio)
        #expect(moved.markVolatility == 0.6)
        #expect(moved.expiry == Self.times[2] + .days(7))
      case .option(let moved):
        #expect(moved.strike == 190 * ratio)
        #expect(moved.markPrice == 0.05)
      case .perpetual(let moved):
        #expect(moved.markPrice == 191 * ratio)
        #expect(position.size == 30)
      case .spot: Issue.record("no spot is held")
      }
    }
  }

  @Test func aFactorWithoutPriceThenIsRefused() throws {
    let book = try book([
      Position(instrument: .spot(Spot(name: "B", underlying: "B")), quantity: 1)
    ])
    #expect(throws: InputError.self) { try book.asPast(at: Self.times[3]) }
    #expect(try book.asPast(at: Self.times[4]).spot == ["B": 50])
    // Between rows there is no price of that time.
    #expect(throws: InputError.self) {
      try book.asPast(at: Self.times[4] + TimeSpan(seconds: 60))
    }
  }
}
