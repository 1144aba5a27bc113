/// From one amount to another in steps: the first and the last as bars from zero, each step hanging
/// where the one before ended.
///
/// - Verified by: ChartTests.
public struct WaterfallChart: Equatable, Sendable {
  /// A step down, or up when it is negative.
  public struct Step: Equatable, Sendable {
    /// What it is.
    public let label: String
    /// What it takes off, finite.
    public let reduction: Double

    /// One step.
    public init(label: String, reduction: Double) {
      self.label = label
      self.reduction = reduction
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Name and amount it starts from.
  public let start: (label: String, amount: Double)
  /// In order.
  public let steps: [Step]
  /// The name of what is left.
  public let end: String
  /// What the amounts are, with their unit.
  public let axis: String
  /// Whether a step is told as a change, with its sign, rather than as a part taken off.
  public let tellsChanges: Bool

  /// Steps from `start` to what is left of it.
  public init(
    title: String, subtitle: String, start: (label: String, amount: Double), steps: [Step],
    end: String, axis: String = "margin (USD)", tellsChanges: Bool = false
  ) {
    self.tellsChanges = tellsChanges
    self.axis = axis
    self.title = title
    self.subtitle = subtitle
    self.start = start
    self.steps = steps
    self.end = end
  }

  /// Two charts that draw the same are the same.
  public static func == (left: WaterfallChart, right: WaterfallChart) -> Bool {
    left.svg == right.svg
  }

  private struct Bar {
    var label: String
    var from, to: Double
    var note: (first: String, second: String)
    var style: ShapeStyle
  }

  /// The chart as an SVG file.
  public var svg: String {
    let bars = bars
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(names: bars.map(\.label), notes: bars.map(\.note))
    let top = drawing.contentTop
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: [0] + bars.flatMap { [$0.from, $0.to] }, from: layout.plotLeft,
      to: layout.plotRight, widening: .upwards)
    HorizontalAxis.draw(
      scale, title: axis, on: &drawing, left: layout.plotLeft,
      right: layout.plotRight, top: top, bottom: bottom)
    for (index, bar) in bars.enumerated() {
      let (from, to) = (scale.position(bar.from), scale.position(bar.to))
      drawing.rectangle(
        x: min(from, to), y: layout.barTop(index, top: top), width: max(1, (to - from).magnitude),
        height: BarRows.barHeight, bar.style)
    }
    drawing.line(
      x1: scale.position(0), y1: top, x2: scale.position(0), y2: bottom, .axis)
    layout.drawText(on: &drawing, top: top)
    let words = bars.map { "\($0.label): \($0.note.first)." }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  private func amount(_ value: Double) -> String {
    NumberText.compact(value, significantDigits: 4)
  }

  /// The amount of a step and its share of the start.
  private func note(_ step: Step) -> (first: String, second: String) {
    let sign = tellsChanges && step.reduction < 0 ? "+" : ""
    let share = (tellsChanges ? -step.reduction : step.reduction) / start.amount
    return (
      step.reduction == 0 ? "0" : sign + amount(-step.reduction),
      start.amount > 0 ? sign + NumberText.percent(share) : ""
    )
  }

  private var bars: [Bar] {
    var bars = [
      Bar(
        label: start.label, from: 0, to: start.amount, note: (amount(start.amount), ""),
        style: .neutral)
    ]
    var left = start.amount
    for step in steps {
      bars.append(
        Bar(
          label: step.label, from: left, to: left - step.reduction,
          note: note(step),
          style: step.reduction < 0 ? .loss : .gain))
      left -= step.reduction
    }
    bars.append(Bar(label: end, from: 0, to: left, note: (amount(left), ""), style: .neutral))
    return bars
  }
}
