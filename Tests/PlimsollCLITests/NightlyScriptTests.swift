import Foundation
import Testing

/// The script that goes through a night, with the built command.
@Suite struct NightlyScriptTests {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scripts/nightly").path

  private func scratch() throws -> ScratchBook {
    let scratch = try ScratchBook(["prices.csv": ScratchBook.prices(rows: 400)])
    try scratch.write("spec.yaml", "window: all\nfallback: [ewma, constant]\n")
    return scratch
  }

  /// Runs a shell line in the scratch folder, with `$NIGHT` for the script and its usual arguments.
  private func shell(_ line: String, in scratch: ScratchBook) throws -> (status: Int32, text: String)
  {
    let command = try #require(CommandRun.executable)
    let output = scratch.folder + "/shell.txt"
    FileManager.default.createFile(atPath: output, contents: nil)
    let handle = try #require(FileHandle(forWritingAtPath: output))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", line]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PLIMSOLL": command.path,
      "NIGHT": Self.script
        + " --prices desk/prices.csv --book desk --home home --spec spec.yaml --rule historical"
        + " --backtest-bars 30",
    ]) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try scratch.text("shell.txt"))
  }

  @Test func twoNightsAndTheDriftBetween() throws {
    let scratch = try scratch()
    for date in ["2025-01-30", "2025-01-31"] {
      let night = try shell("$NIGHT --as-of \(date)", in: scratch)
      #expect(night.status == 0, "\(night.text)")
      for file in [
        "report.md", "calibrate/report.md", "margin/margin.csv", "stress/stress.csv",
        "backtest/backtest-tests.csv",
      ] {
        #expect(try !scratch.bytes("home/nights/\(date)/\(file)").isEmpty, "\(file)")
      }
    }
    #expect(
      try scratch.bytes("home/models/current.model.json")
        == scratch.bytes("home/models/2025-01-31.model.json"))
    #expect(try scratch.text("home/nightly.log").contains("night of 2025-01-31 ends, exit 0"))
    let drift = try scratch.table("home/nights/2025-01-31/drift/drift.csv")
    #expect(Set(drift.dropFirst().map { $0[0] }).count == 2)
  }

  @Test func aFailedGateKeepsTheLastGoodModel() throws {
    let scratch = try scratch()
    #expect(try shell("$NIGHT --as-of 2025-01-30", in: scratch).status == 0)
    let good = try scratch.bytes("home/models/current.model.json")
    try scratch.write(
      "spec.yaml",
      "window: all\nfallback: [ewma, constant]\ngates: {max_volatility_change: 1e-9}\n")
    #expect(try shell("$NIGHT --as-of 2025-01-31", in: scratch).status == 1)
    #expect(try scratch.bytes("home/models/current.model.json") == good)
    #expect(try !scratch.contents("home/models").contains("2025-01-31.model.json"))
    // The night goes on with the last good model.
    #expect(try !scratch.bytes("home/nights/2025-01-31/margin/margin.csv").isEmpty)
    #expect(try scratch.text("home/nightly.log").contains("margins rest on 2025-01-30.model.json"))
  }

  @Test func twoNightsAtOnceDoNotMix() throws {
    let scratch = try scratch()
    let held = try shell(
      "mkdir home && exec 9>home/.lock && flock 9 && $NIGHT --as-of 2025-01-30 9>&-", in: scratch)
    #expect(held.status == 75 && held.text.contains("another night is running"), "\(held.text)")
    #expect(try !scratch.contents("home").contains { $0.hasPrefix("nights/") })
  }

  @Test func aBrokenStepEndsTheNightAndSaysSo() throws {
    let scratch = try scratch()
    try scratch.write("desk/positions.csv", "account,instrument,quantity\nlong,DOGE,1\n")
    let night = try shell("$NIGHT --as-of 2025-01-30", in: scratch)
    #expect(night.status == 65 && night.text.contains("positions.csv, line 2"), "\(night.text)")
    #expect(try scratch.text("home/nightly.log").contains("broke in margin"))
    #expect(try !scratch.contents("home/nights").contains { $0.hasPrefix("2025-01-30") })
  }
}
