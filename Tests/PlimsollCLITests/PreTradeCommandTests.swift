import Foundation
import Testing

/// `plimsoll pretrade`, and the what-ifs of `plimsoll margin`.
@Suite struct PreTradeCommandTests {
  private static let orders = """
    account,instrument,quantity
    long,BTC-PERP,-1
    hedge,ETH,2

    long,BTC-PERP,200

    """

  private static func columns(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func answersAFile() throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", Self.orders)
    let run = try scratch.run(
      line: "pretrade desk --orders orders.csv --scenarios 2000 -o out -v")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("one order: "))
    let rows = Self.columns(run.output)
    #expect(
      rows[0].joined(separator: ",")
        == "account,instrument,quantity,initial_before,initial_after,change,maintenance_after,"
        + "excess_after,margin_level_after,accepted,breaches")
    #expect(rows.count == 4 && rows.dropFirst().map { $0[9] } == ["true", "true", "false"])
    #expect(try scratch.text("out/orders.csv") == run.output)
    let report = try scratch.text("out/report.md")
    #expect(report.contains("1 of 3 orders is rejected") && !report.contains("one order"))
    #expect(try scratch.text("out/run.json").contains("\"orders\" : 3"))
    // The figures before are those of margin, and after those of margin --add.
    let margin = try scratch.run(
      line: "margin desk --scenarios 2000 --add BTC-PERP:-1 --account long -o margin")
    #expect(margin.status == 0, "\(margin.errors)")
    let added = try scratch.table("margin/what-if.csv")
    #expect(added.count == 2 && added[1][0] == "long")
    for (mine, theirs) in [(rows[1][3], added[1][2]), (rows[1][4], added[1][3])] {
      let (a, b) = (try #require(Double(mine)), try #require(Double(theirs)))
      #expect(abs(a - b) < 1e-9 * b)
    }
  }

  @Test func answersStandardInputLineByLine() throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", Self.orders)
    let file = try scratch.run(line: "pretrade desk --orders orders.csv --scenarios 2000")
    let process = try CommandRun.process(
      ["pretrade", "desk", "--scenarios", "2000", "--quiet"], in: scratch.folder)
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    func answer() -> String {
      String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }
    let lines = Self.columns(Self.orders).map { $0.joined(separator: ",") }
    var text = answer()
    #expect(text == file.output.prefix { $0 != "\n" } + "\n")
    for line in lines {
      input.fileHandleForWriting.write(Data((line + "\n").utf8))
      // An answer comes before the next line is written; the header has none.
      if line != lines[0] { text += answer() }
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text == file.output)
  }

  @Test func jsonLinesAndRejection() throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", Self.orders)
    let run = try scratch.run(
      line: "pretrade desk --orders orders.csv --scenarios 2000 --format json --fail-on-reject")
    #expect(run.status == 1 && run.errors.contains("check failed: 1 of 3 orders is rejected"))
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["initial_after"] is Double && object?["account"] is String)
      #expect(object?["accepted"] is Bool)
    }
  }

  /// Three sales of the same are one sale of three, booked; judged alone they are all alike.
  @Test func ordersAreFilledOnRequest() throws {
    let scratch = try ScratchBook()
    let line = "long,BTC-PERP,-0.5\n"
    try scratch.write("orders.csv", "account,instrument,quantity\n" + line + line)
    try scratch.write("both.csv", "account,instrument,quantity\nlong,BTC-PERP,-1\n")
    func last(_ flags: String) throws -> [String] {
      let run = try scratch.run(line: "pretrade desk --scenarios 2000 " + flags)
      #expect(run.status == 0, "\(run.errors)")
      return try #require(Self.columns(run.output).last)
    }
    let (alone, filled) = (
      try last("--orders orders.csv"), try last("--orders orders.csv --fill")
    )
    let both = try last("--orders both.csv")
    #expect(alone[4] == filled[3] && filled[3] != filled[4])
    let (a, b) = (try #require(Double(filled[4])), try #require(Double(both[4])))
    #expect(abs(a - b) < 1e-9 * b)
  }

  @Test(arguments: [
    ("nobody,ETH,1", "orders.csv, line 3: unknown account \"nobody\""),
    ("long,ETHX-PERP,1", "orders.csv, line 3: unknown instrument \"ETHX-PERP\""),
    ("long,ETH,0", "orders.csv, line 3: a quantity of 0"),
    ("long,ETH,nan", "orders.csv, line 3, column quantity: \"nan\" is not a finite number"),
    ("long,ETH,", "orders.csv, line 3, column quantity: is blank"),
    ("long,ETH", "orders.csv, line 3: the number of cells is 2"),
  ]) func aWrongOrder(order: String, place: String) throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", "account,instrument,quantity\nlong,ETH,1\n\(order)\n")
    let run = try scratch.run(
      line: "pretrade desk --orders orders.csv --scenarios 500 --quiet -o out")
    run.expectRefusal(65, place: place)
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func wrongFilesAndRules() throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", "account,instrument\nlong,ETH\n")
    try scratch.write("none.csv", "account,instrument,quantity\n")
    try scratch.run(line: "pretrade desk --orders orders.csv").expectRefusal(
      65, place: "orders.csv, line 1, column quantity")
    try scratch.run(line: "pretrade desk --orders none.csv").expectRefusal(
      65, place: "none.csv: there are no orders")
    try scratch.run(line: "pretrade desk --orders absent.csv").expectRefusal(66)
    try scratch.write("orders.csv", Self.orders)
    try scratch.run(line: "pretrade desk --orders orders.csv --rule buffered").expectRefusal(
      64, place: "rule buffered has the anti-procyclicality option buffer")
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try ScratchBook()
    try scratch.write("orders.csv", Self.orders)
    for threads in [1, 3] {
      for line in [
        "pretrade desk --orders orders.csv --scenarios 3000",
        "margin desk --scenarios 3000 --add BTC-PERP:1,ETH:-2 --hedges 2",
      ] {
        let verb = line.prefix(3)
        let run = try scratch.run(line: "\(line) --threads \(threads) -o \(verb)\(threads)")
        #expect(run.status == 0, "\(run.errors)")
      }
    }
    for file in ["pre/orders.csv", "pre/report.md", "mar/what-if.csv", "mar/hedges.csv"] {
      let parts = file.split(separator: "/")
      #expect(
        try scratch.bytes("\(parts[0])1/\(parts[1])") == scratch.bytes("\(parts[0])3/\(parts[1])"))
    }
  }

  @Test func whatIfsOfEveryRuleAndHedges() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "margin desk --rule shortfall,buffered,okx-pm-2025-01 --scenarios 2000 "
        + "--add BTC-PERP:-1 --add ETH:3 --hedges 2 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let rows = try scratch.table("out/what-if.csv")
    #expect(
      rows[0].joined(separator: ",")
        == "account,rule,initial_before,initial_after,change,maintenance_before,"
        + "maintenance_after,excess_before,excess_after,breaches_after")
    #expect(Set(rows.dropFirst().map { $0[1] }) == ["shortfall", "buffered", "okx-pm-2025-01"])
    // What is before is what margin says, and what is after what it says of the book with them.
    try scratch.write(
      "desk/positions.csv",
      "account,instrument,quantity,entry_price\nlong,BTC-PERP,1,100\nlong,ETH,13,\n"
        + "hedge,BTC-PERP,0,\nhedge,ETH,-12,\n")
    let margin = try scratch.table("out/margin.csv")
    let again = try scratch.run(
      line: "margin desk --rule shortfall,buffered,okx-pm-2025-01 --scenarios 2000 -o again")
    #expect(again.status == 0)
    let after = try scratch.table("again/margin.csv")
    for row in rows.dropFirst() {
      for (table, column) in [(margin, 2), (after, 3)] {
        let own = try #require(table.first { $0[0] == row[0] && $0[1] == row[1] })
        let (a, b) = (try #require(Double(row[column])), try #require(Double(own[6])))
        #expect(abs(a - b) <= 1e-9 * b)
      }
    }
    let hedges = try scratch.table("out/hedges.csv")
    #expect(hedges.count > 2 && hedges.dropFirst().allSatisfy { $0[1] == "shortfall" })
    let report = try scratch.text("out/report.md")
    #expect(report.contains("## With more positions") && report.contains("## What would lower it"))
  }

  @Test(arguments: [
    ("--add BTC-PERP", 64), ("--add BTC-PERP:0", 64), ("--add :1", 64), ("--add NO:1", 65),
    ("--account long", 64), ("--add ETH:1 --account nobody", 64), ("--hedges 0", 64),
    ("--hedges 2 --account nobody", 64), ("--hedges 2 --rule okx-pm-2025-01", 64),
    ("--hedges 2 --rule buffered", 64), ("--add ETH:1e30", 65),
  ]) func wrongWhatIfs(flags: String, status: Int32) throws {
    let scratch = try ScratchBook()
    try scratch.run(line: "margin desk --scenarios 500 --quiet -o out " + flags)
      .expectRefusal(status)
    #expect(try !scratch.contents().contains("out"))
  }
}
