import Foundation
import Testing

/// What bad input gets: exit 65, file, line and column, a remedy, and no output.
@Suite struct BadFileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var text: String
    /// How the error begins after `error: `.
    var place: String
    var testDescription: String { name }
  }

  private static func edited(_ text: String, line: Int, _ change: (String) -> String) -> String {
    var lines = text.split(separator: "\n").map(String.init)
    lines[line - 1] = change(lines[line - 1])
    return lines.joined(separator: "\n") + "\n"
  }

  /// The usual prices with `cell` for ETH on line 5.
  private static func prices(with cell: String) -> String {
    edited(ScratchBook.prices(), line: 5) { line in
      line.split(separator: ",").dropLast().joined(separator: ",") + "," + cell
    }
  }

  static let priceCases: [Case] = [
    Case(
      name: "no time column", file: "prices.csv",
      text: ScratchBook.prices().replacing("date,", with: "day,"),
      place: "prices.csv, line 1, column date: the column is missing"),
    Case(
      name: "repeated column", file: "prices.csv", text: ScratchBook.prices(["BTC", "ETH", "BTC"]),
      place: "prices.csv, line 1, column BTC: the column is there twice"),
    Case(
      name: "no price column", file: "prices.csv", text: "date\n2024-01-01\n",
      place: "prices.csv, line 1: there is no price column"),
    Case(
      name: "time going back", file: "prices.csv",
      text: edited(ScratchBook.prices(), line: 10) { _ in "2024-01-01,5,5" },
      place: "prices.csv, line 10, column date: 2024-01-01 is not after line 9"),
    Case(
      name: "repeated row", file: "prices.csv",
      text: edited(ScratchBook.prices(), line: 9) { $0 + "\n" + $0 },
      place: "prices.csv, line 10, column date: 2024-01-08 is not after line 9"),
    Case(
      name: "text for a time", file: "prices.csv",
      text: edited(ScratchBook.prices(), line: 4) { _ in "03/01/2024,5,5" },
      place: "prices.csv, line 4, column date: \"03/01/2024\" is not an ISO-8601 date or time"),
    Case(
      name: "ragged row", file: "prices.csv",
      text: edited(ScratchBook.prices(), line: 7) { $0 + ",5" },
      place: "prices.csv, line 7: the number of cells is 4, the header has 3"),
    Case(
      name: "binary", file: "prices.csv", text: "date,BTC\n2024-01-01,\0\u{1}\u{2}\n",
      place: "prices.csv, line 2: a zero byte"),
    Case(
      name: "semicolons", file: "prices.csv",
      text: ScratchBook.prices().replacing(",", with: ";"),
      place: "prices.csv, line 1: the cells are not separated by commas"),
    Case(
      name: "empty prices", file: "prices.csv", text: "", place: "prices.csv: the file is empty"),
    Case(
      name: "header alone", file: "prices.csv", text: "date,BTC,ETH\n",
      place: "prices.csv: there are no rows"),
    Case(
      name: "too few observations", file: "prices.csv", text: ScratchBook.prices(rows: 20),
      place: "prices.csv, column BTC: 19 usable returns, at least 20 are needed"),
    Case(
      name: "delisted", file: "prices.csv",
      text: ScratchBook.prices().split(separator: "\n").enumerated().map { row, line in
        row < 150
          ? String(line) : line.split(separator: ",").dropLast().joined(separator: ",") + ","
      }.joined(separator: "\n"),
      place: "prices.csv, column ETH: the last price is of 2024-05-28"),
  ]

  static let cellCases: [Case] =
    ["n/a", "NaN", "inf", "-inf", "1e999", "0x10", "1 000"].map {
      Case(
        name: "price \($0)", file: "prices.csv", text: prices(with: $0),
        place: "prices.csv, line 5, column ETH: \"\($0)\" is not a finite number")
    }
    + ["0", "-1", "-0.0"].map {
      Case(
        name: "price \($0)", file: "prices.csv", text: prices(with: $0),
        place: "prices.csv, line 5, column ETH: price \($0) is not above zero")
    }

  private static func position(_ row: String, _ place: String) -> Case {
    Case(
      name: "position \(row)", file: "positions.csv", text: ScratchBook.positions + row + "\n",
      place: "positions.csv, line 6, column " + place)
  }

  static let positionCases: [Case] = [
    position("long,BTC-PREP,1,", "instrument: unknown instrument \"BTC-PREP\""),
    position("long,ETH,1,", "instrument: account long holds ETH twice"),
    position("x,BTC,many,", "quantity: \"many\" is not a finite number"),
    position("x,BTC,NaN,", "quantity: \"NaN\" is not a finite number"),
    position("x,BTC,inf,", "quantity: \"inf\" is not a finite number"),
    position("x,BTC,,", "quantity: is blank"),
    position("x,BTC,1,-5", "entry_price: entry price -5 is not above zero"),
    Case(
      name: "no quantity column", file: "positions.csv", text: "account,instrument\na,BTC\n",
      place: "positions.csv, line 1, column quantity: the column is missing"),
    Case(
      name: "no positions", file: "positions.csv", text: "account,instrument,quantity\n",
      place: "positions.csv: there are no positions"),
    Case(
      name: "empty positions", file: "positions.csv", text: "\n",
      place: "positions.csv: the file is empty"),
    Case(
      name: "unknown asset", file: "collateral.csv", text: ScratchBook.collateral + "long,ETG,1\n",
      place: "collateral.csv, line 5, column asset: unknown asset \"ETG\""),
    Case(
      name: "repeated asset", file: "collateral.csv",
      text: ScratchBook.collateral + "long,USD,1\n",
      place: "collateral.csv, line 5, column asset: account long holds USD twice"),
    Case(
      name: "text for an amount", file: "collateral.csv",
      text: "account,asset,amount\nlong,USD,lots\n",
      place: "collateral.csv, line 2, column amount: \"lots\" is not a finite number"),
    Case(
      name: "unknown kind", file: "instruments.csv",
      text: ScratchBook.instruments + "X,swap,BTC,linear,1,\n",
      place: "instruments.csv, line 3, column kind: unknown kind \"swap\""),
    Case(
      name: "unknown settlement", file: "instruments.csv",
      text: ScratchBook.instruments.replacing("linear", with: "quanto"),
      place: "instruments.csv, line 2, column settlement: unknown settlement \"quanto\""),
    Case(
      name: "future without mark price", file: "instruments.csv",
      text: ScratchBook.instruments + "X,future,BTC,linear,1,\n",
      place: "instruments.csv, line 3, column mark_price: a future needs it"),
    Case(
      name: "no contract size", file: "instruments.csv",
      text: ScratchBook.instruments.replacing("linear,1,", with: "linear,0,"),
      place: "instruments.csv, line 2, column contract_size: contract_size 0 is not above zero"),
  ]

  private static func check(_ bad: Case, verb: String) throws {
    let scratch = try ScratchBook([bad.file: bad.text])
    let before = try scratch.contents()
    try scratch.run(line: verb + " --scenarios 200 -o out/deep").expectRefusal(65, place: bad.place)
    #expect(try scratch.contents() == before)
  }

  @Test(arguments: priceCases + cellCases + positionCases) func everyKindOfBadInput(bad: Case)
    throws
  {
    try Self.check(bad, verb: "margin desk")
  }

  @Test(arguments: priceCases) func badPricesForRisk(bad: Case) throws {
    try Self.check(bad, verb: "risk desk")
  }

  @Test func expiredFuture() throws {
    let scratch = try ScratchBook([
      "instruments.csv": "instrument,kind,underlying,mark_price,expiry\n"
        + "BTC-PERP,future,BTC,100,2024-03-01T08:00:00Z\n"
    ])
    let run = try scratch.run(line: "margin desk -o out")
    run.expectRefusal(
      65, place: "instruments.csv, line 2, column expiry: BTC-PERP expired at 2024-03-01")
    #expect(try !scratch.contents().contains("out"))
  }

  /// What is refused by default is done when asked for.
  @Test func duplicatesOnRequest() throws {
    let scratch = try ScratchBook([
      "prices.csv": Self.edited(ScratchBook.prices(), line: 9) { $0 + "\n" + $0 },
      "positions.csv": ScratchBook.positions + "long,ETH,1,\n",
    ])
    let run = try scratch.run(
      line: "margin desk --rule historical --duplicates keep-last,sum -o out")
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: prices.csv: 1 repeated rows dropped"))
    #expect(run.errors.contains("warning: positions.csv: 1 repeated positions added"))
    let eth = try scratch.table("out/contributions.csv").first { $0[0] == "long" && $0[2] == "ETH" }
    #expect(eth?[3] == "11")
  }
}
