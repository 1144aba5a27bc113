/// A picture in SVG, 760 wide, built shape by shape.
///
/// Coordinates are rounded to two decimals and text is escaped, so the same drawing is the same
/// bytes and always well-formed.
struct SVGDrawing {
  static let width = 760.0
  static let margin = 20.0

  private let title: String
  private var elements: [String] = []
  /// The height at which a chart may start under its title and subtitle.
  private(set) var contentTop = 0.0

  init(title: String, subtitle: String) {
    self.title = title
    let room = Self.width - 2 * Self.margin
    var baseline = 14.0
    for line in TextStyle.title.wrapped(title, width: room, lines: 2) {
      baseline += 20
      text(line, x: Self.margin, y: baseline, .title)
    }
    for line in TextStyle.subtitle.wrapped(subtitle, width: room, lines: 3) where !line.isEmpty {
      baseline += 19
      text(line, x: Self.margin, y: baseline, .subtitle)
    }
    contentTop = baseline + 16
  }

  enum Anchor: String {
    case start, middle, end
  }

  mutating func text(
    _ text: String, x: Double, y: Double, _ style: TextStyle, anchor: Anchor = .start
  ) {
    let anchoring = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    elements.append(
      "<text class=\"p-\(style.rawValue)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        + "\(anchoring)>\(Self.escaped(text))</text>")
  }

  /// Text that reads upwards, centred on a point.
  mutating func verticalText(_ text: String, x: Double, y: Double, _ style: TextStyle) {
    let place = "\(Self.number(x)) \(Self.number(y))"
    elements.append(
      "<text class=\"p-\(style.rawValue)\" transform=\"translate(\(place)) rotate(-90)\""
        + " text-anchor=\"middle\">\(Self.escaped(text))</text>")
  }

  mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, _ style: ShapeStyle) {
    elements.append(
      "<line class=\"p-\(style.rawValue)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\""
        + " x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>")
  }

  /// A filled rectangle; nothing when it has no width or height.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ style: ShapeStyle
  ) {
    guard width > 0, height > 0 else { return }
    elements.append(
      "<rect class=\"p-\(style.rawValue)\" \(Self.box(x: x, y: y, width: width, height: height))/>")
  }

  /// A rectangle of diagonal strokes on a lighter ground.
  mutating func hatchedRectangle(x: Double, y: Double, width: Double, height: Double) {
    guard width > 0, height > 0 else { return }
    rectangle(x: x, y: y, width: width, height: height, .netted)
    elements.append(
      "<rect fill=\"url(#p-hatching)\" \(Self.box(x: x, y: y, width: width, height: height))/>")
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], _ style: ShapeStyle) {
    let places = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }
    elements.append(
      "<polyline class=\"p-\(style.rawValue)\" points=\"\(places.joined(separator: " "))\"/>")
  }

  /// Vertical strokes, each at `x` from one height to another, as one shape.
  mutating func strokes(_ strokes: [(x: Double, from: Double, to: Double)], _ style: ShapeStyle) {
    guard !strokes.isEmpty else { return }
    let moves = strokes.map { stroke in
      "M\(Self.number(stroke.x)) \(Self.number(stroke.from))V\(Self.number(stroke.to))"
    }
    elements.append("<path class=\"p-\(style.rawValue)\" d=\"\(moves.joined())\"/>")
  }

  /// Straight lines that need not meet, as one shape.
  mutating func segments(
    _ segments: [(x1: Double, y1: Double, x2: Double, y2: Double)], _ style: ShapeStyle
  ) {
    guard !segments.isEmpty else { return }
    let moves = segments.map { segment in
      "M\(Self.number(segment.x1)) \(Self.number(segment.y1))"
        + "L\(Self.number(segment.x2)) \(Self.number(segment.y2))"
    }
    elements.append("<path class=\"p-\(style.rawValue)\" d=\"\(moves.joined())\"/>")
  }

  mutating func circle(x: Double, y: Double, radius: Double, _ style: ShapeStyle) {
    elements.append(
      "<circle class=\"p-\(style.rawValue)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\""
        + " r=\"\(Self.number(radius))\"/>")
  }

  /// The file's text.
  ///
  /// - Parameter description: the chart in words, for screen readers.
  func document(height: Double, description: String) -> String {
    let size = "\(Self.number(Self.width))\" height=\"\(Self.number(height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="plimsoll" role="img" width="\(size)" \
      viewBox="0 0 \(Self.number(Self.width)) \(Self.number(height))">
      <title>\(Self.escaped(title))</title>
      <desc>\(Self.escaped(description))</desc>
      \(Self.sharedParts)
      <rect class="p-background" width="100%" height="100%"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// What every chart carries so that it can stand alone.
  private static let sharedParts =
    "<style>\n\(ChartStylesheet.text)\n</style>\n\(sharedDefinitions)"

  /// What shapes of every chart refer to by id.
  static let sharedDefinitions = """
    <defs><pattern id="p-hatching" patternUnits="userSpaceOnUse" width="6" height="6">\
    <path class="p-hatch" d="M-1 1L1 -1M0 6L6 0M5 7L7 5"/></pattern></defs>
    """

  /// A drawing for a page that holds the stylesheet and the definitions once, for all its drawings:
  /// so no id is there twice.
  static func withoutSharedParts(_ svg: String) -> String {
    guard let range = svg.firstRange(of: sharedParts + "\n") else { return svg }
    return String(svg[..<range.lowerBound] + svg[range.upperBound...].dropLast())
  }

  private static func box(x: Double, y: Double, width: Double, height: Double) -> String {
    "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
  }

  private static func number(_ x: Double) -> String {
    DecimalDigits(x).rounded(decimals: 2).plainText()
  }

  /// Text as XML wants it; characters that XML does not allow become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
