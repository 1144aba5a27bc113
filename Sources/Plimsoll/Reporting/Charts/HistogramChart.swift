/// How often each profit or loss came up, with measures such as VaR marked by vertical lines.
///
/// Heights are shares of scenarios on a square-root scale, so that the tail can be seen beside the
/// middle; the axis says so.
///
/// - Verified by: ChartTests.
public struct HistogramChart: Equatable, Sendable {
  /// The heading.
  public let title: String
  /// The line under the heading.
  public let subtitle: String
  /// What the values are, with their unit.
  public let xLabel: String
  /// Limits of the bins, ascending; one more than there are bins.
  public let binEdges: [Double]
  /// Scenarios in each bin.
  public let counts: [Int]
  /// Lines across the plot; labels never overlap.
  public let markers: [ChartMarker]
  /// What lies left of this value has the colour of losses; nil for one colour.
  public var lossesBelow: Double?

  /// A histogram.
  ///
  /// `binEdges` are ascending and finite, one more than `counts`; anything else is a
  ///   programming error. Equal edges are allowed, for scenarios that are all alike.
  public init(
    title: String, subtitle: String, xLabel: String, binEdges: [Double], counts: [Int],
    markers: [ChartMarker], lossesBelow: Double? = nil
  ) {
    precondition(
      binEdges.count == counts.count + 1,
      "\(counts.count) bins have \(counts.count + 1) edges, not \(binEdges.count)")
    precondition(zip(binEdges, binEdges.dropFirst()).allSatisfy(<=), "bin edges must ascend")
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.binEdges = binEdges
    self.counts = counts
    self.markers = markers
    self.lossesBelow = lossesBelow
  }

  /// The chart as an SVG file.
  public var svg: String {
    var drawing = SVGDrawing(title: title, subtitle: subtitle)
    let left = 84.0
    let right = SVGDrawing.width - SVGDrawing.margin
    let scale = AxisScale(showing: binEdges + markers.map(\.value), from: left, to: right)
    let labels = MarkerLabels(
      markers.map { (markerText($0), scale.position($0.value)) }, rightEdge: right)
    let legendEnd = ChartLegend.draw(legend, on: &drawing, top: drawing.contentTop)
    let top = legendEnd + labels.height + 4
    let bottom = top + 260

    HorizontalAxis.draw(
      scale, title: xLabel, on: &drawing, left: left, right: right, top: top, bottom: bottom)
    drawShareAxis(on: &drawing, left: left, right: right, top: top, bottom: bottom)
    drawBars(on: &drawing, scale: scale, top: top, bottom: bottom)
    drawing.line(x1: left, y1: bottom, x2: right, y2: bottom, .axis)
    labels.draw(on: &drawing, plotTop: top, bottom: bottom)
    return drawing.document(height: bottom + HorizontalAxis.height, description: description)
  }

  private var total: Double { Double(counts.reduce(0, +)) }

  private var highestShare: Double { total > 0 ? Double(counts.max() ?? 0) / total : 1 }

  private var legend: [(swatch: ChartLegend.Swatch, label: String)] {
    guard let lossesBelow else { return [] }
    let limit = NumberText.compact(lossesBelow)
    return [(.filled(.loss), "below \(limit)"), (.filled(.gain), "\(limit) and above")]
  }

  private var description: String {
    let range = [binEdges.first, binEdges.last].compactMap { $0 }.map { NumberText.compact($0) }
    let marked = markers.map { "; \(markerText($0))" }.joined()
    return "Histogram of \(counts.reduce(0, +)) scenarios from \(range.joined(separator: " to "))"
      + "\(marked). Horizontal axis: \(xLabel)."
  }

  private func markerText(_ marker: ChartMarker) -> String {
    let value = NumberText.compact(marker.value)
    return TextStyle.marker.wrapped(marker.label, width: 400, lines: 1).joined() + ": \(value)"
  }

  private func drawShareAxis(
    on drawing: inout SVGDrawing, left: Double, right: Double, top: Double, bottom: Double
  ) {
    for share in AxisTicks.squareRootValues(upTo: highestShare, gap: 0.1) {
      let y = bottom - (share / highestShare).squareRoot() * (bottom - top)
      drawing.line(x1: left, y1: y, x2: right, y2: y, .grid)
      let label = DecimalDigits(share).shifted(2).plainText() + "%"
      drawing.text(label, x: left - 8, y: y + 4, .tick, anchor: .end)
    }
    drawing.verticalText(
      "share of scenarios (square-root scale)", x: SVGDrawing.margin + 8, y: (top + bottom) / 2,
      .note)
  }

  private func drawBars(
    on drawing: inout SVGDrawing, scale: AxisScale, top: Double, bottom: Double
  ) {
    let limit = lossesBelow.map(scale.position)
    for (bin, count) in counts.enumerated() where count > 0 {
      let share = Double(count) / total
      let height = (share / highestShare).squareRoot() * (bottom - top)
      var start = scale.position(binEdges[bin])
      var end = scale.position(binEdges[bin + 1])
      if start == end {
        // Scenarios that are all alike: a bar around their one value, wider than a marker's line.
        (start, end) = (start - 12, end + 12)
      } else if end - start > 4 {
        end -= 1
      }
      let isOneValue = binEdges[bin] == binEdges[bin + 1]
      let split = isOneValue ? start : min(max(limit ?? start, start), end)
      drawing.rectangle(
        x: start, y: bottom - height, width: split - start, height: height, .loss)
      drawing.rectangle(x: split, y: bottom - height, width: end - split, height: height, .gain)
    }
  }
}
