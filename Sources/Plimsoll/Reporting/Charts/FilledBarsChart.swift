/// What there is and how much of it is taken: a filled bar within a hatched one, row by row.
///
/// - Verified by: ChartTests.
public struct FilledBarsChart: Equatable, Sendable {
  /// One row.
  public struct Row: Equatable, Sendable {
    /// Its name.
    public let label: String
    /// The filled part, not negative.
    public let filled: Double
    /// The whole, hatched beyond the filled part; at least `filled`.
    public let whole: Double
    /// Words under the amount; may be empty.
    public let note: String
    /// Whether it is drawn as what is lost.
    public let isLoss: Bool

    /// One row; both amounts are finite.
    public init(
      label: String, filled: Double, whole: Double, note: String = "", isLoss: Bool = false
    ) {
      self.label = label
      self.filled = filled
      self.whole = whole
      self.note = note
      self.isLoss = isLoss
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// From the top.
  public let rows: [Row]
  /// What the filled part and the hatched part are.
  public let legend: (filled: String, hatched: String)
  /// An amount drawn as a line, and what it is; nil for none.
  public let marker: (name: String, amount: Double)?
  /// What the axis counts.
  public let axis: String

  /// A bar for each row.
  public init(
    title: String, subtitle: String, rows: [Row], legend: (filled: String, hatched: String),
    marker: (name: String, amount: Double)? = nil, axis: String = "USD"
  ) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.legend = legend
    self.marker = marker
    self.axis = axis
  }

  /// Two charts that draw the same are the same.
  public static func == (left: FilledBarsChart, right: FilledBarsChart) -> Bool {
    left.svg == right.svg
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let notes = rows.map {
      (first: NumberText.compact($0.filled, significantDigits: 4), second: $0.note)
    }
    let layout = BarRows(names: rows.map(\.label), notes: notes)
    let top = ChartLegend.draw(
      [(.filled(.gain), legend.filled), (.hatched, legend.hatched)]
        + (marker.map { [(.line(.markerLine), $0.name)] } ?? []),
      on: &drawing, top: drawing.contentTop)
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: [0] + rows.map(\.whole) + (marker.map { [$0.amount] } ?? []),
      from: layout.plotLeft, to: layout.plotRight, widening: .upwards)
    HorizontalAxis.draw(
      scale, title: axis, on: &drawing, left: layout.plotLeft, right: layout.plotRight, top: top,
      bottom: bottom)
    for (index, row) in rows.enumerated() {
      let y = layout.barTop(index, top: top)
      let (held, open) = (scale.position(row.filled), scale.position(row.whole))
      drawing.hatchedRectangle(x: held, y: y, width: max(0, open - held), height: BarRows.barHeight)
      drawing.rectangle(
        x: layout.plotLeft, y: y, width: held - layout.plotLeft, height: BarRows.barHeight,
        row.isLoss ? .loss : .gain)
    }
    if let marker {
      let x = scale.position(marker.amount)
      drawing.line(x1: x, y1: top, x2: x, y2: bottom, .markerLine)
    }
    drawing.line(x1: layout.plotLeft, y1: top, x2: layout.plotLeft, y2: bottom, .axis)
    layout.drawText(on: &drawing, top: top)
    let words = zip(rows, notes).map { row, note in
      "\(row.label): \(note.first)\(note.second.isEmpty ? "" : ", " + note.second)."
    }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }
}
