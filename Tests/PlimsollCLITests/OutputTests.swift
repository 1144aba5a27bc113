import Foundation
import Testing

/// What the verbs write, as scripts rely on it.
@Suite struct OutputTests {
  /// A cell of a table in JSON. (JSONSerialization would lose last bits.)
  private enum Cell: Decodable {
    case blank
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .blank
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  @Test func riskFiles() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "risk desk --method historical,monte-carlo --level 0.975,0.99 --horizon 1d,2d "
        + "--scenarios 2000 -o out")
    #expect(run.status == 0)
    let table = try scratch.table("out/risk.csv")
    #expect(
      table[0].joined(separator: ",")
        == "account,method,measure,level,horizon,value,standard_error,ci_low,ci_high,scenarios")
    #expect(table.count == 1 + 2 * 2 * 2 * 2 * 2)
    #expect(Set(table.dropFirst().map { $0[..<5].joined(separator: ",") }).count == 32)
    #expect(Set(table.dropFirst().map { $0[2] }) == ["var", "es"])
    #expect(Set(table.dropFirst().map { $0[4] }) == ["1d", "2d"])
    for row in table.dropFirst() where row[1] == "monte-carlo" { #expect(row[9] == "2000") }
    for row in table.dropFirst() where row[1] == "historical" {
      #expect(row[9] == (row[4] == "1d" ? "159" : "158"))
    }
    let files = try scratch.contents("out")
    #expect(Set(files).isSuperset(of: ["risk.csv", "report.md", "run.json", "charts"]))
    #expect(files.filter { $0.hasSuffix(".svg") }.count == 8)
  }

  @Test func marginFiles() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "margin desk --rule shortfall,historical,gaussian --scenarios 2000 -o out")
    #expect(run.status == 0)
    let files = try scratch.contents("out")
    #expect(
      Set(files).isSuperset(of: [
        "margin.csv", "contributions.csv", "comparison.csv", "report.md", "run.json", "charts",
      ]))
    #expect(files.contains { $0.hasPrefix("charts/") && $0.hasSuffix(".svg") })
    #expect(!files.contains { $0.contains("partial") })
    let headers = [
      "margin.csv":
        "account,rule,as_of,equity,collateral_value,unrealised_pnl,initial_margin,"
        + "maintenance_margin,core,stress,liquidity_addon,concentration_addon,floor,gross_margin,"
        + "netting_benefit,excess,call_amount,margin_level,status,standard_error,"
        + "anti_procyclicality,open_orders",
      "contributions.csv":
        "account,rule,instrument,quantity,notional,standalone,component,share",
      "comparison.csv": "account,rule,initial_margin,maintenance_margin,ratio_to_first,binding",
    ]
    for (file, header) in headers {
      #expect(try scratch.table("out/" + file)[0].joined(separator: ",") == header)
    }
    let margin = try scratch.table("out/margin.csv").dropFirst()
    #expect(margin.count == 6)
    #expect(Set(margin.map { $0[0] + "," + $0[1] }).count == 6)
    #expect(margin.allSatisfy { $0[2] == ScratchBook.date(159) })
    let comparison = try scratch.table("out/comparison.csv").dropFirst()
    #expect(comparison.filter { $0[1] == "shortfall" }.map { $0[4] } == ["1", "1"])
  }

  /// The columns of margin.csv fit together as the conventions say.
  @Test func marginFiguresAddUp() throws {
    let scratch = try ScratchBook()
    #expect(
      try scratch.run(line: "margin desk --rule shortfall,historical --scenarios 2000 -o out")
        .status == 0)
    let table = try scratch.table("out/margin.csv")
    for row in table.dropFirst() {
      let cells = Dictionary(uniqueKeysWithValues: zip(table[0], row))
      func value(_ name: String) throws -> Double { try #require(cells[name].flatMap(Double.init)) }
      let initial = try value("initial_margin")
      #expect(initial > 0)
      let stress = cells["stress"].flatMap(Double.init) ?? 0
      #expect(initial == max(try value("core") + stress, try value("floor")))
      #expect(try value("maintenance_margin") == 0.75 * initial)
      #expect(try value("excess") == value("collateral_value") - initial)
      #expect(try value("netting_benefit") == value("gross_margin") - value("core"))
      #expect(
        try value("margin_level") == value("collateral_value") / value("maintenance_margin"))
      let parts = try scratch.table("out/contributions.csv")
        .filter { $0[0] == row[0] && $0[1] == row[1] }
      let components = parts.compactMap { Double($0[6]) }
      #expect(components.count == parts.count)
      #expect(abs(components.reduce(0, +) - (try value("core"))) < 1e-9 * initial)
    }
  }

  @Test(
    arguments: [
      ("margin desk --rule historical,gaussian --scenarios 2000 -o out", "out/margin.csv", 4),
      ("risk desk --method historical -o out", "out/risk.csv", 4),
      ("calibrate --prices desk/prices.csv -o m.json", nil, 2),
    ] as [(String, String?, Int)]) func jsonForScripts(line: String, file: String?, rows: Int)
    throws
  {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: line + " --format json")
    #expect(run.status == 0)
    let objects = try JSONDecoder().decode([[String: Cell]].self, from: Data(run.output.utf8))
    #expect(objects.count == rows)
    guard let file else { return }
    let table = try scratch.table(file)
    for (object, row) in zip(objects, table.dropFirst()) {
      #expect(Set(object.keys) == Set(table[0]))
      for (name, cell) in zip(table[0], row) {
        switch object[name] {
        case .text(let text): #expect(text == cell)
        case .number(let number): #expect(number == Double(cell))
        default: #expect(cell.isEmpty)
        }
      }
    }
  }

  @Test func runJSONNamesWhatItRestsOn() throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "margin desk --scenarios 2000 --seed 7 -o out").status == 0)
    let parsed = try JSONSerialization.jsonObject(with: try scratch.bytes("out/run.json"))
    let manifest = try #require(parsed as? [String: Any])
    #expect(
      Set(manifest.keys)
        == [
          "version", "verb", "study", "seed", "inputs", "models", "rules", "counts", "figures",
          "files",
          "failed_checks", "diagnostics", "machine",
        ])
    #expect(manifest["seed"] as? Int == 7)
    #expect(manifest["rules"] as? [String] == ["shortfall"])
    let inputs = try #require(manifest["inputs"] as? [[String: String]])
    #expect(
      Set(inputs.compactMap { $0["file"] }).isSuperset(of: [
        "prices.csv", "positions.csv", "instruments.csv", "collateral.csv", "shortfall.yaml",
        "nightly.yaml", "crises.yaml",
      ]))
    #expect(inputs.allSatisfy { $0["sha256"]?.count == 64 })
  }

  @Test func theDemonstration() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "demo -o demo")
    #expect(run.status == 0)
    let files = try scratch.contents("demo")
    for file in [
      "margin/margin.csv", "margin/report.md", "margin/charts", "margin/run.json",
      "margin/concentration.csv", "stress/stress.csv", "stress/report.md", "stress/run.json",
      "risk/risk.csv", "calibrate/sample.model.json", "simulate/scenarios.csv",
    ] { #expect(files.contains(file)) }
    #expect(files.contains { $0.hasPrefix("margin/charts/") && $0.hasSuffix(".svg") })
    let margin = try scratch.table("demo/margin/margin.csv").dropFirst()
    #expect(Set(margin.map { $0[0] }).count == 9)
    #expect(Set(margin.map { $0[1] }) == ["shortfall", "historical", "gaussian"])
  }
}
