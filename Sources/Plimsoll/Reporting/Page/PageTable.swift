/// A table of a report's page: it scrolls in its own box, its heads say what they head, and numbers
/// line up on the right.
///
/// - Verified by: PageTableTests.
struct PageTable {
  private let header: [MarkdownColumn]
  private let rows: [[String]]

  init(_ header: [MarkdownColumn], _ rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// The first cell of a row names it; the box takes the keyboard, which can then scroll it.
  var html: String {
    let heads = header.map { column in
      let title = InlineMarkup.html(column.title)
      return title.isEmpty
        ? "<td></td>" : "<th scope=\"col\"\(Self.side(column))>\(title)</th>"
    }
    let body = rows.map { row in
      let cells = zip(header, row).enumerated().map { place, cell in
        let text = InlineMarkup.html(cell.1)
        let side = Self.side(cell.0)
        return place == 0 && !text.isEmpty
          ? "<th scope=\"row\"\(side)>\(text)</th>" : "<td\(side)>\(text)</td>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return """
      <div class="table" role="region" aria-label="\(label)" tabindex="0"><table>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(body.joined())</tbody>
      </table></div>
      """
  }

  /// What a screen reader calls the box.
  private var label: String {
    let titles = header.map(\.title).filter { !$0.isEmpty }
    return SVGDrawing.escaped("Table: " + titles.joined(separator: ", "))
  }

  private static func side(_ column: MarkdownColumn) -> String {
    column.alignment == .right ? " class=\"r\"" : ""
  }
}
