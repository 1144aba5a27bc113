import Foundation
import Testing

/// Help, and examples that work as they stand.
@Suite struct HelpTests {
  private static let verbs = [
    "calibrate", "simulate", "risk", "margin", "pretrade", "stress", "monitor", "liquidate",
    "waterfall",
    "backtest", "surface", "run", "sweep", "merge", "report", "demo", "schema",
  ]

  /// The folder of the package, where examples are run.
  private static let package = URL(fileURLWithPath: #filePath)
    .appending(path: "../../..").standardized.path

  /// The example of a verb's help, in words.
  private static func example(_ verb: String) throws -> [String] {
    let help = try CommandRun([verb, "--help"], in: package)
    #expect(help.status == 0)
    #expect(help.errors.isEmpty)
    let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex { $0.hasPrefix("EXAMPLE: plimsoll \(verb) ") })
    let example = lines[first...].prefix { !$0.isEmpty }.joined(separator: " ")
    return example.split(separator: " ").dropFirst(2).map(String.init)
  }

  @Test(arguments: verbs) func examplesWorkOnTheSampleBook(verb: String) throws {
    let scratch = try ScratchBook()
    let model = scratch.folder + "/sample.model.json"
    if verb == "simulate" {
      let run = try CommandRun(
        ["calibrate", "--prices", "models/books/sample/prices.csv", "-o", model], in: Self.package)
      #expect(run.status == 0)
    }
    if verb == "report" {
      let demo = try CommandRun(["demo", "-o", scratch.folder + "/demo"], in: Self.package)
      #expect(demo.status == 0)
    }
    if verb == "merge" {
      let run = try CommandRun(
        ["run", "margin-levels", "--shard", "1/1", "-o", scratch.folder + "/shards"],
        in: Self.package)
      #expect(run.status == 0)
    }
    var words = try Self.example(verb)
    // Outputs go to a folder of the test's own, and models are read there.
    let output = try #require(words.firstIndex(of: "-o")) + 1
    let name = words[output]
    for (place, word) in words.enumerated()
    where place == output || ["sample.model.json", "shards"].contains(word)
      || (place > 0 && word == "demo")
    {
      words[place] = scratch.folder + "/" + word
    }
    let run = try CommandRun(words, in: Self.package)
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.output.isEmpty)
    #expect(try scratch.contents().contains(name))
  }

  /// It writes no files.
  @Test func theDoctorsExampleWorks() throws {
    let run = try CommandRun(Self.example("doctor"), in: Self.package)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("{"))
  }

  @Test func theCommandItself() throws {
    let scratch = try ScratchBook()
    let help = try scratch.run("--help")
    #expect(help.status == 0)
    for verb in Self.verbs + ["doctor"] { #expect(help.output.contains("\n  \(verb) ")) }
    #expect(help.output.contains("EXAMPLE: plimsoll demo"))
    let version = try scratch.run("--version")
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
  }

  /// The first words of an error that the parser of flags finds are those of every other error.
  @Test func usageErrorsSayWhereToLook() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "risk desk -o out --level 1.5")
    run.expectRefusal(64, place: "The value '1.5' is invalid for '--level <level>'")
    #expect(run.errors.contains("Confidence levels between 0 and 1"))
    #expect(run.errors.contains("plimsoll risk --help"))
  }
}
