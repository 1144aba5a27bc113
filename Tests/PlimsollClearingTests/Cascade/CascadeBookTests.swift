import PlimsollMargin
import PlimsollMarket
import Testing

@testable import PlimsollClearing

@Suite struct CascadeBookTests {
  @Test(arguments: [UInt64](1...20)) func equityIsThatOfAFullRevaluation(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade()
    let book = cascade.book
    let valuation = try Valuation(world.book)
    for move in [-0.6, -0.1, 0, 0.02, 0.4] {
      let logs = book.factors.indices.map { move * (1 + 0.3 * Double($0)) }
      var marks = cascade.start
      marks.move(to: logs, in: book)
      let shock = MarketShock(logMoves: Dictionary(uniqueKeysWithValues: zip(book.factors, logs)))
      for (place, account) in world.book.accounts.enumerated() {
        let standing = AccountStanding(account, valuation: valuation, haircut: .none)
        let gain =
          account.positions.reduce(0) { $0 + valuation.pnl(of: $1, under: shock) }
          + account.collateral.reduce(0) { $0 + valuation.pnl(of: $1, under: shock) }
        let found = cascade.accounts.standing(of: place, at: marks, in: book)
        let scale = 1 + standing.grossNotional
        #expect(abs(found.equity - standing.equity - gain) < 1e-5 * scale)
        let haircut = account.collateral.reduce(0.0) { sum, item in
          guard let asset = item.asset else { return sum }
          let market = valuation.marketValue(of: item) + valuation.pnl(of: item, under: shock)
          return sum + max(0, market) * world.rule.haircut.fraction(for: asset)
        }
        #expect(abs(found.equity - found.collateral - haircut) < 1e-9 * scale)
      }
    }
  }

  @Test(arguments: [UInt64](1...20)) func whatIsClosedAtTheMarkChangesNoEquity(seed: UInt64) throws
  {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade()
    let book = cascade.book
    var marks = cascade.start
    marks.move(to: [-0.2, 0.1, -0.3], in: book)
    var accounts = cascade.accounts
    for account in book.names.indices {
      let before = accounts.standing(of: account, at: marks, in: book)
      for leg in book.legRanges[account] {
        accounts.close(accounts.quantities[leg] * 0.4, ofLeg: leg, of: account, at: marks, in: book)
      }
      let between = accounts.standing(of: account, at: marks, in: book)
      for leg in book.legRanges[account] {
        accounts.close(accounts.quantities[leg], ofLeg: leg, of: account, at: marks, in: book)
      }
      let after = accounts.standing(of: account, at: marks, in: book)
      let scale = 1e-9 * (1 + cascade.notionals[account])
      #expect(abs(between.equity - before.equity) < scale)
      #expect(abs(after.equity - before.equity) < scale)
      #expect(!accounts.isOpen[account])
      #expect(accounts.notional(of: account, at: marks, in: book) == 0)
    }
  }
}
