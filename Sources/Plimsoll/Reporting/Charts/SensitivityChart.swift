/// How far a figure goes as each input goes from its lowest to its highest value: the widest bar at the
/// top.
///
/// - Verified by: ChartTests.
public struct SensitivityChart: Equatable, Sendable {
  /// One input.
  public struct Row: Equatable, Sendable {
    /// The input's name.
    public let label: String
    /// The figure at the input's lowest and highest value, finite.
    public let low, high: Double
    /// These values.
    public let lowValue, highValue: String

    /// One input.
    public init(label: String, low: Double, high: Double, lowValue: String, highValue: String) {
      self.label = label
      self.low = low
      self.high = high
      self.lowValue = lowValue
      self.highValue = highValue
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Inputs from the widest bar to the narrowest.
  public let rows: [Row]
  /// What is measured, for the axis.
  public let unit: String

  /// A bar for each row, sorted by width; equal ones keep their order.
  public init(title: String, subtitle: String, rows: [Row], unit: String) {
    self.title = title
    self.subtitle = subtitle
    self.unit = unit
    self.rows = rows.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      let (wide, narrow) = (abs(a.high - a.low), abs(b.high - b.low))
      return wide != narrow ? wide > narrow : left.offset < right.offset
    }.map(\.element)
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(
      names: rows.map(\.label),
      notes: rows.map {
        ("\(Self.amount($0.low)) – \(Self.amount($0.high))", "\($0.lowValue) to \($0.highValue)")
      })
    let top = ChartLegend.draw(
      [(.filled(.netted), "rises with the input"), (.filled(.neutral), "falls")], on: &drawing,
      top: drawing.contentTop)
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: rows.flatMap { [$0.low, $0.high] }, from: layout.plotLeft, to: layout.plotRight)
    HorizontalAxis.draw(
      scale, title: unit, on: &drawing, left: layout.plotLeft, right: layout.plotRight, top: top,
      bottom: bottom)
    for (index, row) in rows.enumerated() {
      let (start, end) = (
        scale.position(min(row.low, row.high)), scale.position(max(row.low, row.high))
      )
      drawing.rectangle(
        x: start, y: layout.barTop(index, top: top), width: max(end - start, 1),
        height: BarRows.barHeight, row.high >= row.low ? .netted : .neutral)
    }
    layout.drawText(on: &drawing, top: top)
    let words = rows.map { row in
      "\(row.label) from \(row.lowValue) to \(row.highValue): from \(Self.amount(row.low)) to "
        + "\(Self.amount(row.high))."
    }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  private static func amount(_ figure: Double) -> String {
    NumberText.compact(figure, significantDigits: 4)
  }
}
