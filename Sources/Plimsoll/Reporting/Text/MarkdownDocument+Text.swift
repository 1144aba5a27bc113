extension MarkdownDocument {
  /// The document in Markdown: blocks a blank line apart, ended by a line feed.
  public var text: String { blocks.map(Self.markdown).joined(separator: "\n\n") + "\n" }

  private static func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text): String(repeating: "#", count: level) + " " + text
    case .paragraph(let text): text
    case .bullets(let items): items.map(item).joined(separator: "\n")
    case .table(let header, let rows): table(header, rows)
    case .image(let alt, let path): image(alt, path: path)
    case .code(let text, let language): code(text, language: language)
    }
  }

  private static func item(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "- " + lines.joined(separator: "\n  ")
  }

  private static func table(_ header: [MarkdownColumn], _ rows: [[String]]) -> String {
    let columns = header.map { MarkdownColumn(cell($0.title), alignment: $0.alignment) }
    let cells = AlignedCells(columns, rows.map { $0.map(cell) }, minimumWidth: 3)
    var lines = cells.lines.map { "| " + $0.joined(separator: " | ") + " |" }
    let rule = columns.indices.map { column in
      let dashes = String(repeating: "-", count: cells.widths[column] - 1)
      return columns[column].alignment == .right ? dashes + ":" : dashes + "-"
    }
    lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
    return lines.joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String {
    AlignedCells.singleLine(text).split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "\\|")
  }

  private static func image(_ alt: String, path: String) -> String {
    var escaped = ""
    for character in alt {
      if "[]\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    let target = path.contains { " ()".contains($0) } ? "<\(path)>" : path
    return "![\(escaped)](\(target))"
  }

  /// A fence longer than any run of backticks within.
  private static func code(_ text: String, language: String) -> String {
    var longest = 2
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
  }
}
