/// Series of points joined by lines, told apart by colour and by dashes.
///
/// - Verified by: ChartTests.
public struct LineChart: Sendable {
  /// One line.
  public struct Series: Sendable {
    /// The line's name in the key.
    public let name: String
    /// Its points in the order they are joined; finite.
    public let points: [(x: Double, y: Double)]

    /// One line.
    public init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What runs to the right, with its unit.
  public let xLabel: String
  /// What runs upwards, with its unit.
  public let yLabel: String
  /// How x values are spread along the axis.
  public let spread: Spread
  /// The lines; colours and dashes repeat after six.
  public let series: [Series]

  /// A chart of lines.
  public init(
    title: String, subtitle: String, xLabel: String, yLabel: String, spread: Spread = .even,
    series: [Series]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.spread = spread
    self.series = series
  }

  /// The points of a line are marked when there are no more.
  private static let mostMarked = 24

  private static let styles: [ShapeStyle] = [
    .series0, .series1, .series2, .series3, .series4, .series5,
  ]

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let top =
      6
      + ChartLegend.draw(
        series.enumerated().map { (.line(Self.style($0.offset)), $0.element.name) }, on: &drawing,
        top: drawing.contentTop)
    let bottom = top + 280
    let right = SVGDrawing.width - SVGDrawing.margin
    let axis = VerticalAxis(showing: series.flatMap { $0.points.map(\.y) }, from: bottom, to: top)
    let (upwards, left) = (axis.scale, axis.left)
    let across = SpreadAxis(
      spread, showing: series.flatMap { $0.points.map(\.x) }, from: left, to: right)

    HorizontalAxis.draw(
      across.ticks, title: xLabel, on: &drawing, left: left, right: right, top: top,
      bottom: bottom)
    axis.draw(title: yLabel, on: &drawing, right: right, top: top, bottom: bottom)
    for (index, line) in series.enumerated() {
      let places = line.points.map { (x: across.position($0.x), y: upwards.position($0.y)) }
      if places.count > 1 { drawing.polyline(places, Self.style(index)) }
      if places.count <= Self.mostMarked {
        for place in places {
          drawing.circle(
            x: place.x, y: place.y, radius: places.count == 1 ? 4 : 2.5, Self.style(index))
        }
      }
    }
    let words = series.map { "\($0.name): \($0.points.count) points" }.joined(separator: "; ")
    return drawing.document(
      height: bottom + HorizontalAxis.height, description: "\(yLabel) against \(xLabel). \(words).")
  }

  private static func style(_ index: Int) -> ShapeStyle { styles[index % styles.count] }
}
