/// What each rule asks of one account: maintenance margin filled, initial margin hatched beyond it.
///
/// - Verified by: ChartTests.
public struct RequirementChart: Equatable, Sendable {
  /// One rule.
  public struct Row: Equatable, Sendable {
    /// The rule's name.
    public let label: String
    /// To open or add risk.
    public let initial: Double
    /// Below it, liquidation.
    public let maintenance: Double

    /// One rule; both amounts are finite.
    public init(label: String, initial: Double, maintenance: Double) {
      self.label = label
      self.initial = initial
      self.maintenance = maintenance
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Rules from the top.
  public let rows: [Row]
  /// What the account has to cover it, drawn as a line.
  public let collateralValue: Double?
  /// The currency of the amounts, for the axis.
  public let unit: String

  /// A bar for each rule, and a line at what is there to cover it.
  public init(
    title: String, subtitle: String, rows: [Row], collateralValue: Double? = nil,
    unit: String = "USD"
  ) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.collateralValue = collateralValue
    self.unit = unit
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(names: rows.map(\.label), notes: rows.map(Self.note))
    let top = ChartLegend.draw(
      [(.filled(.gain), "maintenance margin"), (.hatched, "initial margin")]
        + (collateralValue == nil ? [] : [(.line(.markerLine), "collateral value")]),
      on: &drawing, top: drawing.contentTop)
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: [0] + rows.flatMap { [$0.initial, $0.maintenance] }
        + (collateralValue.map { [max(0, $0)] } ?? []),
      from: layout.plotLeft, to: layout.plotRight, widening: .upwards)
    HorizontalAxis.draw(
      scale, title: "margin (\(unit))", on: &drawing, left: layout.plotLeft,
      right: layout.plotRight, top: top, bottom: bottom)
    for (index, row) in rows.enumerated() {
      let y = layout.barTop(index, top: top)
      let (held, open) = (scale.position(row.maintenance), scale.position(row.initial))
      drawing.hatchedRectangle(x: held, y: y, width: max(0, open - held), height: BarRows.barHeight)
      drawing.rectangle(
        x: layout.plotLeft, y: y, width: held - layout.plotLeft, height: BarRows.barHeight, .gain)
    }
    if let collateralValue {
      let x = scale.position(max(0, collateralValue))
      drawing.line(x1: x, y1: top, x2: x, y2: bottom, .markerLine)
    }
    drawing.line(x1: layout.plotLeft, y1: top, x2: layout.plotLeft, y2: bottom, .axis)
    layout.drawText(on: &drawing, top: top)
    let words = rows.map { row in
      let note = Self.note(row)
      return "\(row.label): initial \(note.first), \(note.second)."
    }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  private static func note(_ row: Row) -> (first: String, second: String) {
    (
      NumberText.compact(row.initial, significantDigits: 4),
      "maintenance \(NumberText.compact(row.maintenance, significantDigits: 4))"
    )
  }
}
