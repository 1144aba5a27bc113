/// A report in Markdown, built block by block.
///
/// - Verified by: MarkdownDocumentTests.
public struct MarkdownDocument: Equatable, Sendable {
  private var blocks: [String]

  /// A document that starts with its title as a first-level heading.
  public init(title: String) { blocks = ["# \(AlignedCells.singleLine(title))"] }

  /// Adds a heading.
  ///
  /// `level` is 1 for the title's level up to 6.
  public mutating func heading(_ level: Int, _ text: String) {
    precondition((1...6).contains(level), "Markdown has no heading level \(level)")
    blocks.append(String(repeating: "#", count: level) + " " + AlignedCells.singleLine(text))
  }

  /// Adds a paragraph.
  ///
  /// - Parameter text: Markdown already.
  public mutating func paragraph(_ text: String) { blocks.append(text) }

  /// Adds a list; nothing when there are no items.
  ///
  /// - Parameter items: Markdown already; further lines of an item are indented under it.
  public mutating func bullets(_ items: [String]) {
    guard !items.isEmpty else { return }
    blocks.append(
      items.map { item in
        "- "
          + item.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
      }.joined(separator: "\n"))
  }

  /// Adds a table whose source lines up in a terminal too.
  ///
  /// - Parameter header: titles and sides; a title is escaped as a cell is.
  /// - Parameter rows: one cell per column, Markdown but for pipes, which are escaped, and line
  ///   breaks, which become spaces.
  public mutating func table(_ header: [MarkdownColumn], _ rows: [[String]]) {
    let columns = header.map { MarkdownColumn(Self.cell($0.title), alignment: $0.alignment) }
    let cells = AlignedCells(columns, rows.map { $0.map(Self.cell) }, minimumWidth: 3)
    var lines = cells.lines.map { "| " + $0.joined(separator: " | ") + " |" }
    let rule = columns.indices.map { column in
      let dashes = String(repeating: "-", count: cells.widths[column] - 1)
      return columns[column].alignment == .right ? dashes + ":" : dashes + "-"
    }
    lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
    blocks.append(lines.joined(separator: "\n"))
  }

  /// Adds a picture.
  ///
  /// - Parameter alt: what the picture shows, for those who do not see it.
  /// - Parameter path: relative to the document, such as `charts/pnl.svg`.
  public mutating func image(_ alt: String, path: String) {
    var escaped = ""
    for character in AlignedCells.singleLine(alt) {
      if "[]\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    let target = path.contains { " ()".contains($0) } ? "<\(path)>" : path
    blocks.append("![\(escaped)](\(target))")
  }

  /// Adds text shown as it is, in a fence longer than any run of backticks within.
  public mutating func code(_ text: String, language: String = "") {
    var longest = 2
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    blocks.append("\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)")
  }

  /// The document: blocks a blank line apart, ended by a line feed.
  public var text: String { blocks.joined(separator: "\n\n") + "\n" }

  private static func cell(_ text: String) -> String {
    AlignedCells.singleLine(text).split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "\\|")
  }
}
