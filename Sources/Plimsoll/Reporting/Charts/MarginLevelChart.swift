/// How far each account floats above its load line: collateral ÷ maintenance margin.
///
/// - Verified by: ChartTests.
public struct MarginLevelChart: Equatable, Sendable {
  /// One account.
  public struct Row: Equatable, Sendable {
    /// The account's name.
    public let label: String
    /// Collateral ÷ maintenance margin, finite; nil when no margin is required.
    public let level: Double?
    /// The state in words: `healthy`, `margin-call`, `liquidation`, `bankrupt` have colours.
    public let status: String

    /// One account.
    public init(label: String, level: Double?, status: String) {
      self.label = label
      self.level = level
      self.status = status
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Accounts from the top.
  public let rows: [Row]
  /// The level at which initial margin is just covered, such as 1 / 0.75; nil for no line.
  public var initialLine: Double?

  /// A bar for each row, with the load line at 1.
  ///
  /// Levels far above the lines, or below -1, are cut with a mark; their values are written.
  public init(title: String, subtitle: String, rows: [Row], initialLine: Double? = nil) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.initialLine = initialLine
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(names: rows.map(\.label), notes: rows.map(Self.note))
    let scale = AxisScale(
      showing: [lowEnd, highEnd], from: layout.plotLeft, to: layout.plotRight)
    var lines = [("load line", scale.position(1))]
    if let initialLine {
      lines.append(
        ("initial margin \(NumberText.ratio(initialLine))×", scale.position(initialLine)))
    }
    let labels = MarkerLabels(lines, rightEdge: SVGDrawing.width - SVGDrawing.margin)
    let top = drawing.contentTop + labels.height
    let bottom = top + layout.height
    HorizontalAxis.draw(
      scale, title: "margin level (collateral ÷ maintenance margin)", on: &drawing,
      left: layout.plotLeft, right: layout.plotRight, top: top, bottom: bottom)
    for (index, row) in rows.enumerated() {
      drawBar(row, y: layout.barTop(index, top: top), scale: scale, on: &drawing)
    }
    let zero = scale.position(0)
    drawing.line(x1: zero, y1: top, x2: zero, y2: bottom, .axis)
    labels.draw(on: &drawing, plotTop: top, bottom: bottom) { label in
      label.text == "load line" ? .loadLine : .markerLine
    }
    layout.drawText(on: &drawing, top: top)
    let words = rows.map { "\($0.label): \(Self.note($0).first), \($0.status)." }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  /// Levels above this are cut.
  private var cut: Double { max(4, 2 * (initialLine ?? 1)) }

  private var highEnd: Double {
    let highest = rows.compactMap(\.level).max() ?? 0
    return min(max(highest * 1.05, 1.25 * max(initialLine ?? 1, 1)), cut)
  }

  private var lowEnd: Double { max(min(rows.compactMap(\.level).min() ?? 0, 0), -1) }

  private func drawBar(_ row: Row, y: Double, scale: AxisScale, on drawing: inout SVGDrawing) {
    guard let level = row.level else { return }
    let zero = scale.position(0)
    let end = scale.position(level)
    drawing.rectangle(
      x: min(zero, end), y: y, width: (end - zero).magnitude, height: BarRows.barHeight,
      Self.style(of: row.status))
    guard level > scale.high || level < scale.low else { return }
    let inwards = level > 0 ? -1.0 : 1.0
    for offset in [12.0, 20.0] {
      let x = end + inwards * offset
      drawing.polyline([(x - 4, y + BarRows.barHeight + 2), (x + 4, y - 2)], .gap)
    }
  }

  private static func style(of status: String) -> ShapeStyle {
    switch status {
    case "healthy": .healthy
    case "margin-call": .call
    case "liquidation", "bankrupt": .danger
    default: .neutral
    }
  }

  private static func note(_ row: Row) -> (first: String, second: String) {
    guard let level = row.level else { return ("no margin required", row.status) }
    let isLong = level.magnitude >= 10_000
    return ((isLong ? NumberText.compact(level) : NumberText.ratio(level)) + "×", row.status)
  }
}
