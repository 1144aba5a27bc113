import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

@Suite struct AccountTradeTests {
  private static let valuation = Valuation(spot: ["A": 50])
  private static let linear = Instrument.perpetual(
    Perpetual(name: "L", underlying: "A", settlement: .linear, contractSize: 2, markPrice: 60))
  private static let inverse = Instrument.perpetual(
    Perpetual(name: "I", underlying: "A", settlement: .inverse, contractSize: 10, markPrice: 60))
  private static let coin = Instrument.spot(Spot(name: "A", underlying: "A"))

  private static func account(_ instrument: Instrument, _ quantity: Double, _ entry: Double?)
    -> Account
  {
    Account(
      name: "a",
      positions: [Position(instrument: instrument, quantity: quantity, entryPrice: entry)],
      collateral: [Collateral(asset: nil, amount: 7)])
  }

  private static func amount(_ account: Account, _ asset: RiskFactor?) -> Double {
    account.collateral.first { $0.asset == asset }?.amount ?? 0
  }

  /// 3 contracts of 2 coins from 40; the mark is 60: 120 USD won.
  @Test func aLinearContract() throws {
    let account = Self.account(Self.linear, 3, 40)
    let more = account.trading(1, of: Self.linear, at: Self.valuation)
    #expect(more.positions[0].quantity == 4 && more.positions[0].entryPrice == 45)
    #expect(Self.amount(more, nil) == 7)
    let less = account.trading(-1, of: Self.linear, at: Self.valuation)
    #expect(less.positions[0].quantity == 2 && less.positions[0].entryPrice == 40)
    #expect(Self.amount(less, nil) == 7 + 40)
    let closed = account.trading(-3, of: Self.linear, at: Self.valuation)
    #expect(closed.positions.isEmpty && Self.amount(closed, nil) == 7 + 120)
    let turned = account.trading(-5, of: Self.linear, at: Self.valuation)
    #expect(turned.positions[0].quantity == -2 && turned.positions[0].entryPrice == nil)
    #expect(Self.amount(turned, nil) == 7 + 120)
  }

  /// 30 contracts of 10 USD from 40: 300 × (1/40 − 1/60) = 2.5 coins won.
  @Test func anInverseContract() throws {
    let account = Self.account(Self.inverse, 30, 40)
    let more = account.trading(15, of: Self.inverse, at: Self.valuation)
    let entry = try #require(more.positions[0].entryPrice)
    #expect(abs(450 * (1 / entry - 1.0 / 60) - 2.5) < 1e-12)
    let less = account.trading(-12, of: Self.inverse, at: Self.valuation)
    #expect(less.positions[0].entryPrice == 40 && abs(Self.amount(less, "A") - 1) < 1e-12)
    let turned = account.trading(-40, of: Self.inverse, at: Self.valuation)
    #expect(turned.positions[0].quantity == -10 && abs(Self.amount(turned, "A") - 2.5) < 1e-12)
    #expect(Self.amount(turned, nil) == 7)
  }

  @Test func coinsArePaidFor() {
    let account = Self.account(Self.coin, 3, 40)
    let more = account.trading(2, of: Self.coin, at: Self.valuation)
    #expect(more.positions[0].quantity == 5 && Self.amount(more, nil) == 7 - 100)
    let other = account.trading(1, of: Self.linear, at: Self.valuation)
    #expect(other.positions.map(\.instrument.name) == ["A", "L"])
    #expect(other.positions[1].entryPrice == nil && Self.amount(other, nil) == 7)
  }

  /// Equity is the same after any trade, options among them.
  @Test func equityStays() throws {
    let book = try PreTradeSamples.book()
    let open = try book.opened(to: book.listedFactors)
    for name in ["A-PERP", "A-INV", "B-FUT", "B-INV", "A-CALL", "A-PUT", "A", "C-PERP"] {
      for quantity in [-300.0, -2, 0.5, 40] {
        let instrument = try open.instrument(name)
        let after = try open.trading([(instrument, quantity)], in: nil)
        for (old, new) in zip(open.accounts, after.accounts) {
          let before = AccountStanding(old, valuation: try Valuation(open), haircut: .none)
          let now = AccountStanding(new, valuation: try Valuation(after), haircut: .none)
          #expect(abs(before.equity - now.equity) < 1e-9 * max(now.grossNotional, 1))
        }
      }
    }
    #expect(throws: InputError.self) { try open.trading([], in: "nobody") }
  }
}
