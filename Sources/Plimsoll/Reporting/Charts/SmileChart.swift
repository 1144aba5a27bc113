/// Volatility smiles, a panel an expiry: what is bid and asked as strokes, a fitted curve through
/// them.
///
/// - Verified by: ChartTests.
public struct SmileChart: Sendable {
  /// One expiry.
  public struct Panel: Sendable {
    /// Its heading.
    public let title: String
    /// The quotes; finite.
    public let quotes: [Quote]
    /// The fitted curve in the order it is joined; finite.
    public let curve: [(x: Double, y: Double)]

    /// One expiry.
    public init(title: String, quotes: [Quote], curve: [(x: Double, y: Double)]) {
      self.title = title
      self.quotes = quotes
      self.curve = curve
    }
  }

  /// A stroke from bid to ask.
  public struct Quote: Sendable {
    /// Where it stands.
    public let x: Double
    /// Its lower end.
    public let bid: Double
    /// Its upper end.
    public let ask: Double
    /// Whether it counts in full.
    public let isLiquid: Bool

    /// A stroke.
    public init(x: Double, bid: Double, ask: Double, isLiquid: Bool) {
      self.x = x
      self.bid = bid
      self.ask = ask
      self.isLiquid = isLiquid
    }
  }

  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What runs to the right in every panel.
  public let xLabel: String
  /// What runs upwards in every panel.
  public let yLabel: String
  /// The panels, from left to right and down.
  public let panels: [Panel]

  /// A chart of smiles.
  public init(
    title: String, subtitle: String, xLabel: String, yLabel: String, panels: [Panel]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.panels = panels
  }

  private static let columns = 3
  private static let (panelHeight, gap) = (150.0, 34.0)
  private static let (headRoom, tickRoom) = (18.0, 34.0)

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let top = ChartLegend.draw(
      [
        (.line(.series0), "fitted"), (.filled(.danger), "bid to ask, liquid"),
        (.line(.stroke), "bid to ask, not liquid"),
      ], on: &drawing, top: drawing.contentTop)
    let left = SVGDrawing.margin
    let width =
      (SVGDrawing.width - 2 * SVGDrawing.margin - Double(Self.columns - 1) * 12)
      / Double(Self.columns)
    for (place, panel) in panels.enumerated() {
      let (row, column) = (place / Self.columns, place % Self.columns)
      Self.draw(
        panel, on: &drawing, left: left + Double(column) * (width + 12), width: width,
        top: top + Double(row) * (Self.panelHeight + Self.gap))
    }
    let rows = (panels.count + Self.columns - 1) / Self.columns
    let bottom = top + Double(rows) * (Self.panelHeight + Self.gap)
    drawing.text("across: \(xLabel); up: \(yLabel)", x: left, y: bottom + 4, .note)
    let words = panels.map { "\($0.title): \($0.quotes.count) quotes" }.joined(separator: "; ")
    return drawing.document(
      height: bottom + 20, description: "\(yLabel) against \(xLabel). \(words).")
  }

  private static func draw(
    _ panel: Panel, on drawing: inout SVGDrawing, left: Double, width: Double, top: Double
  ) {
    drawing.text(
      TextStyle.note.wrapped(panel.title, width: width, lines: 1).joined(), x: left, y: top + 11,
      .note)
    let (upper, bottom) = (top + headRoom, top + panelHeight)
    let (start, right) = (left + tickRoom, left + width)
    let upwards = AxisScale(
      showing: panel.curve.map(\.y) + panel.quotes.filter(\.isLiquid).flatMap { [$0.bid, $0.ask] },
      from: bottom, to: upper)
    let across = AxisScale(
      showing: panel.curve.map(\.x) + panel.quotes.map(\.x), from: start, to: right)
    for tick in AxisTicks.values(from: upwards.low, to: upwards.high, atMost: 4) {
      let y = upwards.position(tick)
      drawing.line(x1: start, y1: y, x2: right, y2: y, .grid)
      drawing.text(AxisScale.label(tick), x: start - 4, y: y + 4, .tick, anchor: .end)
    }
    for tick in AxisTicks.values(from: across.low, to: across.high, atMost: 4) {
      drawing.text(
        AxisScale.label(tick), x: across.position(tick), y: bottom + 14, .tick, anchor: .middle)
    }
    drawing.line(x1: start, y1: bottom, x2: right, y2: bottom, .axis)
    for (isLiquid, style) in [(false, ShapeStyle.stroke), (true, .danger)] {
      for quote in panel.quotes where quote.isLiquid == isLiquid {
        let (x, high, low) = (
          across.position(quote.x), upwards.position(quote.ask), upwards.position(quote.bid)
        )
        if isLiquid {
          drawing.rectangle(x: x - 1, y: high, width: 2, height: max(1, low - high), style)
        } else {
          drawing.strokes([(x, low, high)], style)
        }
      }
    }
    drawing.polyline(
      panel.curve.map { (across.position($0.x), upwards.position($0.y)) }, .series0)
  }
}
