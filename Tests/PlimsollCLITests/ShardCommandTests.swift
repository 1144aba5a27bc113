import Foundation
import Testing

/// `plimsoll run --shard` and `plimsoll merge`: the bytes of a run that was never divided, or a refusal.
@Suite struct ShardCommandTests {
  private static let sample = URL(fileURLWithPath: #filePath)
    .appending(path: "../../../models/books/sample").standardized.path

  private static let studies = [
    "risk": "risk: {book: desk, method: [monte-carlo, historical], level: [0.975, 0.99], "
      + "scenarios: 20000}",
    "simulate": "simulate: {model: m.json, scenarios: 5001, horizon: 2d, seed: 3, output: s.npy}",
    "sampled": "risk: {book: \(sample), method: [monte-carlo], level: [0.975, 0.99], "
      + "precision: 5%, scenarios: 200000}",
    "backtest": "backtest: {book: desk, rule: [shortfall, gaussian], bars: 30, refit: 7d, "
      + "scenarios: 2000}",
    "margin": "margin: {book: desk, rule: [shortfall, gaussian], scenarios: 20000}",
    "liquidate": "liquidate: {book: \(sample), scenarios: 40, steps: 6}",
    "waterfall": "waterfall: {book: \(sample), members: \(sample)/members.csv, scenarios: 20000}",
    "sweep": "sweep: {study: m.yaml, vary: {rule.level: [0.9, 0.99], seed: [1, 2, 3]}}",
  ]

  private static func scratch(_ verb: String) throws -> ScratchBook {
    let scratch = try ScratchBook()
    try scratch.write("m.yaml", "margin: {book: desk, rule: shortfall, scenarios: 2000}\n")
    try scratch.write("study.yaml", try #require(studies[verb]) + "\n")
    if verb == "simulate" {
      let model = try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json")
      try #require(model.status == 0)
    }
    return scratch
  }

  private static func divide(_ scratch: ScratchBook, by count: Int) throws {
    for number in 1...count {
      let run = try scratch.run(line: "run study.yaml --shard \(number)/\(count) -o shards")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  /// Files by path; `run.json` without what is of the machine.
  private static func files(_ scratch: ScratchBook, _ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try scratch.contents(folder) {
      let url = URL(fileURLWithPath: "\(scratch.folder)/\(folder)/\(path)")
      if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { continue }
      files[path] = try Data(contentsOf: url)
      guard path == "run.json" else { continue }
      let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
      var manifest = try #require(parsed as? [String: Any])
      #expect(manifest.removeValue(forKey: "machine") != nil)
      files[path] = try JSONSerialization.data(withJSONObject: manifest, options: .sortedKeys)
    }
    return files
  }

  @Test(arguments: studies.keys.sorted()) func mergedIsWhole(verb: String) throws {
    let scratch = try Self.scratch(verb)
    let whole = try scratch.run(line: "run study.yaml -o whole")
    try Self.divide(scratch, by: 3)
    let merged = try scratch.run(line: "merge shards -o merged")
    #expect(merged.status == whole.status, "\(merged.errors)")
    #expect(merged.output == whole.output)
    let files = try Self.files(scratch, "whole")
    #expect(files.count >= 3)
    #expect(try Self.files(scratch, "merged") == files)
  }

  @Test func shardsHaveTheSameBytesWhateverTheThreads() throws {
    let scratch = try Self.scratch("margin")
    for threads in [1, 2] {
      let run = try scratch.run(
        line: "run study.yaml --shard 2/3 --threads \(threads) -o by\(threads)")
      #expect(run.status == 0)
    }
    let name = "shard-2-of-3.plimsoll"
    #expect(try scratch.bytes("by1/\(name)") == scratch.bytes("by2/\(name)"))
  }

  @Test func aShardThatIsThereIsNotDoneAgain() throws {
    let scratch = try Self.scratch("sweep")
    try Self.divide(scratch, by: 2)
    let again = try scratch.run(line: "run study.yaml --shard 1/2 -o shards")
    #expect(again.status == 0)
    #expect(again.errors.contains("was done before"))
    // What it read has changed: it is done again.
    try scratch.write("m.yaml", "margin: {book: desk, rule: shortfall, scenarios: 3000}\n")
    let anew = try scratch.run(line: "run study.yaml --shard 1/2 -o shards")
    #expect(anew.status == 0)
    #expect(!anew.errors.contains("was done before"))
  }

  @Test func onlyAllShardsOfOneRunAreMerged() throws {
    let scratch = try Self.scratch("sweep")
    try Self.divide(scratch, by: 3)
    func refused(_ line: String, _ status: Int32, _ words: String) throws {
      let run = try scratch.run(line: line + " -o merged")
      #expect(run.status == status)
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: scratch.folder + "/merged"))
    }
    let (one, two) = ("shards/shard-1-of-3.plimsoll", "shards/shard-2-of-3.plimsoll")
    try refused("merge \(one) \(two)", 64, "1 of 3 shards are missing: 3/3")
    try refused("merge shards \(one)", 64, "shard 1/3 is given twice")
    try refused("merge nowhere", 66, "nowhere")
    try refused("merge desk", 66, "holds no shard")
    try refused("merge study.yaml", 65, "is no shard")
    // Of another division, and of another study.
    #expect(try scratch.run(line: "run study.yaml --shard 2/2 -o others").status == 0)
    try refused("merge shards others", 65, "one of 2 shards, not of 3")
    try scratch.write(
      "study.yaml", "sweep: {study: m.yaml, vary: {rule.level: [0.9, 0.95], seed: [1, 2, 3]}}\n")
    #expect(try scratch.run(line: "run study.yaml --shard 3/3 -o mixed").status == 0)
    try refused("merge \(one) \(two) mixed", 65, "of a study with other settings")
    // The files they were made with.
    try scratch.write("desk/collateral.csv", "account,asset,amount\nlong,USD,1\n")
    try refused("merge shards", 65, "made with another collateral.csv")
  }

  @Test func damageIsFound() throws {
    let scratch = try Self.scratch("sweep")
    try Self.divide(scratch, by: 1)
    let path = "shards/shard-1-of-1.plimsoll"
    let bytes = try scratch.bytes(path)
    let header = try #require(bytes.firstIndex(of: 10))
    for (place, change) in [(bytes.count - 40, 1), (header - 70, 1), (bytes.count, -9)] {
      var damaged = bytes
      if change < 0 { damaged.removeLast(-change) } else { damaged[place] ^= 1 }
      try damaged.write(to: URL(fileURLWithPath: scratch.folder + "/" + path))
      let run = try scratch.run(line: "merge shards -o merged")
      #expect(run.status == 65, "\(place): \(run.errors)")
      #expect(run.errors.contains("shard-1-of-1.plimsoll"))
    }
  }

  @Test(arguments: ["0/3", "4/3", "x", "1/513"]) func oddShardsAreBadUsage(_ text: String) throws {
    let scratch = try Self.scratch("sweep")
    let run = try scratch.run(line: "run study.yaml --shard \(text) -o out")
    #expect(run.status == 64)
    #expect(run.errors.contains(text))
  }

  @Test func whatCannotBeDividedIsRefused() throws {
    let scratch = try Self.scratch("sweep")
    try scratch.write("study.yaml", "stress: {book: desk}\n")
    let stress = try scratch.run(line: "run study.yaml --shard 1/2 -o out")
    #expect(stress.status == 64)
    #expect(stress.errors.contains("stress does nothing that can be divided"))
    try scratch.write("again.yaml", "sweep: {study: study.yaml, vary: {study: [a, b]}}\n")
    try scratch.write("study.yaml", "sweep: {study: m.yaml, vary: {seed: [1, 2]}}\n")
    let nested = try scratch.run(line: "run again.yaml -o out")
    #expect(nested.status == 65, "\(nested.errors)")
    #expect(nested.errors.contains("cannot be swept"))
  }
}
