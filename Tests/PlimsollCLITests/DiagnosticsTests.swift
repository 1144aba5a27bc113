import Foundation
import Testing

/// What is repaired or odd: done, with exit 0, and told on standard error.
@Suite struct DiagnosticsTests {
  private static func flatBook() throws -> ScratchBook {
    try ScratchBook([
      "prices.csv": ScratchBook.prices(["BTC", "ETH", "FLAT"]),
      "positions.csv": ScratchBook.positions + "flat,FLAT,10,\n",
    ])
  }

  @Test func aConstantFactor() throws {
    let scratch = try Self.flatBook()
    let run = try scratch.run(line: "margin desk --scenarios 2000 -o out")
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: FLAT: its price never changes: volatility 0"))
    let flat = try #require(try scratch.table("out/margin.csv").first { $0[0] == "flat" })
    #expect(flat[8] == "0")
    #expect(try scratch.text("out/report.md").contains("its price never changes"))
  }

  @Test func twoIdenticalColumns() throws {
    let scratch = try ScratchBook([
      "prices.csv": ScratchBook.prices(["COPY", "ETH", "BTC"])
        .replacing("COPY,ETH,BTC", with: "TWIN,ETH,COPY").split(separator: "\n").enumerated()
        .map { row, line in
          let cells = line.split(separator: ",").map(String.init)
          return row == 0 ? "date,TWIN,ETH,BTC" : "\(cells[0]),\(cells[1]),\(cells[2]),\(cells[1])"
        }.joined(separator: "\n"),
      "positions.csv": ScratchBook.positions + "twin,TWIN,1,\ntwin,BTC,-1,\n",
    ])
    let run = try scratch.run(
      line: "margin desk --correlation sample --scenarios 2000 -o out")
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: correlation: not positive definite"))
    let distance = try #require(
      run.errors.split(separator: "a Frobenius distance of ").last?
        .prefix { !$0.isWhitespace })
    #expect(try #require(Double(distance)) > 0)
    // What two names of one thing cost when held against each other: next to nothing.
    let margin = try scratch.table("out/margin.csv")
    let twin = try #require(margin.first { $0[0] == "twin" }.flatMap { Double($0[8]) })
    let long = try #require(margin.first { $0[0] == "long" }.flatMap { Double($0[8]) })
    #expect(twin < 0.02 * long)
  }

  /// An account without positions, and one whose only position is of zero: nothing to post.
  @Test(arguments: ["collateral", "zero"]) func nothingToMargin(account: String) throws {
    let scratch = try ScratchBook([
      "positions.csv": ScratchBook.positions + "zero,BTC-PERP,0,90\nzero,ETH,0,\n",
      "collateral.csv": ScratchBook.collateral + "collateral,USD,100\nzero,USD,1\n",
    ])
    let run = try scratch.run(line: "margin desk --scenarios 2000 -o out")
    #expect(run.status == 0)
    let table = try scratch.table("out/margin.csv")
    let row = try #require(table.first { $0[0] == account })
    let cells = Dictionary(uniqueKeysWithValues: zip(table[0], row))
    #expect(cells["initial_margin"] == "0")
    #expect(cells["maintenance_margin"] == "0")
    #expect(cells["margin_level"] == "")
    #expect(cells["status"] == "healthy")
    #expect(cells["call_amount"] == "0")
    let shares = try scratch.table("out/contributions.csv").filter { $0[0] == account }
    #expect(shares.allSatisfy { $0[6] == "0" && $0[7] == "" })
    #expect(shares.count == (account == "zero" ? 2 : 0))
    #expect(try scratch.run(line: "risk desk --method historical -o risk").status == 0)
    let risk = try scratch.table("risk/risk.csv").filter { $0[0] == account }
    #expect(risk.map { $0[5] } == ["0", "0"])
  }

  @Test func theTableIsOnStandardOutputAndTheRestOnStandardError() throws {
    let scratch = try Self.flatBook()
    for verb in [
      "margin desk --scenarios 2000", "risk desk --scenarios 2000",
      "calibrate --prices desk/prices.csv",
    ] {
      let run = try scratch.run(line: verb + " -o out-\(verb.prefix(4))")
      #expect(run.status == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count >= 4)
      #expect(lines.first?.hasPrefix(verb.hasPrefix("cal") ? "factor " : "account ") == true)
      #expect(!run.output.contains("warning:"))
      #expect(!run.output.contains("error:"))
      #expect(run.errors.hasPrefix("warning: "))
      #expect(!run.errors.contains("note: "))
      let quiet = try scratch.run(line: verb + " --quiet -o quiet-\(verb.prefix(4))")
      #expect(quiet.status == 0)
      #expect(quiet.errors.isEmpty)
      #expect(quiet.output == run.output)
    }
  }

  @Test func notesWhenAskedFor() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "margin desk --mark BTC=120 --scenarios 2000 -v -o out")
    #expect(run.status == 0)
    #expect(run.errors.contains("note: BTC: spot 120.0 given by --mark"))
    #expect(run.errors.contains(" s\n"))
    #expect(!run.output.contains("note:"))
  }

  /// Escape sequences are for terminals.
  @Test func noColoursInAFile() throws {
    let scratch = try Self.flatBook()
    let good = try scratch.run(line: "margin desk --scenarios 2000 -o out")
    let bad = try scratch.run(line: "margin nowhere -o out")
    #expect(!(good.errors + good.output + bad.errors).contains("\u{1B}"))
  }
}
