import Foundation
import Testing

/// The same run, the same bytes, whatever the machine does with it.
@Suite struct ReproducibilityTests {
  /// Files by path; `run.json` without what is of the machine.
  private static func bytes(_ scratch: ScratchBook, _ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try scratch.contents(folder) {
      let full = "\(folder)/\(path)"
      let url = URL(fileURLWithPath: scratch.folder + "/" + full)
      if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { continue }
      var data = try scratch.bytes(full)
      if path.hasSuffix("run.json") {
        let parsed = try JSONSerialization.jsonObject(with: data)
        var manifest = try #require(parsed as? [String: Any])
        #expect(manifest.removeValue(forKey: "machine") != nil)
        data = try JSONSerialization.data(withJSONObject: manifest, options: .sortedKeys)
      }
      files[path] = data
    }
    return files
  }

  @Test(arguments: [
    "margin desk --rule shortfall,historical,gaussian --scenarios 20000",
    "risk desk --method historical,monte-carlo --level 0.95,0.99 --horizon 1d,2d --scenarios 20000",
  ]) func threadsAndRepetitionChangeNothing(line: String) throws {
    let scratch = try ScratchBook()
    var runs: [String: CommandRun] = [:]
    for (folder, flags) in [
      ("one", "--threads 1"), ("two", "--threads 2"), ("three", "--threads 3"), ("all", ""),
      ("again", "--threads 1"), ("other", "--seed 2"),
    ] {
      let run = try scratch.run(line: "\(line) \(flags) -o \(folder)")
      #expect(run.status == 0)
      runs[folder] = run
    }
    let first = try Self.bytes(scratch, "one")
    #expect(first.count > 5)
    for folder in ["two", "three", "all", "again"] {
      let same = try Self.bytes(scratch, folder)
      #expect(Set(same.keys) == Set(first.keys))
      for (path, data) in first { #expect(same[path] == data, "\(folder)/\(path) differs") }
      #expect(runs[folder]?.output == runs["one"]?.output)
    }
    // A test of equality proves nothing where nothing varies.
    #expect(try Self.bytes(scratch, "other") != first)
  }

  @Test func threadsChangeNoSimulation() throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    for threads in 1...3 {
      let run = try scratch.run(
        line: "simulate --model m.json --scenarios 5000 --horizon 2d --threads \(threads) "
          + "-o \(threads).npy")
      #expect(run.status == 0)
    }
    #expect(try scratch.bytes("1.npy") == scratch.bytes("2.npy"))
    #expect(try scratch.bytes("1.npy") == scratch.bytes("3.npy"))
  }

  @Test(arguments: [(100, "1d"), (4096, "3d"), (5000, "2d")])
  func aLongerRunBeginsWithTheShorter(count: Int, horizon: String) throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    for (name, scenarios, seed) in [("n", count, 1), ("2n", 2 * count, 1), ("other", count, 2)] {
      let run = try scratch.run(
        line: "simulate --model m.json --scenarios \(scenarios) --horizon \(horizon) "
          + "--seed \(seed) -o \(name).csv")
      #expect(run.status == 0)
    }
    let (short, long) = (try scratch.text("n.csv"), try scratch.text("2n.csv"))
    #expect(short.split(separator: "\n").count == count + 1)
    #expect(long.split(separator: "\n").count == 2 * count + 1)
    #expect(long.utf8.starts(with: short.utf8))
    #expect(try scratch.text("other.csv") != short)
  }

  /// Reads the format as NumPy's documentation gives it, version 1.0.
  @Test func npyHoldsTheNumbersOfTheCSV() throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    for suffix in ["csv", "npy"] {
      let run = try scratch.run(
        line: "simulate --model m.json --scenarios 300 --horizon 2d -o x.\(suffix)")
      #expect(run.status == 0)
    }
    let bytes = Array(try scratch.bytes("x.npy"))
    #expect(Array(bytes[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(start % 64 == 0)
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    #expect(header.contains("'descr': '<f8'"))
    #expect(header.contains("'fortran_order': False"))
    #expect(header.contains("'shape': (300, 2)"))
    #expect(header.hasSuffix("\n"))
    #expect(bytes.count == start + 300 * 2 * 8)
    let numbers = stride(from: start, to: bytes.count, by: 8).map { place in
      Double(
        bitPattern: bytes[place..<(place + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    let table = try scratch.table("x.csv")
    #expect(table[0] == ["scenario", "BTC", "ETH"])
    #expect(table.dropFirst().flatMap { $0.dropFirst().compactMap(Double.init) } == numbers)
  }
}
