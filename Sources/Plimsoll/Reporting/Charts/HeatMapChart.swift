/// A figure for every pair of two settings: a grid of coloured cells with the numbers in them.
///
/// Colours run from the least to the greatest number; the numbers are written out, so nothing rests
/// on colour alone.
///
/// - Verified by: ChartTests.
public struct HeatMapChart: Equatable, Sendable {
  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What the columns are.
  public let xLabel: String
  /// What the rows are.
  public let yLabel: String
  /// Names of the columns, from the left.
  public let columns: [String]
  /// Names of the rows, from the top.
  public let rows: [String]
  /// Finite numbers by row, then column; nil where there is none.
  public let values: [[Double?]]

  /// A grid; each row of values is as long as `columns`.
  public init(
    title: String, subtitle: String, xLabel: String, yLabel: String, columns: [String],
    rows: [String], values: [[Double?]]
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "one value for each row and column")
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  private static let heats: [ShapeStyle] = [
    .heat0, .heat1, .heat2, .heat3, .heat4, .heat5, .heat6,
  ]
  private static let rowHeight = 34.0
  private static let widestCell = 150.0
  private static let gap = 2.0

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let known = values.joined().compactMap(\.self)
    let top = drawKey(known, on: &drawing, top: drawing.contentTop)
    let names = rows.map { TextStyle.tick.wrapped($0, width: 150, lines: 1).joined() }
    let nameWidth = names.map { TextStyle.tick.width(of: $0) }.max() ?? 0
    let left = SVGDrawing.margin + 26 + nameWidth + 8
    let room = (SVGDrawing.width - SVGDrawing.margin - left) / Double(max(columns.count, 1))
    let width = min(room, Self.widestCell)
    let bottom = top + Double(max(rows.count, 1)) * Self.rowHeight
    // As many digits in every cell, so that cells compare; none where they do not fit.
    let digits = [4, 3, 2].first { digits in
      known.allSatisfy { Self.width($0, digits) <= width - Self.gap - 4 }
    }
    for (row, cells) in values.enumerated() {
      let y = top + Double(row) * Self.rowHeight
      drawing.text(
        names[row], x: left - 8, y: y + Self.rowHeight / 2 + 4, .tick, anchor: .end)
      for (column, value) in cells.enumerated() {
        draw(
          value, of: known, digits: digits, on: &drawing, x: left + Double(column) * width, y: y,
          width: width - Self.gap)
      }
    }
    drawColumnNames(on: &drawing, left: left, width: width, y: bottom + 14)
    let across = width * Double(columns.count)
    let xTitle = TextStyle.note.wrapped(
      xLabel, width: max(across, 200), lines: 1
    ).joined()
    drawing.text(xTitle, x: left, y: bottom + 34, .note)
    let yTitle = TextStyle.note.wrapped(yLabel, width: max(bottom - top, 120), lines: 1).joined()
    let middle = max((top + bottom) / 2, top + TextStyle.note.width(of: yTitle) / 2)
    drawing.verticalText(yTitle, x: SVGDrawing.margin + 8, y: middle, .note)
    return drawing.document(
      height: max(bottom, middle + TextStyle.note.width(of: yTitle) / 2) + 48, description: words)
  }

  private func draw(
    _ value: Double?, of known: [Double], digits: Int?, on drawing: inout SVGDrawing, x: Double,
    y: Double, width: Double
  ) {
    let height = Self.rowHeight - Self.gap
    guard let value else {
      drawing.hatchedRectangle(x: x, y: y, width: width, height: height)
      return
    }
    drawing.rectangle(x: x, y: y, width: width, height: height, Self.heat(of: value, among: known))
    if let digits {
      drawing.text(
        NumberText.compact(value, significantDigits: digits), x: x + width / 2,
        y: y + height / 2 + 4.5, .marker, anchor: .middle)
    }
  }

  private static func width(_ value: Double, _ digits: Int) -> Double {
    TextStyle.marker.width(of: NumberText.compact(value, significantDigits: digits))
  }

  /// Names that do not touch; where they would, every second or third one.
  private func drawColumnNames(
    on drawing: inout SVGDrawing, left: Double, width: Double, y: Double
  ) {
    let names = columns.map {
      TextStyle.tick.wrapped($0, width: max(width - 6, 60), lines: 1).joined()
    }
    let widest = names.map { TextStyle.tick.width(of: $0) }.max() ?? 0
    let step = max(1, Int(((widest + 6) / width).rounded(.up)))
    for (column, name) in names.enumerated() where column % step == 0 {
      drawing.text(
        name, x: left + (Double(column) + 0.5) * width - Self.gap / 2, y: y, .tick,
        anchor: .middle)
    }
  }

  /// The colours from least to greatest, and the hatching when a number is missing.
  private func drawKey(_ known: [Double], on drawing: inout SVGDrawing, top: Double) -> Double {
    var x = SVGDrawing.margin
    if let low = known.min(), let high = known.max() {
      let lowText = NumberText.compact(low, significantDigits: 4)
      drawing.text(lowText, x: x, y: top + 10, .note)
      x += TextStyle.note.width(of: lowText) + 8
      for heat in Self.heats {
        drawing.rectangle(x: x, y: top, width: 20, height: 12, heat)
        x += 20
      }
      let highText = NumberText.compact(high, significantDigits: 4)
      drawing.text(highText, x: x + 8, y: top + 10, .note)
      x += TextStyle.note.width(of: highText) + 32
    }
    if known.count < rows.count * columns.count {
      drawing.hatchedRectangle(x: x, y: top, width: 20, height: 12)
      drawing.text("no result", x: x + 28, y: top + 10, .note)
    }
    return top + 26
  }

  private static func heat(of value: Double, among known: [Double]) -> ShapeStyle {
    guard let low = known.min(), let high = known.max(), high > low else { return heats[0] }
    let share = (value / 2 - low / 2) / (high / 2 - low / 2)
    return heats[min(heats.count - 1, Int(share * Double(heats.count)))]
  }

  private var words: String {
    var parts: [String] = []
    for (name, cells) in zip(rows, values) {
      for (column, value) in zip(columns, cells) {
        let shown = value.map { NumberText.compact($0, significantDigits: 4) } ?? "no result"
        parts.append("\(name), \(column): \(shown).")
      }
    }
    return "\(yLabel) by \(xLabel). " + parts.joined(separator: " ")
  }
}
