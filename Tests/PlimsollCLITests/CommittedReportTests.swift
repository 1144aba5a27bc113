import Foundation
import Testing

/// The committed reports as somebody sees them who has never seen the tool.
@Suite struct CommittedReportTests {
  private static let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../reports")
    .standardized.path

  static let reports: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  /// Characters of a table's line: more is not read beside a margin, or in a terminal.
  private static let widest = 250
  /// Characters of a paragraph or of an item.
  private static let longest = 800

  private static func blocks(_ report: String) throws -> [String] {
    try String(contentsOfFile: "\(folder)/\(report)/report.md", encoding: .utf8)
      .components(separatedBy: "\n\n")
  }

  @Test func thereAreReports() { #expect(Self.reports.count >= 11) }

  @Test(arguments: reports) func theVerdictComesFirst(report: String) throws {
    let blocks = try Self.blocks(report)
    #expect(blocks[0].hasPrefix("# "))
    #expect(blocks[1].hasPrefix("**"), "\(report) begins: \(blocks[1].prefix(80))")
  }

  @Test(arguments: reports) func tablesAndParagraphsCanBeRead(report: String) throws {
    var isCode = false
    for line in try Self.blocks(report).joined(separator: "\n").split(separator: "\n") {
      if line.hasPrefix("```") { isCode.toggle() }
      guard !isCode else { continue }
      let most = line.hasPrefix("|") ? Self.widest : Self.longest
      #expect(line.count <= most, "\(report): \(line.count) characters: \(line.prefix(80))")
    }
  }
}
