internal import PlimsollMargin

/// The margin level over the moves of two factors: where an account is under water, how far off that
/// is, and the nearest way there.
///
/// Darker is deeper under water; the thick line is a level of one. Ellipses hold moves that are equally
/// plausible.
///
/// - Verified by: LiquidationMapChartTests.
struct LiquidationMapChart {
  let title: String
  let subtitle: String
  let map: LiquidationMap

  private static let plotHeight = 460.0
  private static let leftMargin = 96.0

  /// Levels from below, each with its colour, up to the next.
  private static let bands: [(from: Double, style: ShapeStyle, words: String)] = [
    (-.infinity, .heat6, "below 0"), (0, .heat4, "0 to 0.5"), (0.5, .heat2, "0.5 to 1"),
    (1, .heat0, "1 to 2"), (2, .background, "above 2"),
  ]

  /// The chart as an SVG file.
  var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    var key: [(swatch: ChartLegend.Swatch, label: String)] = Self.bands.dropLast().map {
      (.filled($0.style), "level \($0.words)")
    }
    key += [
      (.line(.loadLine), "level of 1: liquidation"),
      (.line(.series5), "1, 2, 3 standard deviations"), (.dot(.healthy), "today"),
    ]
    if map.nearest != nil {
      key.append(
        (.dot(.danger), "nearest point, others move too"))
    }
    let top = ChartLegend.draw(key, on: &drawing, top: drawing.contentTop) + 4
    let bottom = top + Self.plotHeight
    let right = SVGDrawing.width - SVGDrawing.margin
    let x = AxisScale(showing: map.columns, from: Self.leftMargin, to: right)
    let y = AxisScale(showing: map.rows, from: bottom, to: top)
    fillBands(on: &drawing, x, y)
    drawAxes(on: &drawing, x, y, top: top, bottom: bottom, right: right)
    for ellipse in map.ellipses {
      drawing.polyline(ellipse.map { (x.position($0.x), y.position($0.y)) }, .series5)
    }
    drawing.segments(loadLine(x, y), .loadLine)
    drawing.circle(x: x.position(0), y: y.position(0), radius: 4.5, .healthy)
    if let nearest = map.nearest {
      drawing.circle(x: x.position(nearest.x), y: y.position(nearest.y), radius: 5.5, .danger)
    }
    return drawing.document(height: bottom + HorizontalAxis.height, description: words)
  }

  private static func band(of level: Double) -> Int {
    bands.lastIndex { level >= $0.from } ?? 0
  }

  /// Cells of one colour side by side are one rectangle.
  private func fillBands(on drawing: inout SVGDrawing, _ x: AxisScale, _ y: AxisScale) {
    for row in 0..<(map.rows.count - 1) {
      let bands = (0..<(map.columns.count - 1)).map { Self.band(of: middle(row, $0)) }
      let high = y.position(map.rows[row + 1])
      let height = y.position(map.rows[row]) - high
      var start = 0
      for column in bands.indices {
        if column + 1 < bands.count, bands[column + 1] == bands[start] { continue }
        let style = Self.bands[bands[start]].style
        let left = x.position(map.columns[start])
        let width = x.position(map.columns[column + 1]) - left
        if style != .background {
          drawing.rectangle(x: left, y: high, width: width, height: height, style)
        }
        start = column + 1
      }
    }
  }

  /// The level in the middle of a cell.
  private func middle(_ row: Int, _ column: Int) -> Double {
    let (low, high) = (map.levels[row], map.levels[row + 1])
    return 0.25 * (low[column] + low[column + 1] + high[column] + high[column + 1])
  }

  private func drawAxes(
    on drawing: inout SVGDrawing, _ x: AxisScale, _ y: AxisScale, top: Double, bottom: Double,
    right: Double
  ) {
    HorizontalAxis.draw(
      AxisTicks.values(from: x.low, to: x.high, atMost: 9).map {
        (x.position($0), Self.percent($0))
      }, title: "move of \(map.first)", on: &drawing, left: Self.leftMargin, right: right, top: top,
      bottom: bottom)
    for tick in AxisTicks.values(from: y.low, to: y.high, atMost: 9) {
      let height = y.position(tick)
      drawing.line(x1: Self.leftMargin, y1: height, x2: right, y2: height, .grid)
      drawing.text(
        Self.percent(tick), x: Self.leftMargin - 8, y: height + 4, .tick, anchor: .end)
    }
    drawing.line(x1: x.position(0), y1: top, x2: x.position(0), y2: bottom, .axis)
    drawing.line(x1: Self.leftMargin, y1: y.position(0), x2: right, y2: y.position(0), .axis)
    let fitted = TextStyle.note.wrapped(
      "move of \(map.second)", width: bottom - top, lines: 1
    ).joined()
    drawing.verticalText(fitted, x: SVGDrawing.margin + 8, y: (top + bottom) / 2, .note)
  }

  private static func percent(_ move: Double) -> String {
    NumberText.plain(move * 100, significantDigits: 6) + "%"
  }

  /// The line of level one, cell by cell, straight within a cell.
  ///
  /// - Source: Lorensen and Cline (1987), marching cubes, in the plane.
  private func loadLine(_ x: AxisScale, _ y: AxisScale)
    -> [(x1: Double, y1: Double, x2: Double, y2: Double)]
  {
    var found: [(x1: Double, y1: Double, x2: Double, y2: Double)] = []
    for row in 0..<(map.rows.count - 1) {
      for column in 0..<(map.columns.count - 1) {
        // Corners in order around the cell.
        let corners = [
          (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1),
        ]
        let crossings = (0..<4).compactMap { side -> (Double, Double)? in
          let (from, to) = (corners[side], corners[(side + 1) % 4])
          let before = map.levels[from.1][from.0] - 1
          let after = map.levels[to.1][to.0] - 1
          guard (before > 0) != (after > 0) else { return nil }
          let share = before / (before - after)
          let across = map.columns[from.0] + share * (map.columns[to.0] - map.columns[from.0])
          let up = map.rows[from.1] + share * (map.rows[to.1] - map.rows[from.1])
          return (x.position(across), y.position(up))
        }
        // Two sides are crossed, or all four at a saddle.
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          found.append(
            (crossings[pair].0, crossings[pair].1, crossings[pair + 1].0, crossings[pair + 1].1))
        }
      }
    }
    return found
  }

  private var words: String {
    let sunk = map.levels.joined().count { $0 < 1 }
    let all = map.rows.count * map.columns.count
    var words =
      "The margin level over moves of \(map.first) and \(map.second): "
      + "\(NumberText.percent(Double(sunk) / Double(all), decimals: 0)) of the map is below one."
    if let nearest = map.nearest {
      words +=
        " The nearest point has \(map.first) \(NumberText.percent(nearest.x)) and \(map.second) "
        + "\(NumberText.percent(nearest.y))."
    }
    return words
  }
}
