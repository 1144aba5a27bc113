/// The key to a chart's colours: swatches and words in as many lines as they need.
enum ChartLegend {
  enum Swatch {
    case filled(ShapeStyle)
    case hatched
    case line(ShapeStyle)
    case dot(ShapeStyle)
    case ring(ShapeStyle)
  }

  private static let lineHeight = 19.0

  /// Draws the key under `top` and returns the height at which it ends.
  static func draw(
    _ entries: [(swatch: Swatch, label: String)], on drawing: inout SVGDrawing, top: Double
  ) -> Double {
    guard !entries.isEmpty else { return top }
    let rightEdge = SVGDrawing.width - SVGDrawing.margin
    var x = SVGDrawing.margin
    var y = top
    for (swatch, label) in entries {
      let fitted = TextStyle.note.wrapped(label, width: 300, lines: 1).joined()
      let width = 34 + TextStyle.note.width(of: fitted)
      if x > SVGDrawing.margin, x + width > rightEdge {
        x = SVGDrawing.margin
        y += lineHeight
      }
      switch swatch {
      case .filled(let style): drawing.rectangle(x: x, y: y, width: 20, height: 11, style)
      case .hatched: drawing.hatchedRectangle(x: x, y: y, width: 20, height: 11)
      case .line(let style): drawing.line(x1: x, y1: y + 6, x2: x + 20, y2: y + 6, style)
      case .dot(let style): drawing.circle(x: x + 10, y: y + 6, radius: 3, style)
      case .ring(let style): drawing.circle(x: x + 10, y: y + 6, radius: 5, style)
      }
      drawing.text(fitted, x: x + 26, y: y + 10, .note)
      x += width + 12
    }
    return y + lineHeight + 6
  }
}
