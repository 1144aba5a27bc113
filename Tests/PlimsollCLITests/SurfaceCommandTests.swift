import Foundation
import Testing

/// `plimsoll surface` from the command line.
@Suite struct SurfaceCommandTests {
  private static let chain = URL(fileURLWithPath: #filePath)
    .appending(path: "../../../models/books/chain/surface.csv").standardized.path

  /// The shipped chain's lines in a folder of the test's own, changed by `edit`.
  private static func scratch(_ edit: (inout [String]) -> Void = { _ in }) throws -> ScratchBook {
    let scratch = try ScratchBook()
    var lines = try String(contentsOfFile: chain, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    edit(&lines)
    try scratch.write("chain.csv", lines.joined(separator: "\n") + "\n")
    return scratch
  }

  @Test func writesSlicesQuotesSurfaceAndReport() throws {
    let scratch = try Self.scratch()
    let run = try scratch.run(line: "surface chain.csv -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("underlying"))
    let slices = try scratch.table("out/slices.csv")
    #expect(
      slices[0].joined(separator: ",")
        == "underlying,expiry,years,forward,kind,a,b,rho,m,sigma,atm_volatility,liquid_strikes,"
        + "inside,inside_share,rms_error_vol,min_g,left_slope,right_slope,repair_vol,"
        + "repair_rms_vol")
    #expect(slices.count == 13)
    for row in slices.dropFirst() {
      #expect(row[4] == "svi")
      #expect(try #require(Double(row[13])) >= 0.9)
      #expect(try #require(Double(row[15])) >= 0)
    }
    #expect(try scratch.table("out/quotes.csv")[0].count == 13)
    let files = try scratch.contents("out")
    #expect(
      Set(files).isSuperset(of: [
        "slices.csv", "quotes.csv", "surface.json", "report.md", "run.json",
        "charts/smiles-BTC.svg", "charts/variance-BTC.svg", "charts/smiles-ETH.svg",
        "charts/variance-ETH.svg",
      ]))
    let report = try scratch.text("out/report.md")
    #expect(report.contains("liquid strikes") && report.contains("No arbitrage is found"))
    #expect(try scratch.text("out/surface.json").contains("\"kind\" : \"svi\""))
  }

  @Test func oneUnderlyingOfAnotherKind() throws {
    let scratch = try Self.scratch()
    let run = try scratch.run(line: "surface chain.csv --kind ssvi --underlying ETH -o out")
    #expect(run.status == 0, "\(run.errors)")
    let slices = try scratch.table("out/slices.csv")
    #expect(slices.dropFirst().allSatisfy { $0[0] == "ETH" && $0[4] == "ssvi" })
    #expect(try scratch.text("out/report.md").contains("η"))
    let unknown = try scratch.run(line: "surface chain.csv --underlying BTX -o none")
    #expect(unknown.status == 64 && unknown.errors.contains("Did you mean BTC?"))
    #expect(try !scratch.contents().contains("none"))
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try Self.scratch()
    for threads in [1, 3] {
      let run = try scratch.run(line: "surface chain.csv --threads \(threads) -o out\(threads)")
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in ["slices.csv", "quotes.csv", "surface.json", "report.md", "charts/smiles-BTC.svg"] {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"))
    }
  }

  /// An expiry with one quote is left out, and the report says so; one that has expired too.
  @Test func whatCannotBeFittedIsNamed() throws {
    let scratch = try Self.scratch { lines in
      let first = lines.indices.filter { lines[$0].contains("BTC-2JAN26") }
      for index in first.dropFirst().reversed() { lines.remove(at: index) }
      lines = lines.map {
        $0.contains("ETH-1JAN26")
          ? $0.replacing("2026-01-01T08:00:00Z", with: "2025-12-31T08:00:00Z") : $0
      }
    }
    let run = try scratch.run(line: "surface chain.csv -v -o out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("BTC 2026-01-02T08:00:00Z: not fitted"))
    #expect(run.errors.contains("34 options have expired"))
    #expect(try scratch.table("out/slices.csv").count == 11)
    #expect(try scratch.text("out/report.md").contains("not fitted"))
  }

  @Test(arguments: [
    ("empty", "chain.csv: the chain has no rows"),
    ("crossed", "chain.csv, line 2, column bid"),
    ("nan", "chain.csv, line 2, column ask: \"nan\""),
    ("duplicate", "is there twice"),
    ("expired", "no option is left"),
    ("one-sided", "no expiry has 3 strikes with a bid and an ask"),
    ("no column", "column strike"),
  ])
  func badChains(kind: String, message: String) throws {
    let scratch = try Self.scratch { lines in
      func change(_ column: Int, _ value: String, _ row: Int) {
        var cells = lines[row].split(separator: ",", omittingEmptySubsequences: false)
          .map(String.init)
        cells[column] = value
        lines[row] = cells.joined(separator: ",")
      }
      switch kind {
      case "empty": lines = [lines[0]]
      case "crossed": change(7, "0.9", 1)
      case "nan": change(8, "nan", 1)
      case "duplicate": lines.append(lines[1])
      case "expired":
        for row in lines.indices.dropFirst() { change(6, "2025-12-31T08:00:00Z", row) }
      case "one-sided": for row in lines.indices.dropFirst() { change(7, "", row) }
      default: lines[0] = lines[0].replacing("strike", with: "struck")
      }
    }
    let run = try scratch.run(line: "surface chain.csv -o out")
    #expect(run.status == 65 && run.errors.contains(message), "\(run.errors)")
    #expect(try !scratch.contents().contains("out"))
  }
}
