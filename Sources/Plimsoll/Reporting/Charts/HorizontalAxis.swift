/// The axis at the foot of a plot: light grid lines, tick labels and a title.
enum HorizontalAxis {
  /// Room that the labels and the title need under the plot.
  static let height = 48.0

  static func draw(
    _ scale: AxisScale, title: String, on drawing: inout SVGDrawing,
    left: Double, right: Double, top: Double, bottom: Double
  ) {
    for tick in scale.horizontalTicks() {
      let x = scale.position(tick)
      drawing.line(x1: x, y1: top, x2: x, y2: bottom, .grid)
      let label = AxisScale.label(tick)
      let farthest = SVGDrawing.width - 4 - TextStyle.tick.width(of: label) / 2
      drawing.text(label, x: min(x, farthest), y: bottom + 16, .tick, anchor: .middle)
    }
    let fitted = TextStyle.note.wrapped(title, width: right - left, lines: 1).joined()
    drawing.text(fitted, x: (left + right) / 2, y: bottom + 36, .note, anchor: .middle)
  }
}
