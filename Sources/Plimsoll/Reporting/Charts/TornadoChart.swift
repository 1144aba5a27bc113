/// What each scenario would win or lose: losses to the left, gains to the right, worst at the top.
///
/// - Verified by: ChartTests.
public struct TornadoChart: Equatable, Sendable {
  /// One scenario.
  public struct Row: Equatable, Sendable {
    /// The scenario's name.
    public let label: String
    /// Its P&L, finite, negative when money is lost.
    public let pnl: Double
    /// Words under the amount; may be empty.
    public let note: String

    /// One scenario.
    public init(label: String, pnl: Double, note: String = "") {
      self.label = label
      self.pnl = pnl
      self.note = note
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Scenarios from the worst loss to the largest gain.
  public let rows: [Row]
  /// The currency of the amounts, for the axis; may be empty.
  public let unit: String

  /// A bar for each row, sorted by P&L; equal ones keep their order.
  public init(title: String, subtitle: String, rows: [Row], unit: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows.enumerated().sorted { left, right in
      left.element.pnl != right.element.pnl
        ? left.element.pnl < right.element.pnl : left.offset < right.offset
    }.map(\.element)
    self.unit = unit
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(
      names: rows.map(\.label), notes: rows.map { (Self.amount($0.pnl), $0.note) })
    let top = ChartLegend.draw(
      [(.filled(.loss), "loss"), (.filled(.gain), "gain")], on: &drawing, top: drawing.contentTop)
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: [0] + rows.map(\.pnl), from: layout.plotLeft, to: layout.plotRight)
    HorizontalAxis.draw(
      scale, title: unit.isEmpty ? "P&L" : "P&L (\(unit))", on: &drawing,
      left: layout.plotLeft, right: layout.plotRight, top: top, bottom: bottom)
    let zero = scale.position(0)
    for (index, row) in rows.enumerated() {
      let end = scale.position(row.pnl)
      drawing.rectangle(
        x: min(zero, end), y: layout.barTop(index, top: top), width: (end - zero).magnitude,
        height: BarRows.barHeight, row.pnl < 0 ? .loss : .gain)
    }
    drawing.line(x1: zero, y1: top, x2: zero, y2: bottom, .axis)
    layout.drawText(on: &drawing, top: top)
    let words = rows.map { row in
      "\(row.label): \(Self.amount(row.pnl))\(row.note.isEmpty ? "" : ", \(row.note)")."
    }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  private static func amount(_ pnl: Double) -> String {
    NumberText.compact(pnl, significantDigits: 4)
  }
}
