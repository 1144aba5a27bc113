/// Cells padded so that columns line up in a fixed-width font.
struct AlignedCells {
  private let columns: [MarkdownColumn]
  /// Characters in the widest cell of each column, the head included.
  let widths: [Int]
  /// The head, then the rows, padded.
  let lines: [[String]]

  init(_ columns: [MarkdownColumn], _ rows: [[String]], minimumWidth: Int) {
    let all = [columns.map(\.title)] + rows
    for row in rows {
      precondition(
        row.count == columns.count, "a row of \(row.count) cells for \(columns.count) columns")
    }
    let widths = columns.indices.map { column in
      max(minimumWidth, all.map { $0[column].count }.max() ?? 0)
    }
    self.columns = columns
    self.widths = widths
    lines = all.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column].alignment == .right ? padding + row[column] : row[column] + padding
      }
    }
  }

  /// The text with line breaks and other control characters turned into spaces, so that a name
  /// from a file can neither break a table nor steer a terminal.
  static func singleLine(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      clean.append(scalar.properties.generalCategory == .control ? " " : scalar)
    }
    return String(clean)
  }
}
