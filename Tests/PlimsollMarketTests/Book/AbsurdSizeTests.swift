import PlimsollMarket
import Testing

@Suite struct AbsurdSizeTests {
  private func book(quantity: String, collateral: Double = 0) throws -> Book {
    let history = try PriceHistory(
      csv: InputFile(
        name: "prices.csv",
        text: "date,BTC\n2024-01-01,1e5\n"))
    let row = try CSVFile(
      InputFile(name: "positions.csv", text: "quantity\n\(quantity)\n"))
    return try Book(
      name: "b", prices: history,
      accounts: [
        Account(
          name: "a",
          positions: [
            Position(
              instrument: .spot(Spot(name: "BTC", underlying: "BTC")),
              quantity: try row.requiredNumber(row: 0, column: 0))
          ], collateral: [Collateral(asset: nil, amount: collateral)])
      ])
  }

  @Test func whatAMarketHoldsIsAccepted() throws { _ = try book(quantity: "1e12") }

  @Test(arguments: ["1e16", "-1e19", "1e154", "1e308"])
  func absurdQuantitiesAreRefused(quantity: String) {
    #expect(throws: InputError.self) { try book(quantity: quantity) }
  }

  @Test(arguments: [1e21, -1e308]) func absurdCollateralIsRefused(amount: Double) {
    #expect(throws: InputError.self) { try book(quantity: "1", collateral: amount) }
  }
}

@Suite struct AbsurdPriceTests {
  @Test(arguments: ["1e19", "1e-19", "1e308", "5e-324"]) func pricesOfNoMarketAreRefused(
    price: String
  ) {
    #expect(throws: InputError.self) {
      try PriceHistory(csv: InputFile(name: "p.csv", text: "date,A\n2024-01-01,\(price)\n"))
    }
    #expect(throws: InputError.self) {
      try InstrumentTable(
        csv: InputFile(
          name: "i.csv", text: "instrument,kind,underlying,mark_price\nP,perpetual,A,\(price)\n"))
    }
  }
}
