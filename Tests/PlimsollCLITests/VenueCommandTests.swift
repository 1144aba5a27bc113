import Foundation
import Testing

/// `plimsoll margin` under venues' packs and limits, from the command line.
@Suite struct VenueCommandTests {
  @Test func writesChargesEvidenceAndScenarios() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(
      line: "margin desk --rule historical,okx-pm-2024-12,okx-pm-2025-01 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let headers = [
      "charges.csv": "account,rule,unit,charge,initial,maintenance,counts,binding",
      "evidence.csv": "rule,as_of,parameter,value,evidence,source",
      "scenarios.csv": "account,rule,unit,charge,scenario,pnl",
      "offsets.csv": "account,rule,gross_margin,offset,benefit,share_of_gross,core",
      "collateral.csv":
        "account,rule,asset,value,haircut,alone,joint,wrong_way,haircut_short",
    ]
    for (file, header) in headers {
      #expect(try scratch.table("out/\(file)")[0].joined(separator: ",") == header)
    }
    let comparison = try scratch.table("out/comparison.csv").dropFirst()
    #expect(Set(comparison.map { $0[1] }).count == 3)
    // The wider scenarios of the older pack never cost less.
    let byRule = Dictionary(grouping: comparison) { $0[0] }
    for (_, rows) in byRule {
      let initial = rows.compactMap { Double($0[2]) }
      #expect(initial.count == 3 && initial[1] >= initial[2])
    }
    let evidence = try scratch.text("out/evidence.csv").split(separator: "\n")
    #expect(evidence.contains { $0.hasPrefix("okx-pm-2025-01,") && $0.contains(",excerpt,") })
    let report = try scratch.text("out/report.md")
    for words in [
      "## Comparison of rules", "## From gross to net, by kind of offset", "## Venues' charges",
      "## What is not verified", "MR9",
    ] { #expect(report.contains(words), "\(words)") }
  }

  @Test func offsetsAddUpToTheNettingBenefit() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "margin desk --rule historical,paradex-pm-2026 -o out")
    #expect(run.status == 0, "\(run.errors)")
    let margin = try scratch.table("out/margin.csv")
    let column = try #require(margin[0].firstIndex(of: "netting_benefit"))
    let offsets = try scratch.table("out/offsets.csv").dropFirst()
    for row in margin.dropFirst() {
      let benefit = try #require(Double(row[column]))
      let sum = offsets.filter { $0[0] == row[0] && $0[1] == row[1] }
        .compactMap { Double($0[4]) }.reduce(0, +)
      #expect(abs(sum - benefit) <= 1e-9 * max(1, abs(benefit)))
    }
  }

  @Test func aBreachedLimitEndsWithOneWhenAsked() throws {
    let scratch = try ScratchBook()
    try scratch.write(
      "tight.yaml",
      """
      kind: shortfall
      level: 0.99
      measure: es
      mpor: 1d
      scenarios: {method: historical}
      maintenance: 0.75
      collateral: simulated
      constraints: {position_limits: {default: 1}}

      """)
    let lenient = try scratch.run(line: "margin desk --rule tight.yaml -o a")
    #expect(lenient.status == 0)
    let strict = try scratch.run(line: "margin desk --rule tight.yaml --fail-on-breach -o b")
    #expect(strict.status == 1)
    #expect(strict.errors.contains("check failed: rule tight"))
    #expect(try scratch.bytes("a/breaches.csv") == scratch.bytes("b/breaches.csv"))
    let breaches = try scratch.table("a/breaches.csv")
    #expect(breaches[0].joined(separator: ",") == "account,rule,constraint,underlying,limit,value")
    #expect(breaches.count > 1 && breaches.dropFirst().allSatisfy { $0[2] == "position-limit" })
  }

  @Test(arguments: ["stress desk", "backtest desk"])
  func aVerbThatNeedsATailRefusesAPack(verb: String) throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "\(verb) --rule okx-pm-2025-01 -o out")
    #expect(run.status == 64)
    #expect(run.errors.contains("measures no tail"))
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func theSameBytesWhateverTheThreads() throws {
    let scratch = try ScratchBook()
    for threads in [1, 3] {
      let run = try scratch.run(
        line: "margin desk --rule shortfall,okx-pm-2025-01 --scenarios 2000 --threads \(threads) "
          + "-o out\(threads)")
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in ["margin.csv", "offsets.csv", "collateral.csv", "charges.csv", "report.md"] {
      #expect(try scratch.bytes("out1/\(file)") == scratch.bytes("out3/\(file)"))
    }
  }
}
