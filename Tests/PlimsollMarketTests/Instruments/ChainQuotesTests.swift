import Foundation
import PlimsollMarket
import Testing

@Suite struct ChainQuotesTests {
  private static let header =
    "timestamp,underlying,instrument,type,strike,expiry,bid,ask,mark_price,mark_iv,"
    + "underlying_price,open_interest\n"

  private static func chain(_ rows: [String]) throws -> OptionChain {
    try OptionChain(
      csv: InputFile(name: "surface.csv", text: header + rows.map { $0 + "\n" }.joined()))
  }

  private static func row(
    _ name: String, coin: String = "BTC", right: String = "call", strike: String = "100",
    expiry: String = "2026-01-16T08:00:00Z", bid: String = "0.01", ask: String = "0.02",
    forward: String = "101"
  ) -> String {
    "2026-01-15T08:00:00Z,\(coin),\(name),\(right),\(strike),\(expiry),\(bid),\(ask),0.015,0.6,"
      + "\(forward),3"
  }

  @Test func byUnderlyingExpiryAndStrike() throws {
    let chain = try Self.chain([
      Self.row("E", coin: "ETH"), Self.row("B", strike: "120", bid: "", forward: "103"),
      Self.row("L", expiry: "2026-02-14T08:00:00Z"), Self.row("P", right: "put", forward: "102"),
      Self.row("A", bid: "", ask: "0"), Self.row("X", expiry: "2026-01-15T08:00:00Z"),
    ])
    let (expiries, diagnostics) = try chain.quotes()
    #expect(expiries.map(\.underlying.name) == ["BTC", "BTC", "ETH"])
    #expect(expiries[0].options.map(\.option.name) == ["A", "P", "B"])
    #expect(expiries[0].forward == 102 && expiries[0].years == 1.0 / 365)
    #expect(expiries[1].years == 30.0 / 365)
    #expect(expiries[0].options[1].bid == 0.01 && expiries[0].options[0].ask == nil)
    #expect(expiries[0].options[2].bid == nil)
    #expect(
      diagnostics.map(\.message) == [
        "1 options have expired by 2026-01-15T08:00:00Z and are left out"
      ])
    #expect(try chain.quotes(of: "ETH").expiries.count == 1)
  }

  @Test(arguments: [
    ([String](), "has no rows"),
    ([row("A", bid: "0.03")], "quoted crossed"),
    ([row("A", bid: "nan")], "is not a finite number"),
    ([row("A", bid: "-0.01")], "not above zero"),
    ([row("A"), row("B")], "are the same option"),
    ([row("A", forward: "")], "has a forward price"),
    ([row("A", expiry: "2026-01-15T07:00:00Z")], "no option is left"),
  ])
  func whatCannotBeUsed(rows: [String], message: String) {
    let error = #expect(throws: InputError.self) { try Self.chain(rows).quotes() }
    #expect(error?.kind == .data && error?.place?.file == "surface.csv")
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test func aChainNeedsATime() throws {
    let text = Self.header.replacing("timestamp,", with: "") + "BTC,A,call,1,2026-01-16,,,1,,,\n"
    let chain = try OptionChain(csv: InputFile(name: "surface.csv", text: text))
    let error = #expect(throws: InputError.self) { try chain.quotes() }
    #expect(error?.place?.column == "timestamp")
    let unknown = #expect(throws: InputError.self) {
      try Self.chain([Self.row("A")]).quotes(of: "SOL")
    }
    #expect(unknown?.remedy.contains("BTC") == true)
  }
}
