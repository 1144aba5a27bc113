import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollClearing

@Suite struct MonitorMarksTests {
  /// After hundreds of random ticks of factors and contracts, every account is worth what its positions
  /// come to one by one.
  @Test(arguments: [UInt64](1...12)) func sumsAreThoseOfAFullRevaluation(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let flat = CascadeBook(
      world.book, valuation: try Valuation(world.book), haircut: world.rule.haircut,
      simulatesCollateral: false)
    var marks = MonitorMarks(flat)
    let stream = RandomStream(seed: seed, stream: 40)
    for tick in 0..<400 {
      func draw(_ dimension: Int) -> Double { stream.uniform(scenario: tick, dimension: dimension) }
      if draw(0) < 0.5 {
        let factor = Int(draw(1) * Double(flat.factors.count))
        marks.move(factor: factor, to: 0.5 + draw(2))
      } else {
        let unit = Int(draw(1) * Double(flat.units.count))
        guard flat.units[unit].kind != .spot else { continue }
        marks.move(unit: unit, to: flat.units[unit].price * (0.5 + draw(2)))
      }
      guard tick % 20 == 19 else { continue }
      for account in flat.names.indices {
        let (equity, haircut) = try Self.revalued(account, marks, world, flat)
        let scale =
          1
          + flat.legRanges[account].reduce(0.0) {
            $0 + abs(flat.legs[$1].quantity) * flat.units[flat.legs[$1].unit].notional
          }
        #expect(abs(marks.equity[account] - equity) < 1e-9 * scale)
        #expect(abs(marks.collateral[account] - (equity - haircut)) < 1e-9 * scale)
      }
    }
    let before = marks.equity
    marks.sum()
    for (a, b) in zip(before, marks.equity) { #expect(abs(a - b) < 1e-9 * (1e6 + abs(b))) }
  }

  /// Position by position, from the book and the formulas of contracts.
  private static func revalued(
    _ place: Int, _ marks: MonitorMarks, _ world: CascadeWorld, _ flat: CascadeBook
  ) throws -> (equity: Double, haircut: Double) {
    let account = world.book.accounts[place]
    func spot(_ factor: RiskFactor) throws -> Double {
      let number = try #require(flat.factors.firstIndex(of: factor))
      return flat.spot[number] * marks.ratios[number]
    }
    var (equity, haircut) = (0.0, 0.0)
    for collateral in account.collateral {
      let price = try collateral.asset.map(spot) ?? 1
      equity += collateral.amount * price
      if let asset = collateral.asset {
        haircut += max(0, collateral.amount) * price * world.rule.haircut.fraction(for: asset)
      }
    }
    for position in account.positions {
      let name = position.instrument.name
      let unit = try #require(flat.units.firstIndex { $0.name == name })
      let now = try spot(position.instrument.underlying)
      switch position.instrument {
      case .spot: equity += position.size * now
      case .option: equity += position.quantity * marks.value(of: unit)
      case .perpetual, .future:
        let start = flat.units[unit].price
        let mark = marks.own[unit] ?? start * now / flat.spot[flat.units[unit].factor]
        let entry = position.entryPrice ?? start
        equity +=
          position.instrument.settlement == .linear
          ? position.size * (mark - entry)
          : Valuation.inversePnL(size: position.size, from: entry, to: mark) * now
      }
    }
    return (equity, haircut)
  }

  /// Where a rule does not let the value of options cover margin, it is in equity alone.
  @Test func valueOfOptionsThatDoesNotCountIsLeftOut() throws {
    let world = try CascadeWorld(seed: 6)
    let flat = CascadeBook(
      world.book, valuation: try Valuation(world.book), haircut: .none,
      simulatesCollateral: false, countsOptions: false)
    var marks = MonitorMarks(flat)
    let state = CascadeAccounts(flat, margin: try world.cascade().margin)
    for step in 0..<4 {
      marks.move(factor: step % 3, to: 0.8 + 0.1 * Double(step))
      for (place, unit) in flat.units.enumerated() where unit.table != nil && step == 2 {
        marks.move(unit: place, to: 9)
      }
      for account in flat.names.indices {
        let options = (flat.optionStarts[account]..<flat.legRanges[account].upperBound).reduce(0.0)
        {
          $0 + flat.legs[$1].quantity * marks.value(of: flat.legs[$1].unit)
        }
        let scale = 1e-9 * (1e6 + abs(options))
        #expect(abs(marks.equity[account] - marks.collateral[account] - options) < scale)
      }
    }
    let start = CascadeMarks(flat)
    for account in flat.names.indices {
      let found = state.standing(of: account, at: start, in: flat)
      let options = (flat.optionStarts[account]..<flat.legRanges[account].upperBound).reduce(0.0) {
        $0 + flat.legs[$1].quantity * start.values[flat.legs[$1].unit]
      }
      #expect(abs(found.equity - found.collateral - options) < 1e-9 * (1e6 + abs(options)))
    }
  }

  @Test func optionsFollowSpotAndTheirOwnPrice() throws {
    let world = try CascadeWorld(seed: 2)
    let valuation = try Valuation(world.book)
    let flat = CascadeBook(
      world.book, valuation: valuation, haircut: .none, simulatesCollateral: false)
    var marks = MonitorMarks(flat)
    for (place, unit) in flat.units.enumerated() {
      guard let table = unit.table else { continue }
      marks.move(factor: unit.factor, to: 1.1)
      let option = flat.options[table]
      let whole = option.value(
        spotMove: 0.1, volatilityChange: 0, after: TimeSpan(seconds: 0))
      #expect(abs(marks.value(of: place) - whole) < 1e-6 * unit.notional)
      marks.move(unit: place, to: 7)
      #expect(abs(marks.value(of: place) - 7 * unit.contractSize) < 1e-9)
      marks.move(factor: unit.factor, to: 1)
    }
  }
}
