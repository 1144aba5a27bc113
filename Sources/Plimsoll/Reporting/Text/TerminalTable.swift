/// A table for standard output: aligned columns, two spaces apart, no box.
///
/// - Verified by: TerminalTableTests.
public enum TerminalTable {
  /// The head and one line a row, each ended by a line feed and without trailing spaces.
  ///
  /// Each row has one cell per column; another count is a programming error.
  public static func render(_ header: [MarkdownColumn], _ rows: [[String]]) -> String {
    let columns = header.map {
      MarkdownColumn(AlignedCells.singleLine($0.title), alignment: $0.alignment)
    }
    let cells = AlignedCells(
      columns, rows.map { $0.map(AlignedCells.singleLine) }, minimumWidth: 0)
    var text = ""
    for line in cells.lines {
      var joined = line.joined(separator: "  ")
      while joined.hasSuffix(" ") { joined.removeLast() }
      text += joined + "\n"
    }
    return text
  }
}
