import Foundation
import Plimsoll

/// The part of `README.md` that a full run writes, between two marks.
struct ReadmeSection {
  /// The races of the run.
  let races: [Race]
  /// The series of the run.
  let scaling: [(ScalingSeries, [ScalingSeries.Point])]
  /// What it ran on.
  let machine: Machine

  private static let begin = "<!-- begin: written by make benchmark -->"
  private static let end = "<!-- end: written by make benchmark -->"

  /// Replaces what stands between the marks of a file.
  ///
  /// - Throws: `BenchmarkError` when the file lacks a mark.
  func write(to path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard let begin = text.range(of: Self.begin), let end = text.range(of: Self.end),
      begin.upperBound <= end.lowerBound
    else { throw BenchmarkError("\(path) lacks \(Self.begin) or \(Self.end)") }
    let updated =
      text[..<begin.upperBound] + "\n\n" + markdown + "\n" + text[end.lowerBound...]
    try OutputFolder.write(Array(updated.utf8), toFile: path)
  }

  private var markdown: String {
    var document = MarkdownDocument(title: "Results")
    document.paragraph(
      "`make benchmark` at commit \(machine.commit), \(machine.date): \(machine.processor), "
        + "\(machine.cores) cores, \(machine.memory) GiB; vector path `\(machine.vectorPath)`, "
        + "OpenBLAS kernel `\(machine.blasKernel)`; load average before the run \(machine.load). "
        + "Peers: "
        + machine.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", ") + ".")
    document.heading(2, "Targets")
    document.table(.targets(races, scaling))
    document.heading(2, "Races")
    document.paragraph(
      "Times are for one unit of work; a ratio above 1 says how many times faster Plimsoll is.")
    document.table(.races(races))
    document.bullets(races.map(Self.note))
    document.heading(2, "Memory of whole commands")
    document.table(.memory(races))
    document.heading(2, "Scaling of the command")
    for (series, points) in scaling {
      document.paragraph("By \(series.title):")
      document.table(.scaling(series, points))
    }
    // One level down: the title of the file is the only one of the first level.
    return document.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#") ? "#" + $0 : String($0) }.joined(separator: "\n")
  }

  /// What a workload is, when answers agree, what its limit is and who was given less of it.
  private static func note(_ race: Race) -> String {
    var text = "`\(race.workload.name)`: \(race.workload.title), by the \(race.workload.unit)."
    if let rule = race.workload.agreement.text { text += " Answers agree \(rule)." }
    if let limit = race.limit { text += " Limit: \(limit.meaning)." }
    for result in race.results where result.share < 1 {
      text += " \(result.name) did \(NumberText.percent(result.share)) of it, scaled."
    }
    return text
  }
}

extension MarkdownDocument {
  /// Adds a table, unless it has no rows.
  mutating func table(_ table: PeopleTable) {
    if !table.rows.isEmpty { self.table(table.columns, table.rows) }
  }
}
