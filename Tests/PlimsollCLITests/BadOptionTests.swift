import Testing

/// What a book with a bad option gets: exit 65, the row, and no output.
@Suite struct BadOptionTests {
  private static let header =
    "instrument,kind,underlying,settlement,mark_price,strike,expiry,right,mark_iv\n"
  private static let chain =
    "underlying,index_price,instrument,type,strike,expiry,bid,ask,mark_price,mark_iv\n"

  @Test(arguments: [
    ("O,option,BTC,,1e9,100,2030-01-01,call,", "column mark_price: O, valued in USD: the price"),
    ("O,option,BTC,,,100,2020-01-01,call,0.5", "column expiry: O expired"),
    ("O,option,BTC,,,100,2030-01-01,cull,0.5", "column right: unknown right \"cull\""),
    ("O,option,BTC,,,100,2030-01-01,put,65", "column mark_iv: a volatility of 65 a year"),
  ])
  func ofTheInstruments(row: String, place: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("i.csv", Self.header + row + "\n")
    try scratch.write("p.csv", "account,instrument,quantity\na,O,-1\n")
    let run = try scratch.run(
      line: "risk desk --instruments i.csv --positions p.csv --method historical -o out")
    #expect(run.status == 65)
    #expect(run.errors.contains("error: i.csv, line 2, \(place)"))
    #expect(try !scratch.contents().contains { $0.hasPrefix("out") })
  }

  @Test(arguments: [
    ("BTC,100,O,call,100,2030-01-01,0.3,0.2,0.25,0.6", "column bid: O is quoted crossed"),
    ("BTC,100,O,call,100,2030-01-01,,,,", "column mark_iv: an option needs"),
    ("BTC,100,O,call,100,2030-01-01,,,2,", "column mark_price: O, valued in USD: the price"),
  ])
  func ofTheChain(row: String, place: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("s.csv", Self.chain + row + "\n")
    try scratch.write("p.csv", "account,instrument,quantity\na,O,-1\n")
    let run = try scratch.run(
      line: "margin desk --surface s.csv --positions p.csv --rule historical -o out")
    #expect(run.status == 65)
    #expect(run.errors.contains("error: s.csv, line 2, \(place)"))
  }
}
