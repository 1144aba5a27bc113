import Foundation
import Testing

/// Disks that are full, places that cannot be written to, and processes that are killed.
///
/// Every verb that writes is tried; files that are too large (`ulimit -f`) stand for a full disk, which
/// needs no rights, and a tmpfs for a real one, which needs root.
@Suite struct FaultTests {
  /// A line a verb; OUT is where it writes.
  static let verbs = [
    "calibrate --prices desk/prices.csv -o OUT/m.json --report OUT/report",
    "simulate --model m.json --scenarios 4000 -o OUT/s.csv",
    "risk desk --method historical -o OUT",
    "margin desk --rule historical -o OUT",
    "stress desk --rule historical -o OUT",
    "monitor desk --rule historical --feed feed.csv -o OUT --checkpoint OUT/watch.json --every 2",
    "liquidate desk --rule historical --scenarios 20 -o OUT",
    "waterfall desk --rule historical --members members.csv --scenarios 20 -o OUT",
    "backtest desk --rule historical --bars 20 -o OUT",
    "surface chain.csv -o OUT",
    "pretrade desk --rule historical --orders orders.csv -o OUT",
    "run study.yaml -o OUT",
    "run drawn.yaml --shard 1/2 -o OUT",
    "merge shards -o OUT",
    "sweep study.yaml --vary rule.level=0.95,0.99 -o OUT",
    "report night -o OUT",
  ]

  /// A book with what each verb needs besides, and a night to report.
  private static func scratch(for line: String) throws -> ScratchBook {
    let scratch = try ScratchBook()
    try scratch.write("feed.csv", feed)
    try scratch.write(
      "members.csv",
      "member,account,kind,default_fund,capital\nA,long,house,10,100\nB,hedge,house,10,100\n")
    try scratch.write("orders.csv", "account,instrument,quantity\nlong,BTC-PERP,1\n")
    try scratch.write(
      "desk/liquidity.csv",
      "underlying,average_daily_volume,spread_bps,depth_usd\nBTC,1e6,1,1e5\nETH,1e6,1,1e5\n")
    try scratch.write("study.yaml", "margin: {book: desk, rule: historical}\n")
    // Its shards are longer than the small disk.
    try scratch.write(
      "drawn.yaml", "margin: {book: desk, rule: [historical, gaussian], scenarios: 4000}\n")
    try scratch.write("chain.csv", chain)
    try #require(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    try #require(try scratch.run(line: "margin desk --rule historical -o night").status == 0)
    if line.hasPrefix("merge") {
      for shard in ["1/2", "2/2"] {
        let part = try scratch.run(line: "run drawn.yaml --shard \(shard) -o shards")
        try #require(part.status == 0)
      }
    }
    return scratch
  }

  private static let feed =
    "timestamp,instrument,price\n"
    + (0..<9).map { "\(ScratchBook.date(160))T00:0\($0):00Z,BTC,\(100 + $0)\n" }.joined()

  /// Calls of a volatility of 0.6, in coins.
  private static let chain = {
    let quotes = [0.2341, 0.1994, 0.1684, 0.1411, 0.1173, 0.0969, 0.0795, 0.0649, 0.0527]
    var text = "timestamp,underlying,index_price,instrument,type,strike,expiry,bid,ask,mark_price,"
    text += "mark_iv,underlying_price\n"
    for (place, quote) in quotes.enumerated() {
      let strike = 80 + 5 * place
      text += "2024-01-01T00:00:00Z,BTC,100,C\(strike),call,\(strike),2024-03-29T08:00:00Z,"
      text += "\(quote - 0.002),\(quote + 0.002),,0.6,100\n"
    }
    return text
  }()

  /// Runs a verb under limits that a shell sets.
  private static func run(
    _ line: String, to output: String, in scratch: ScratchBook, limits: String = ""
  ) throws -> CommandRun {
    let arguments = line.replacing("OUT", with: output).split(separator: " ").map(String.init)
    guard !limits.isEmpty else { return try CommandRun(arguments, in: scratch.folder) }
    return try CommandRun(shell: limits + "; exec \"$0\" \"$@\"", arguments, in: scratch.folder)
  }

  /// The verbs do what they should where nothing fails: without this the rest would tell nothing.
  @Test(arguments: verbs) func withoutFault(line: String) throws {
    let scratch = try Self.scratch(for: line)
    let run = try Self.run(line, to: "out", in: scratch)
    #expect(run.status <= 1 && run.status >= 0, "\(line): \(run.errors)")
    #expect(try !scratch.contents("out").isEmpty)
    #expect(try scratch.contents().filter { $0.contains("partial") }.isEmpty)
  }

  /// No file may be longer than a block: 73, a remedy, and nothing but what a watch had told.
  @Test(arguments: verbs) func filesTooLarge(line: String) throws {
    let scratch = try Self.scratch(for: line)
    let before = try scratch.contents()
    let run = try Self.run(line, to: "out", in: scratch, limits: "ulimit -f 1")
    #expect(run.status == 73, "\(line): \(run.status) \(run.errors)")
    #expect(run.errors.contains("cannot write") && run.errors.contains("\n  "), "\(run.errors)")
    try Self.expectNothingHalf(scratch, before, line)
  }

  /// A parent that is a file.
  @Test(arguments: verbs) func parentIsAFile(line: String) throws {
    let scratch = try Self.scratch(for: line)
    let before = try scratch.contents()
    let run = try Self.run(line, to: "members.csv/out", in: scratch)
    #expect(run.status == 73, "\(line): \(run.status) \(run.errors)")
    #expect(run.errors.contains("members.csv"), "\(run.errors)")
    #expect(try scratch.contents() == before)
  }

