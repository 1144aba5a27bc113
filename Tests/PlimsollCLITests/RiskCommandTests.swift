import Foundation
import Testing

/// `plimsoll risk` with scenarios of each account's own, from the command line.
@Suite struct RiskCommandTests {
  private static let tail = [
    "risk.csv", "report.md", "sampling.csv", "shortfall-contributions.csv",
  ]

  /// A precision writes how it was reached and what the shortfall is made of; the parts add up.
  @Test func aPrecisionIsReachedAndExplained() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "risk desk --level 0.999 --precision 2% -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("scenarios drawn in"))
    let ways = try rows("out/sampling.csv", of: scratch)
    #expect(ways.count == 2 && ways.allSatisfy { $0["precise"] == "true" && $0["reason"] != "" })
    #expect(ways.contains { $0["sampling"] == "importance-sobol" })
    let parts = try rows("out/shortfall-contributions.csv", of: scratch)
    for figure in try rows("out/risk.csv", of: scratch) where figure["measure"] == "es" {
      let value = try #require(figure["value"].flatMap(Double.init))
      let sum = parts.filter { $0["account"] == figure["account"] }
        .reduce(0) { $0 + ($1["component"].flatMap(Double.init) ?? .nan) }
      #expect(abs(sum - value) < 1e-9 * max(1, abs(value)))
    }
    let report = try scratch.text("out/report.md")
    #expect(report.contains("How the scenarios were drawn") && report.contains("Sobol points fill"))
  }

  /// The same from a study file, byte for byte, with any threads.
  @Test func aStudyDrawsTheSame() throws {
    let scratch = try ScratchBook()
    try scratch.write(
      "study.yaml", "risk: {book: desk, level: 0.999, precision: 2%, sampling: importance-sobol}\n")
    let flags = "--level 0.999 --precision 2% --sampling importance-sobol --threads 1"
    #expect(try scratch.run(line: "risk desk \(flags) -o first").status == 0)
    #expect(try scratch.run(line: "run study.yaml -o second").status == 0)
    for file in Self.tail {
      #expect(try scratch.text("first/\(file)") == scratch.text("second/\(file)"), "\(file)")
    }
  }

  @Test(arguments: [
    "--precision 0", "--precision nan", "--precision 200%", "--sampling best",
    "--precision 1% --method historical", "--sampling sobol --method historical,monte-carlo",
    "--control-variate --method regime-switching",
  ]) func badUsage(arguments: String) throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "risk desk -o out \(arguments)").status == 64)
    #expect(!FileManager.default.fileExists(atPath: scratch.folder + "/out"))
  }

  /// A control variate that cannot be used is told.
  @Test func anUnusedControlIsTold() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "risk desk --control-variate --dependence t --scenarios 2048 -o out")
    #expect(run.status == 0 && run.errors.contains("control variate: not used"))
  }

  private func rows(_ path: String, of scratch: ScratchBook) throws -> [[String: String]] {
    let table = try scratch.table(path)
    return table.dropFirst().map { row in
      Dictionary(zip(table[0], row)) { first, _ in first }
    }
  }
}
