import PlimsollMarket
import Testing

@testable import PlimsollClearing

@Suite struct ImpactModelTests {
  private func read(_ text: String) throws -> ImpactModel {
    try ImpactModel(yaml: InputFile(name: "impact.yaml", text: text)) { name throws(InputError) in
      guard name == "book.csv" else {
        throw InputError(.absentFile, at: .init(file: name), "no such file", remedy: "")
      }
      return InputFile(
        name: "book.csv",
        text: """
          symbol,side,level,price,quantity,quantity_unit
          BTCUSDT,bid,1,99,2,BTC
          BTCUSDT,ask,1,101,3,BTC
          BTCUSD,bid,1,99,4,contracts
          BTCUSD,ask,1,101,4,contracts
          """)
    }
  }

  @Test func aModelIsRead() throws {
    let model = try read(
      """
      temporary: 0.7
      permanent: 0.3
      half_life: 4h
      book: {file: book.csv, symbols: {BTCUSDT: BTC}}
      """)
    #expect(model.temporary == 0.7 && model.permanent == 0.3 && model.halfLife == .hours(4))
    #expect(model.books["BTC"]?.bids.first?.value == 198)
    #expect(model.books["BTC"]?.middle == 100 && model.inputs.count == 2)
  }

  @Test(arguments: [
    ("temporary: 0.7\npermanent: 0.3", "half_life"),
    ("temporary: -1\npermanent: 0.3\nhalf_life: 1h", "temporary"),
    ("temporary: 1e300\npermanent: 0.3\nhalf_life: 1h", "temporary"),
    (
      "temporary: 1\npermanent: 0\nhalf_life: 1h\nbook: {file: book.csv, symbols: {}}", "symbol"
    ),
    (
      "temporary: 1\npermanent: 0\nhalf_life: 1h\n"
        + "book: {file: book.csv, symbols: {BTCUSDT: BTC, BTCUSD: BTC}}", "two books"
    ),
    ("temporary: nan\npermanent: 0.3\nhalf_life: 1h", "temporary"),
    ("temporary: 1\npermanent: 0\nhalf_life: soon", "half_life"),
    ("temporary: 1\npermanent: 0\nhalf_life: 1h\nhalflife: 2h", "halflife"),
    (
      "temporary: 1\npermanent: 0\nhalf_life: 1h\nbook: {file: book.csv, symbols: {BTCUST: BTC}}",
      "BTCUST"
    ),
    (
      "temporary: 1\npermanent: 0\nhalf_life: 1h\nbook: {file: none.csv, symbols: {A: B}}",
      "none.csv"
    ),
    ("temporary: 1\npermanent: 0\nhalf_life: 1h\nbook: {file: book.csv}", "symbols"),
  ]) func badModelsAreRefused(text: String, named: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.description.contains(named) == true)
  }

  @Test func contractsAreAHundredDollars() throws {
    let books = try OrderBook.read(
      csv: InputFile(
        name: "book.csv",
        text: "symbol,side,level,price,quantity,quantity_unit\nX,bid,1,99,4,contracts\n"
          + "X,ask,1,101,5,contracts\n"))
    #expect(books["X"]?.bids.first?.value == 400 && books["X"]?.asks.first?.value == 500)
  }

  @Test(arguments: [
    ("X,bid,1,99,4\n", "ask"), ("X,bid,1,99,4\nX,ask,1,98,4\n", "crosses"),
    ("X,bid,1,99,4\nX,bid,2,99,4\nX,ask,1,101,4\n", "farther"),
    ("X,bid,1,-99,4\nX,ask,1,101,4\n", "above zero"),
    ("X,bid,1,99,0\nX,ask,1,101,4\n", "above zero"),
    ("X,bid,1.5,99,4\nX,ask,1,101,4\n", "whole"), ("X,buy,1,99,4\n", "buy"), ("", "levels"),
    ("X,bid,1,nan,4\nX,ask,1,101,4\n", "nan"),
  ]) func badBooksAreRefused(rows: String, named: String) {
    let error = #expect(throws: InputError.self) {
      try OrderBook.read(
        csv: InputFile(name: "book.csv", text: "symbol,side,level,price,quantity\n" + rows))
    }
    #expect(error?.description.contains(named) == true)
  }
}