  /// A disk that is full, as small as the rest of the book, and one that may only be read.
  @Test(
    .enabled(if: getuid() == 0, "mounting a small disk needs root"), arguments: verbs,
    ["size=4k,nr_inodes=64", "ro"])
  func diskRefuses(line: String, options: String) throws {
    let scratch = try Self.scratch(for: line)
    let disk = scratch.folder + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let mount = try CommandRun(
      shell: "mount -t tmpfs -o \(options) none disk", [], in: scratch.folder)
    // A container may forbid it even to root; the limit on file sizes is then the only stand-in.
    guard mount.status == 0 else {
      print("disk of \(options) not tried: no mount here, \(mount.errors)")
      return
    }
    defer { _ = try? CommandRun(shell: "umount disk", [], in: scratch.folder) }
    let run = try Self.run(line, to: "disk/out", in: scratch)
    #expect(run.status == 73, "\(line): \(run.status) \(run.errors)")
    let left = try scratch.contents("disk").filter { $0.contains("partial") }
    #expect(left.isEmpty, "\(line): \(left)")
  }

  /// The demo, which takes too long to be tried as often as a verb.
  @Test func demoWritesNothingByHalf() throws {
    let scratch = try Self.scratch(for: "demo")
    let before = try scratch.contents()
    for (output, limits) in [("members.csv/out", ""), ("out", "ulimit -f 1")] {
      let run = try Self.run("demo -o OUT", to: output, in: scratch, limits: limits)
      #expect(run.status == 73 && run.errors.contains("\n  "), "\(run.status) \(run.errors)")
      #expect(try scratch.contents() == before)
    }
  }

  /// Killed at moments spread over the run: the output is whole or absent, and the next run tidies up.
  @Test(arguments: verbs) func killed(line: String) throws {
    let scratch = try Self.scratch(for: line)
    let started = ContinuousClock.now
    _ = try Self.run(line, to: "whole", in: scratch)
    let length = ContinuousClock.now - started
    let whole = try Self.files(scratch, "whole")
    let isGradual =
      line.hasPrefix("monitor") || line.hasPrefix("sweep") || line.contains("--report")
    for round in 1...6 {
      let arguments = line.replacing("OUT", with: "out").split(separator: " ").map(String.init)
      let process = try CommandRun.process(arguments, in: scratch.folder)
      try process.run()
      // Most of the writing is at the end.
      let share = 0.4 + 0.12 * Double(round)
      Thread.sleep(
        forTimeInterval: share * Double(length.components.attoseconds) * 1e-18
          + share * Double(length.components.seconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = try Self.files(scratch, "out")
      #expect(found.isEmpty || isGradual || found == whole, "\(line): \(found)")
    }
    let last = try Self.run(
      line.hasPrefix("sweep") ? line + " --resume" : line, to: "out", in: scratch)
    #expect(last.status <= 1 && last.status >= 0, "\(line): \(last.errors)")
    #expect(try Self.files(scratch, "out") == whole, "\(line)")
    let left = try scratch.contents().filter { $0.contains("partial") }
    #expect(left.isEmpty, "\(line): \(left)")
  }

  /// A reader that goes ends the command quietly; a stream that is full is an error; one that is closed
  /// is nobody's, and never an output file.
  @Test(arguments: [
    "margin desk --rule historical -o OUT", "monitor desk --rule historical --feed feed.csv",
    "pretrade desk --rule historical --orders orders.csv", "doctor",
  ]) func standardStreams(line: String) throws {
    let scratch = try Self.scratch(for: line)
    let arguments = line.replacing("OUT", with: "out").split(separator: " ").map(String.init)
    let full = try CommandRun(shell: "\"$0\" \"$@\" > /dev/full", arguments, in: scratch.folder)
    #expect(full.status == 73 && full.errors.contains("standard output"), "\(full.errors)")
    let closed = try CommandRun(shell: "\"$0\" \"$@\" >&-", arguments, in: scratch.folder)
    #expect(closed.status == 0, "\(closed.errors)")
    let mute = try CommandRun(shell: "\"$0\" \"$@\" 2> /dev/full", arguments, in: scratch.folder)
    #expect(mute.status == 0)
    let gone = try CommandRun(
      shell: "trap '' PIPE; \"$0\" \"$@\" | true", arguments, in: scratch.folder)
    #expect(gone.status == 0 && !gone.errors.contains("error"), "\(gone.errors)")
  }

  /// The files of a folder, without what names the machine.
  private static func files(_ scratch: ScratchBook, _ folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: scratch.folder + "/" + folder) else { return [] }
    return try scratch.contents(folder).filter {
      !$0.contains("unfinished") && !$0.contains(".partial-")
    }
  }

  /// Nothing new but an events file or the mark of an unfinished sweep, and nothing hidden.
  private static func expectNothingHalf(
    _ scratch: ScratchBook, _ before: [String], _ line: String
  ) throws {
    let new = Set(try scratch.contents()).subtracting(before)
      .subtracting(["out", "out/events.jsonl", "out/cells", "out/cells/unfinished"])
    #expect(new.allSatisfy { !$0.contains("partial") }, "\(line): \(new)")
    #expect(
      new.isEmpty || line.hasPrefix("calibrate") || line.hasPrefix("monitor")
        || line.hasPrefix("sweep"), "\(line): \(new)")
  }
}
