import Foundation
import Testing

/// `plimsoll monitor` from the command line.
@Suite struct MonitorCommandTests {
  private static let line =
    "monitor desk --rule gaussian --scenarios 500 --refresh never --trigger never --quiet"

  /// A fall of a third in steps of half a minute.
  private static func feed(_ ticks: Int = 80) -> String {
    var text = "timestamp,instrument,price\n"
    for tick in 0..<ticks {
      let second = tick * 30
      let time =
        "2024-06-09T\(pad(second / 3_600)):\(pad(second / 60 % 60)):\(pad(second % 60))Z"
      text += "\(time),\(tick % 2 == 0 ? "BTC" : "ETH"),\(60 - 0.3 * Double(tick))\n"
    }
    return text
  }

  private static func pad(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  private func scratch(_ feed: String = Self.feed()) throws -> ScratchBook {
    try ScratchBook([
      "positions.csv":
        "account,instrument,quantity,entry_price\na,BTC-PERP,9,\nb,ETH,40,\nc,BTC-PERP,-3,\n",
      "collateral.csv": "account,asset,amount\na,USD,300\nb,USD,-1500\nc,USD,400\n",
      "ticks.csv": feed,
    ])
  }

  private static func events(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func aLineForEachChange() throws {
    let scratch = try scratch()
    let run = try scratch.run(line: "\(Self.line) --feed desk/ticks.csv --alert 3,1.5 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let events = try Self.events(run.output)
    #expect(try scratch.text("out/events.jsonl") == run.output)
    #expect(events.map { $0["sequence"] as? Int } == Array(1...events.count))
    let states = events.filter {
      $0["event"] as? String == "state" && $0["account"] as? String == "b"
    }
    .compactMap { $0["to"] as? String }
    #expect(states == ["margin-call", "liquidation", "bankrupt"], "\(run.output)")
    let bankrupt = try #require(events.first { $0["to"] as? String == "bankrupt" })
    #expect(bankrupt["driver"] as? String == "ETH")
    #expect(events.last?["event"] as? String == "end-of-feed")
    for name in ["states.csv", "levels.csv", "state-counts.csv", "rejections.csv", "run.json"] {
      #expect(try scratch.contents("out").contains(name))
    }
    let table = try scratch.table("out/states.csv")
    #expect(table.dropFirst().map { $0[0] } == ["a", "b", "c"])
  }

  @Test func theStandardInputIsAFeed() throws {
    let scratch = try scratch()
    let file = try scratch.run(line: "\(Self.line) --feed desk/ticks.csv")
    let pipe = try scratch.run(line: "\(Self.line) --feed -", input: Self.feed())
    #expect(pipe.status == 0 && pipe.output == file.output, "\(pipe.errors)")
  }

  @Test func barsOfAPriceTableAreReplayed() throws {
    let scratch = try scratch()
    let run = try scratch.run(
      line: "\(Self.line) --feed desk/prices.csv --as-of \(ScratchBook.date(99)) --from "
        + "\(ScratchBook.date(100)) --to \(ScratchBook.date(120)) -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.events(run.output).last?["ticks"] as? Int == 42)
  }

  @Test func aFileOfTheStudyDoesTheSame() throws {
    let scratch = try scratch()
    try scratch.write(
      "study.yaml",
      "monitor: {book: desk, feed: desk/ticks.csv, rule: gaussian, scenarios: 500, refresh: never, "
        + "trigger: never}\n")
    let flags = try scratch.run(line: "\(Self.line) --feed desk/ticks.csv -o flags")
    let file = try scratch.run(line: "run study.yaml -o file")
    #expect(flags.status == 0 && file.status == 0, "\(file.errors)")
    for name in ["events.jsonl", "states.csv", "levels.csv", "report.md"] {
      #expect(try scratch.bytes("flags/\(name)") == scratch.bytes("file/\(name)"))
    }
  }

  /// Killed in the middle, again and again, and resumed: the events are those of a run in peace.
  @Test func aKillLosesAndDoublesNothing() throws {
    let scratch = try scratch(Self.feed(2_000))
    let line = "\(Self.line) --feed desk/ticks.csv --alert 3,1.5"
    #expect(try scratch.run(line: "\(line) -o peace").status == 0)
    let careful = "\(line) --checkpoint mark.json --every 50 -o killed"
    // Held back so that there is something to kill: 1,000 minutes of the feed in twenty seconds.
    try scratch.kill(line: "\(careful) --speed 3000", onceWritten: "mark.json")
    for _ in 0..<2 {
      try scratch.kill(line: "\(careful) --resume --speed 3000", onceWritten: "mark.json")
    }
    let last = try scratch.run(line: "\(careful) --resume")
    #expect(last.status == 0, "\(last.errors)")
    for file in ["events.jsonl", "states.csv", "levels.csv", "report.md"] {
      #expect(try scratch.text("peace/\(file)") == scratch.text("killed/\(file)"))
    }
  }

  /// One line serves a service's first start and those after a kill, also one before any checkpoint.
  @Test func resumingBeforeTheFirstCheckpointBeginsAnew() throws {
    let scratch = try scratch(Self.feed(200))
    let line = "\(Self.line) --feed desk/ticks.csv".replacing(" --quiet", with: "")
    #expect(try scratch.run(line: "\(line) -o peace").status == 0)
    let first = try scratch.run(line: "\(line) --resume --checkpoint none.json -o first")
    #expect(first.status == 0)
    #expect(first.errors.contains("none.json is not there"), "\(first.errors)")
    #expect(try scratch.text("first/events.jsonl") == scratch.text("peace/events.jsonl"))
  }

  @Test(arguments: [
    ("--feed nowhere.csv", 66 as Int32, "nowhere.csv"),
    ("--feed desk/instruments.csv", 65, "timestamp"),
    ("--feed desk/ticks.csv --alert 1,2", 64, "alert levels"),
    ("--feed desk/ticks.csv --resume", 64, "--checkpoint"),
    ("--feed desk/ticks.csv --resume --checkpoint desk/ticks.csv", 65, "not a checkpoint"),
    ("--feed desk/ticks.csv --follow nobody", 64, "nobody"),
    ("--feed desk/ticks.csv --refresh often", 64, "often"),
    ("--feed desk/ticks.csv --trigger -1", 64, "--trigger"),
    ("--feed desk/ticks.csv --from 2024-06-01", 64, "price tables"),
    ("--feed desk/ticks.csv --hysteresis 2", 64, "--hysteresis"),
    ("--feed desk/ticks.csv --symbols BTC", 64, "symbols"), ("", 64, "--feed"),
  ]) func badUsageIsRefused(flags: String, status: Int32, named: String) throws {
    let scratch = try scratch()
    let run = try scratch.run(line: "\(Self.line) \(flags) -o out")
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(named), "\(run.errors)")
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func aCheckpointThatCannotBeWrittenEndsTheWatch() throws {
    let scratch = try scratch()
    let run = try scratch.run(
      line: "\(Self.line) --feed desk/ticks.csv --checkpoint desk/ticks.csv/mark.json --every 10")
    #expect(run.status == 73 && run.errors.contains("ticks.csv/mark.json"), "\(run.errors)")
  }

  @Test func whatIsNotUsedIsCounted() throws {
    let scratch = try scratch(
      "timestamp,instrument,price\n2024-06-09T00:00:10Z,BTC,60\n2024-06-09T00:00:05Z,BTC,59\n"
        + "2024-06-09T00:00:10Z,BTC,60\n2024-06-09T00:00:11Z,BTC,6\n2024-06-09T00:00:12Z,BTC,nan\n"
        + "2024-06-09T00:00:13Z,DOGE,1\n2024-06-09T00:00:14Z,BTC,-1\n")
    let run = try scratch.run(line: "\(Self.line) --feed desk/ticks.csv -o out")
    #expect(run.status == 0, "\(run.errors)")
    let counts = try scratch.table("out/rejections.csv").dropFirst().map { "\($0[0]) \($0[2])" }
    #expect(
      counts == ["absurd 2", "malformed 1", "out-of-order 1", "repeated 1", "unknown 1"])
  }
}
