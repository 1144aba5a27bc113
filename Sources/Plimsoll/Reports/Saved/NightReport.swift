internal import PlimsollMarket

/// A night on one page: what calls for a decision, then each verb's headline.
struct NightReport {
  private let night: SavedNight
  private let links: RelativeLinks
  private let manifest: RunManifest

  /// Rows shown of each verb's table.
  private static let mostRows = 15
  /// Verdicts of each verb that come first.
  private static let mostVerdicts = 8
  /// Warnings shown of each verb.
  private static let mostWarnings = 10

  init(
    _ night: SavedNight, links: RelativeLinks, study: ReportStudy, _ environment: RunEnvironment
  ) {
    self.night = night
    self.links = links
    manifest = RunManifest(
      study: study, inputs: night.entries.flatMap(\.inputs), environment: environment)
  }

  var report: Report {
    var records = CSVTable(columns: ["folder", "verb", "verdict", "warnings"])
    for entry in night.entries {
      let verdicts = entry.verdicts.isEmpty ? [""] : entry.verdicts
      for verdict in verdicts {
        records.append([
          .text(entry.name), .text(entry.verb), verdict.isEmpty ? .blank : .text(verdict),
          .integer(entry.warnings.count),
        ])
      }
    }
    var report = Report(
      headline: .init(
        columns: ["folder", "verb", .right("warnings"), "verdict"],
        rows: night.entries.flatMap { entry in
          (entry.verdicts.isEmpty ? ["nothing calls for a decision"] : entry.verdicts).map {
            [entry.name, entry.verb, "\(entry.warnings.count)", $0]
          }
        }),
      records: records, manifest: manifest)
    report.document = document
    return report
  }

  private var document: MarkdownDocument {
    var document = MarkdownDocument(
      title: "Night of \(night.asOf ?? InputFile.displayName(of: night.folder))")
    SavedWords.write(
      night.entries.flatMap { entry in
        let shown = entry.verdicts.prefix(Self.mostVerdicts).map { "\(entry.name): \($0)" }
        let hidden = entry.verdicts.count - shown.count
        return shown + (hidden > 0 ? ["\(entry.name): \(hidden) more, see below"] : [])
      }, to: &document)
    for entry in night.entries { write(entry, to: &document) }
    document.heading(2, "Inputs")
    let versions = night.entries.compactMap(\.version).unique()
    document.paragraph(
      versions.count < 2
        ? versions.map { "Release \($0)." }.joined()
        : "**The verbs were run by different releases: \(versions.joined(separator: ", ")).**")
    ModelTables.write(manifest.inputs, to: &document)
    writeMixedInputs(to: &document)
    return document
  }

  private func write(_ entry: SavedNight.Entry, to document: inout MarkdownDocument) {
    let folder = "\(night.folder)/\(entry.name)"
    document.heading(2, entry.name == entry.verb ? entry.name : "\(entry.name) (\(entry.verb))")
    document.write(entry.headline(most: Self.mostRows))
    document.bullets(
      entry.warnings.prefix(Self.mostWarnings).map {
        "**\($0.severity.rawValue)** \($0.subject): \($0.message)"
      })
    let hidden = entry.warnings.count - Self.mostWarnings
    if hidden > 0 { document.paragraph("\(hidden) more warnings.") }
    var parts: [String] = []
    if entry.hasDocument {
      parts.append("[full report](\(links.link(to: "report.md", in: folder)))")
    }
    if entry.hasPage { parts.append("[page](\(links.link(to: "report.html", in: folder)))") }
    if !parts.isEmpty { document.paragraph(parts.joined(separator: " · ")) }
  }

  /// Names under which two verbs read different files.
  private func writeMixedInputs(to document: inout MarkdownDocument) {
    let names = manifest.inputs.map(\.file)
    let mixed = names.unique().filter { name in names.count { $0 == name } > 1 }
    guard !mixed.isEmpty else { return }
    document.paragraph(
      "**Different files of one name were read: \(mixed.joined(separator: ", ")).**")
  }
}
