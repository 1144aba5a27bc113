/// The axis at the foot of a plot: light grid lines, tick labels and a title.
enum HorizontalAxis {
  /// Room that the labels and the title need under the plot.
  static let height = 48.0

  static func draw(
    _ scale: AxisScale, title: String, on drawing: inout SVGDrawing,
    left: Double, right: Double, top: Double, bottom: Double
  ) {
    draw(
      scale.horizontalTicks().map { (scale.position($0), AxisScale.label($0)) }, title: title,
      on: &drawing, left: left, right: right, top: top, bottom: bottom)
  }

  /// - Parameter ticks: positions on the page with their labels.
  static func draw(
    _ ticks: [(x: Double, label: String)], title: String, on drawing: inout SVGDrawing,
    left: Double, right: Double, top: Double, bottom: Double
  ) {
    for (x, label) in ticks {
      drawing.line(x1: x, y1: top, x2: x, y2: bottom, .grid)
      let farthest = SVGDrawing.width - 4 - TextStyle.tick.width(of: label) / 2
      drawing.text(label, x: min(x, farthest), y: bottom + 16, .tick, anchor: .middle)
    }
    let fitted = TextStyle.note.wrapped(title, width: right - left, lines: 1).joined()
    drawing.text(fitted, x: (left + right) / 2, y: bottom + 36, .note, anchor: .middle)
  }
}
