/// The layout of horizontal bars: a name on the left, a bar, and words on the right of it.
struct BarRows {
  static let rowHeight = 40.0
  static let barHeight = 20.0
  private static let widestColumn = 230.0

  let plotLeft: Double
  let plotRight: Double
  private let names: [[String]]
  private let notes: [(first: String, second: String)]

  /// - Parameter names: one a row; long ones take two lines.
  /// - Parameter notes: two lines a row.
  init(names: [String], notes: [(first: String, second: String)]) {
    let shown = names.map { TextStyle.name.wrapped($0, width: Self.widestColumn, lines: 2) }
    let nameWidth = shown.joined().map { TextStyle.name.width(of: $0) }.max() ?? 0
    self.names = shown
    self.notes = notes.map { note in
      (
        TextStyle.value.wrapped(note.first, width: Self.widestColumn, lines: 1).joined(),
        TextStyle.note.wrapped(note.second, width: Self.widestColumn, lines: 1).joined()
      )
    }
    let noteWidth =
      self.notes.map { note in
        max(TextStyle.value.width(of: note.first), TextStyle.note.width(of: note.second))
      }.max() ?? 0
    plotLeft = SVGDrawing.margin + max(nameWidth, 40) + 12
    plotRight = SVGDrawing.width - SVGDrawing.margin - max(noteWidth, 40) - 12
  }

  /// Height of all rows.
  var height: Double { Double(max(names.count, 1)) * Self.rowHeight }

  /// The top of a row's bar when the rows start at `top`.
  func barTop(_ row: Int, top: Double) -> Double {
    top + Double(row) * Self.rowHeight + (Self.rowHeight - Self.barHeight) / 2
  }

  /// Draws the names and the words.
  func drawText(on drawing: inout SVGDrawing, top: Double) {
    for (row, lines) in names.enumerated() {
      let middle = top + (Double(row) + 0.5) * Self.rowHeight
      let first = middle + 4.5 - Double(lines.count - 1) * 8
      for (index, line) in lines.enumerated() {
        drawing.text(
          line, x: plotLeft - 12, y: first + Double(index) * 16, .name, anchor: .end)
      }
      let note = notes[row]
      if note.second.isEmpty {
        drawing.text(note.first, x: plotRight + 12, y: middle + 4.5, .value)
      } else {
        drawing.text(note.first, x: plotRight + 12, y: middle - 3, .value)
        drawing.text(note.second, x: plotRight + 12, y: middle + 13, .note)
      }
    }
    if names.isEmpty {
      drawing.text("No rows.", x: SVGDrawing.margin, y: top + 24, .note)
    }
  }
}
