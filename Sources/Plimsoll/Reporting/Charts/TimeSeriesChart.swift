public import PlimsollMarket

/// What happened through time: strokes from zero such as a P&L, lines such as a margin, and marks
/// where something was crossed.
///
/// Where there are more times than the page is wide, each column of it shows the extremes of its
/// strokes and the last values of its lines; every mark is drawn.
///
/// - Verified by: ChartTests.
public struct TimeSeriesChart: Sendable {
  /// A value at every time.
  public struct Series: Sendable {
    /// The name in the key.
    public let name: String
    /// As many as there are times; finite.
    public let values: [Double]
    /// The number of its colour and dashes; nil for that of its place.
    public let style: Int?

    /// A value at every time.
    public init(name: String, values: [Double], style: Int? = nil) {
      self.name = name
      self.values = values
      self.style = style
    }
  }

  /// Places that are marked.
  public struct Marks: Sendable {
    /// How they look.
    public enum Shape: Sendable { case dot, ring }

    /// The name in the key.
    public let name: String
    /// How they look.
    public let shape: Shape
    /// The numbers of their times, and the heights at which they stand.
    public let places: [(time: Int, value: Double)]

    /// Places that are marked.
    public init(name: String, shape: Shape, places: [(time: Int, value: Double)]) {
      self.name = name
      self.shape = shape
      self.places = places
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What runs upwards, with its unit.
  public let yLabel: String
  /// The times, ascending.
  public let times: [Timestamp]
  /// Strokes from zero; nil for none.
  public var strokes: Series?
  /// Lines; colours and dashes repeat after six.
  public var lines: [Series]
  /// Marked places.
  public var marks: [Marks]
  /// Whether zero is shown whatever the values.
  public var showsZero = false

  /// A chart through `times`, at least one.
  public init(
    title: String, subtitle: String, yLabel: String, times: [Timestamp], strokes: Series? = nil,
    lines: [Series], marks: [Marks] = []
  ) {
    precondition(!times.isEmpty, "a chart shows at least one time")
    for series in lines + [strokes].compactMap(\.self) {
      precondition(series.values.count == times.count, "one value a time")
    }
    self.title = title
    self.subtitle = subtitle
    self.yLabel = yLabel
    self.times = times
    self.strokes = strokes
    self.lines = lines
    self.marks = marks
  }

  private static let styles: [ShapeStyle] = [
    .series0, .series1, .series2, .series3, .series4, .series5,
  ]

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let top = 6 + ChartLegend.draw(legend, on: &drawing, top: drawing.contentTop)
    let bottom = top + 280
    let right = SVGDrawing.width - SVGDrawing.margin
    let axis = VerticalAxis(showing: shownValues, from: bottom, to: top)
    let (upwards, left) = (axis.scale, axis.left)
    let across = AxisScale(showing: times.map { Double($0.seconds) }, from: left, to: right)
    drawTimeAxis(across, on: &drawing, left: left, right: right, top: top, bottom: bottom)
    axis.draw(title: yLabel, on: &drawing, right: right, top: top, bottom: bottom)
    let columns = pageColumns(across)
    drawStrokes(columns, upwards, on: &drawing)
    for (index, line) in lines.enumerated() {
      let points = columns.map {
        (x: $0.x, y: upwards.position(line.values[$0.times.upperBound - 1]))
      }
      if points.count == 1 {
        drawing.circle(
          x: points[0].x, y: points[0].y, radius: 4, Self.style(line.style ?? index))
      } else {
        drawing.polyline(points, Self.style(line.style ?? index))
      }
    }
    for mark in marks {
      for (time, value) in mark.places {
        let x = across.position(Double(times[time].seconds))
        let isDot = mark.shape == .dot
        drawing.circle(
          x: x, y: upwards.position(value), radius: isDot ? 2.5 : 5.5, isDot ? .loss : .loadLine)
      }
    }
    return drawing.document(height: bottom + HorizontalAxis.height, description: description)
  }

  private var shownValues: [Double] {
    (showsZero ? [0] : []) + lines.flatMap(\.values) + (strokes.map { [0] + $0.values } ?? [])
      + marks.flatMap { $0.places.map(\.value) }
  }

  private var legend: [(swatch: ChartLegend.Swatch, label: String)] {
    var entries: [(swatch: ChartLegend.Swatch, label: String)] = []
    if let strokes { entries.append((.line(.stroke), strokes.name)) }
    for (index, line) in lines.enumerated() {
      entries.append((.line(Self.style(line.style ?? index)), line.name))
    }
    for mark in marks {
      entries.append((mark.shape == .dot ? .dot(.loss) : .ring(.loadLine), mark.name))
    }
    return entries
  }

  private var description: String {
    let counted = marks.map { "\($0.places.count) \($0.name)" }
    let named = ([strokes].compactMap(\.self) + lines).map(\.name) + counted
    return "\(yLabel) from \(times[0]) to \(times[times.count - 1]): "
      + named.joined(separator: "; ") + "."
  }

  /// Runs of times that fall on the same column of the page.
  private func pageColumns(_ across: AxisScale) -> [(x: Double, times: Range<Int>)] {
    var columns: [(x: Double, times: Range<Int>)] = []
    for (index, time) in times.enumerated() {
      let x = across.position(Double(time.seconds)).rounded()
      if let last = columns.last, last.x == x {
        columns[columns.count - 1].times = last.times.lowerBound..<(index + 1)
      } else {
        columns.append((x, index..<(index + 1)))
      }
    }
    return columns
  }

  private func drawStrokes(
    _ columns: [(x: Double, times: Range<Int>)], _ upwards: AxisScale, on drawing: inout SVGDrawing
  ) {
    guard let strokes else { return }
    drawing.strokes(
      columns.map { column in
        let values = strokes.values[column.times]
        let (low, high) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
        return (column.x, upwards.position(low), upwards.position(high))
      }, .stroke)
  }

  private func drawTimeAxis(
    _ across: AxisScale, on drawing: inout SVGDrawing, left: Double, right: Double, top: Double,
    bottom: Double
  ) {
    let ticks = TimeTicks.values(from: times[0], to: times[times.count - 1], atMost: 8)
    HorizontalAxis.draw(
      ticks.map { (across.position(Double($0.time.seconds)), $0.label) }, title: "time, UTC",
      on: &drawing, left: left, right: right, top: top, bottom: bottom)
  }

  private static func style(_ index: Int) -> ShapeStyle { styles[index % styles.count] }
}
