import Foundation
import Plimsoll
import Testing

/// Scenarios from files and P&L to files, from the command line.
@Suite struct ScenarioFileCommandTests {
  /// A book with `desk.model.json`, `draws.npy` and `draws.csv`: 4,000 draws over a day.
  private static func scratch() throws -> ScratchBook {
    let scratch = try ScratchBook()
    for line in [
      "calibrate --prices desk/prices.csv -o desk.model.json",
      "simulate --model desk.model.json --scenarios 4000 -o draws.npy",
      "simulate --model desk.model.json --scenarios 4000 -o draws.csv",
    ] {
      let run = try scratch.run(line: line)
      #expect(run.status == 0, "\(run.errors)")
    }
    return scratch
  }

  private func rows(_ path: String, of scratch: ScratchBook) throws -> [[Substring]] {
    try scratch.text(path).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// What `simulate` writes gives, read back, the figures of the model it was drawn from.
  @Test(arguments: ["draws.npy", "draws.csv"])
  func drawsReadBackAreTheModels(file: String) throws {
    let scratch = try Self.scratch()
    let read = try scratch.run(line: "risk desk --scenario-file \(file) -o read")
    let drawn = try scratch.run(
      line: "risk desk --model desk.model.json --scenarios 4000 -o drawn")
    #expect(read.status == 0 && drawn.status == 0, "\(read.errors)\(drawn.errors)")
    for (one, other) in zip(
      try rows("read/risk.csv", of: scratch), try rows("drawn/risk.csv", of: scratch))
    {
      #expect(one[1] == "file" && other[1] == "monte-carlo")
      #expect(one[0] == other[0] && one.dropFirst(2) == other.dropFirst(2))
    }
    #expect(try scratch.text("read/run.json").contains(file))
    let report = try scratch.text("read/report.md")
    #expect(report.contains("4000 scenarios of 1d from the file \(file)"))
    #expect(report.contains("nothing says over what time") == file.hasSuffix(".csv"))
  }

  /// A rule, a study and the flag read the same file.
  @Test func aRuleReadsAFile() throws {
    let scratch = try Self.scratch()
    let rule = """
      {kind: shortfall, level: 0.99, measure: es, mpor: 1d, maintenance: 0.75,
       collateral: simulated, scenarios: {method: file, file: draws.npy}}
      """
    try scratch.write("rule.yaml", rule)
    let margin = try scratch.run(line: "margin desk --rule rule.yaml -o margin")
    #expect(margin.status == 0, "\(margin.errors)")
    #expect(try scratch.text("margin/run.json").contains("draws.npy.json"))
    try scratch.write("study.yaml", "risk: {book: desk, scenario-file: draws.npy, pnl: true}\n")
    #expect(try scratch.run(line: "run study.yaml -o study").status == 0)
    #expect(try scratch.run(line: "risk desk --scenario-file draws.npy --pnl -o flag").status == 0)
    for file in ["risk.csv", "pnl-file-1d.npy.json"] {
      #expect(try scratch.text("study/\(file)") == scratch.text("flag/\(file)"))
    }
    let backtest = try scratch.run(line: "backtest desk --rule rule.yaml --bars 5 -o back")
    #expect(backtest.status == 64)
    #expect(backtest.errors.contains("says nothing of what was known on each past day"))
    try scratch.write("rule.yaml", rule.replacing("mpor: 1d", with: "mpor: 2d"))
    let other = try scratch.run(line: "margin desk --rule rule.yaml -o other")
    #expect(other.status == 65 && other.errors.contains("are of 1d, 2d is asked for"))
  }

  /// The gains that are written have the losses that are told.
  @Test func gainsAreThoseOfTheFigures() throws {
    let scratch = try Self.scratch()
    let run = try scratch.run(
      line: "risk desk --method historical,file --scenario-file draws.npy --pnl -o out")
    #expect(run.status == 0, "\(run.errors)")
    for method in ["historical", "file"] {
      let path = "\(scratch.folder)/out/pnl-\(method)-1d.npy"
      let labels = try ArrayLabels(InputFile(path: path + ".json"))
      #expect(labels.values == "gain in USD" && labels.horizon == .day)
      let gains = try NumPyFile.decode(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
      for row in try rows("out/risk.csv", of: scratch) where row[1] == method && row[2] == "var" {
        let value = try #require(Double(row[5]))
        let account = try #require(labels.columns.firstIndex(of: String(row[0])))
        let losses = gains.column(account).map { -$0 }.sorted()
        let rank = Int((0.99 * Double(losses.count)).rounded(.up))
        #expect(abs(losses[rank - 1] - value) <= 1e-9 * abs(value))
      }
    }
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let scratch = try Self.scratch()
    for (line, status, message) in [
      ("--scenario-file draws.npy --horizon 2d", 65, "its scenarios are of 1d, 2d is asked for"),
      ("--scenario-file draws.npy --method historical", 64, "no method reads it"),
      ("--method file", 64, "needs a file of scenarios"),
      ("--scenario-file absent.npy", 66, "no such file"),
      ("--scenario-file desk/prices.csv", 65, "a log return of 100.0 is absurd"),
      ("--scenario-file draws.txt", 64, "is neither .csv nor .npy"),
      ("--precision 5% --pnl", 64, "each account has its own"),
    ] as [(String, Int32, String)] {
      let run = try scratch.run(line: "risk desk \(line) -o none")
      #expect(run.status == status && run.errors.contains(message), "\(line): \(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(scratch.folder)/none"))
    }
  }
}
