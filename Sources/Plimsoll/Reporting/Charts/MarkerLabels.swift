/// Places the labels of vertical marker lines in rows above a plot so that none overlap.
///
/// A label stands to the right of the top of its line; the leftmost of labels that would touch
/// takes the highest row, so that no line runs through another's label. A label that would leave
/// the page moves left.
struct MarkerLabels {
  static let rowHeight = 17.0

  struct Placed {
    let text: String
    /// Where the line stands.
    let lineX: Double
    /// Left edge and width of the label.
    let x: Double
    let width: Double
    /// 0 is the row next to the plot.
    let row: Int
  }

  /// The labels, from left to right.
  let placed: [Placed]

  init(_ labels: [(text: String, lineX: Double)], rightEdge: Double) {
    let sorted = labels.enumerated().sorted {
      ($0.element.lineX, $0.offset) < ($1.element.lineX, $1.offset)
    }
    var done: [Placed] = []
    for (_, label) in sorted.reversed() {
      let width = TextStyle.marker.width(of: label.text) + 8
      let x = max(SVGDrawing.margin, min(label.lineX + 2, rightEdge - width))
      let rowsTouched = done.filter { $0.x < x + width && x < $0.x + $0.width }.map(\.row)
      let row = rowsTouched.max().map { $0 + 1 } ?? 0
      done.append(Placed(text: label.text, lineX: label.lineX, x: x, width: width, row: row))
    }
    placed = done.reversed()
  }

  /// Room that the labels need above the plot.
  var height: Double { Double((placed.map(\.row).max() ?? -1) + 1) * Self.rowHeight }

  /// Draws lines from the label rows down to `bottom`, then labels on a ground of their own.
  ///
  /// - Parameter style: of the line with this index, from left to right.
  func draw(
    on drawing: inout SVGDrawing, plotTop: Double, bottom: Double,
    style: (Placed) -> ShapeStyle = { _ in .markerLine }
  ) {
    for label in placed {
      let top = plotTop - Double(label.row + 1) * Self.rowHeight + 2
      let isBeside = label.x >= label.lineX
      drawing.line(
        x1: label.lineX, y1: isBeside ? top : top + Self.rowHeight - 2, x2: label.lineX, y2: bottom,
        style(label))
    }
    for label in placed {
      let top = plotTop - Double(label.row + 1) * Self.rowHeight
      drawing.rectangle(
        x: label.x, y: top + 1, width: label.width, height: Self.rowHeight - 2, .background)
      drawing.text(label.text, x: label.x + 4, y: top + 12.5, .marker)
    }
  }
}
