/// The axis at the left of a plot: grid lines with tick labels, and a title that reads upwards.
struct VerticalAxis {
  let scale: AxisScale
  /// Where the plot begins, right of the labels.
  let left: Double

  private let ticks: [Double]

  /// An axis that shows `values` between two heights.
  init(showing values: [Double], from bottom: Double, to top: Double) {
    scale = AxisScale(showing: values, from: bottom, to: top)
    ticks = AxisTicks.values(from: scale.low, to: scale.high, atMost: 8)
    let labelWidth = ticks.map { TextStyle.tick.width(of: AxisScale.label($0)) }.max() ?? 0
    left = SVGDrawing.margin + 30 + labelWidth
  }

  func draw(
    title: String, on drawing: inout SVGDrawing, right: Double, top: Double, bottom: Double
  ) {
    for tick in ticks {
      let y = scale.position(tick)
      drawing.line(x1: left, y1: y, x2: right, y2: y, tick == 0 ? .axis : .grid)
      drawing.text(AxisScale.label(tick), x: left - 8, y: y + 4, .tick, anchor: .end)
    }
    let fitted = TextStyle.note.wrapped(title, width: bottom - top, lines: 1).joined()
    drawing.verticalText(fitted, x: SVGDrawing.margin + 8, y: (top + bottom) / 2, .note)
    drawing.line(x1: left, y1: bottom, x2: right, y2: bottom, .axis)
  }
}
