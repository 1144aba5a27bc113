/// Points of several series, told apart by colour, some with a name beside them.
///
/// - Verified by: ChartTests.
public struct ScatterChart: Sendable {
  /// A point.
  public struct Point: Sendable {
    /// Along the horizontal axis; finite.
    public let x: Double
    /// Along the vertical axis; finite.
    public let y: Double
    /// What stands beside it; may be empty.
    public let label: String
    /// Whether a ring around it sets it apart.
    public let isRinged: Bool

    /// A point.
    public init(x: Double, y: Double, label: String = "", isRinged: Bool = false) {
      self.x = x
      self.y = y
      self.label = label
      self.isRinged = isRinged
    }
  }

  /// Points of one colour.
  public struct Series: Sendable {
    /// The name in the key.
    public let name: String
    /// Its points.
    public let points: [Point]

    /// Points of one colour.
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What runs to the right, and how its values are written.
  public let xLabel: String
  /// What runs upwards.
  public let yLabel: String
  /// The points; colours repeat after six.
  public let series: [Series]
  /// A height that is to be reached, with its name; nil for none.
  public let target: (value: Double, label: String)?

  /// A chart of points.
  public init(
    title: String, subtitle: String, xLabel: String, yLabel: String, series: [Series],
    target: (value: Double, label: String)? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.target = target
  }

  private static let styles: [ShapeStyle] = [
    .series0, .series1, .series2, .series3, .series4, .series5,
  ]
  private static let radius = 5.0
  private static let ringRadius = 8.5

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let top =
      6
      + ChartLegend.draw(
        series.enumerated().map { (.ring(Self.style($0.offset)), $0.element.name) },
        on: &drawing, top: drawing.contentTop)
    let bottom = top + 300
    let right = SVGDrawing.width - SVGDrawing.margin
    let points = series.flatMap(\.points)
    let axis = VerticalAxis(
      showing: points.map(\.y) + (target.map { [$0.value] } ?? []), from: bottom - 12, to: top + 12)
    let (upwards, left) = (axis.scale, axis.left)
    let across = AxisScale(showing: points.map(\.x), from: left + 16, to: right - 16)
    HorizontalAxis.draw(
      across, title: xLabel, on: &drawing, left: left, right: right, top: top, bottom: bottom)
    axis.draw(title: yLabel, on: &drawing, right: right, top: top, bottom: bottom)
    drawing.line(x1: left, y1: top, x2: left, y2: bottom, .axis)
    if let target {
      let y = upwards.position(target.value)
      drawing.line(x1: left, y1: y, x2: right, y2: y, .markerLine)
      drawing.text(target.label, x: right - 4, y: y - 5, .marker, anchor: .end)
    }
    var labels = PointLabels(left: left, right: right, top: top, bottom: bottom)
    for point in points { labels.avoid(x: across.position(point.x), y: upwards.position(point.y)) }
    for (index, line) in series.enumerated() {
      for point in line.points {
        let (x, y) = (across.position(point.x), upwards.position(point.y))
        drawing.circle(x: x, y: y, radius: Self.radius, Self.style(index))
        if point.isRinged {
          drawing.circle(x: x, y: y, radius: Self.ringRadius, Self.style(index))
        }
        labels.draw(point.label, x: x, y: y, on: &drawing)
      }
    }
    let words = series.map { "\($0.name): \($0.points.count) points" }.joined(separator: "; ")
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: "\(yLabel) against \(xLabel). \(words).")
  }

  private static func style(_ index: Int) -> ShapeStyle { styles[index % styles.count] }
}

/// Words beside points, left out where they would cover a point or each other.
private struct PointLabels {
  private struct Box {
    var left, right, top, bottom: Double

    func meets(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  private let plot: Box
  private var taken: [Box] = []

  init(left: Double, right: Double, top: Double, bottom: Double) {
    plot = Box(left: left, right: right, top: top, bottom: bottom)
  }

  /// Keeps a point free.
  mutating func avoid(x: Double, y: Double) {
    taken.append(Box(left: x - 6, right: x + 6, top: y - 6, bottom: y + 6))
  }

  /// Writes a label to the right of a point, else to the left, above or below.
  mutating func draw(_ text: String, x: Double, y: Double, on drawing: inout SVGDrawing) {
    guard !text.isEmpty else { return }
    let fitted = TextStyle.note.wrapped(text, width: 160, lines: 1).joined()
    let width = TextStyle.note.width(of: fitted)
    let places: [(Double, Double, SVGDrawing.Anchor)] = [
      (x + 9, y + 4, .start), (x - 9, y + 4, .end), (x, y - 10, .middle), (x, y + 18, .middle),
    ]
    for (place, baseline, anchor) in places {
      let left =
        anchor == .start ? place : anchor == .end ? place - width : place - width / 2
      let box = Box(left: left, right: left + width, top: baseline - 10, bottom: baseline + 3)
      guard box.left >= plot.left, box.right <= plot.right, box.top >= plot.top,
        box.bottom <= plot.bottom, !taken.contains(where: box.meets)
      else { continue }
      taken.append(box)
      drawing.text(fitted, x: place, y: baseline, .note, anchor: anchor)
      return
    }
  }
}
