/// How much of each account's gross margin netting takes away.
///
/// - Verified by: ChartTests.
public struct GrossToNetChart: Equatable, Sendable {
  /// One account.
  public struct Row: Equatable, Sendable {
    /// The account's name.
    public let label: String
    /// Margin if every position stood alone.
    public let gross: Double
    /// Margin of the account as a whole.
    public let net: Double

    /// One account; both amounts are finite.
    public init(label: String, gross: Double, net: Double) {
      self.label = label
      self.gross = gross
      self.net = net
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// Accounts from the top.
  public let rows: [Row]
  /// The currency of the amounts, for the axis; may be empty.
  public let unit: String

  /// A bar for each row, its net part filled and its netting benefit hatched.
  public init(title: String, subtitle: String, rows: [Row], unit: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.unit = unit
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let layout = BarRows(names: rows.map(\.label), notes: rows.map(Self.note))
    let top = ChartLegend.draw(
      [(.filled(.gain), "net margin"), (.hatched, "netting benefit")], on: &drawing,
      top: drawing.contentTop)
    let bottom = top + layout.height
    let scale = AxisScale(
      showing: [0] + rows.flatMap { [$0.gross, $0.net].map { max($0, 0) } },
      from: layout.plotLeft, to: layout.plotRight, widening: .upwards)
    HorizontalAxis.draw(
      scale, title: unit.isEmpty ? "margin" : "margin (\(unit))", on: &drawing,
      left: layout.plotLeft, right: layout.plotRight, top: top, bottom: bottom)
    for (index, row) in rows.enumerated() {
      let y = layout.barTop(index, top: top)
      let net = scale.position(row.net)
      let gross = scale.position(row.gross)
      drawing.hatchedRectangle(x: net, y: y, width: gross - net, height: BarRows.barHeight)
      drawing.rectangle(
        x: layout.plotLeft, y: y, width: net - layout.plotLeft, height: BarRows.barHeight, .gain)
    }
    drawing.line(x1: layout.plotLeft, y1: top, x2: layout.plotLeft, y2: bottom, .axis)
    layout.drawText(on: &drawing, top: top)
    let words = rows.map { row in
      let note = Self.note(row)
      return "\(row.label): \(note.first)\(note.second.isEmpty ? "" : ", \(note.second)")."
    }
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: words.joined(separator: " "))
  }

  private static func note(_ row: Row) -> (first: String, second: String) {
    let net = NumberText.compact(row.net, significantDigits: 4)
    let gross = NumberText.compact(row.gross, significantDigits: 4)
    guard row.gross > 0 else {
      return row.net == 0 ? ("no margin", "") : ("\(net) of \(gross)", "no gross margin")
    }
    let share = NumberText.percent((row.gross - row.net).magnitude / row.gross)
    let verb = row.net > row.gross ? "adds" : "saves"
    return ("\(net) of \(gross)", "netting \(verb) \(share)")
  }
}
