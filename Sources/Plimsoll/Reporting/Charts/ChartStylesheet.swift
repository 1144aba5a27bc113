/// Colours and fonts of all charts, as plain CSS values that a dark page overrides.
///
/// Plain values rather than CSS variables, because converters such as rsvg-convert know classes
/// and no variables. Blue and vermilion, and the hatching, stay apart for the colour-blind.
enum ChartStylesheet {
  /// The families that text is set in, the reader's own first.
  static let font = """
    system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif
    """

  private static let strong = [TextStyle.title, .name, .value, .marker]

  private static let fills: [(style: ShapeStyle, light: String, dark: String)] = [
    (.background, "#ffffff", "#11161d"),
    (.gain, "#3b78b5", "#5b9bd8"),
    (.loss, "#c4532d", "#e8835f"),
    (.netted, "#c9dcef", "#27405c"),
    (.healthy, "#3b78b5", "#5b9bd8"),
    (.call, "#d9a21b", "#d9a21b"),
    (.danger, "#c4532d", "#e8835f"),
    (.neutral, "#8a939d", "#8a939d"),
    (.heat0, "#f1f5fa", "#17202b"),
    (.heat1, "#dfeaf5", "#1b2c40"),
    (.heat2, "#cbdef0", "#1f3854"),
    (.heat3, "#b6d0ea", "#234468"),
    (.heat4, "#a1c3e4", "#27507d"),
    (.heat5, "#8bb5dd", "#2b5c91"),
    (.heat6, "#74a6d6", "#3069a6"),
  ]

  private static let strokes: [(style: ShapeStyle, light: String, dark: String, rest: String)] = [
    (.grid, "#e4e7eb", "#262d36", "stroke-width:1"),
    (.axis, "#8a939d", "#6d7783", "stroke-width:1"),
    (.stroke, "#aab3bd", "#5f6974", "stroke-width:1"),
    (.markerLine, "#1f2430", "#e6e9ee", "stroke-width:1.5;stroke-dasharray:5 3"),
    (.loadLine, "#1f2430", "#e6e9ee", "stroke-width:2"),
    (.gap, "#ffffff", "#11161d", "stroke-width:3"),
    (.hatch, "#3b78b5", "#5b9bd8", "stroke-width:1.5"),
    (.series0, "#3b78b5", "#5b9bd8", "stroke-width:2"),
    (.series1, "#c4532d", "#e8835f", "stroke-width:2;stroke-dasharray:8 3"),
    (.series2, "#2b8a6e", "#4fc1a0", "stroke-width:2;stroke-dasharray:2 3"),
    (.series3, "#8a5ea8", "#b98cd6", "stroke-width:2;stroke-dasharray:10 3 2 3"),
    (.series4, "#a67c00", "#d9b23c", "stroke-width:2;stroke-dasharray:14 4"),
    (.series5, "#5b636d", "#a7b0bb", "stroke-width:2;stroke-dasharray:5 5"),
  ]

  /// The `<style>` element's text.
  static let text: String = {
    var lines = [".plimsoll text{font-family:\(font)}"]
    for style in TextStyle.allCases {
      let weight = style.isBold ? ";font-weight:600" : ""
      let size = NumberText.plain(style.size, significantDigits: nil)
      lines.append(".p-\(style.rawValue){font-size:\(size)px\(weight)}")
    }
    for fill in fills { lines.append(".p-\(fill.style.rawValue){fill:\(fill.light)}") }
    for stroke in strokes {
      lines.append(
        ".p-\(stroke.style.rawValue){fill:none;stroke:\(stroke.light);\(stroke.rest)}")
    }
    lines.append(".plimsoll circle{stroke-dasharray:none}")
    lines.append(contentsOf: lightText)
    lines.append("@media (prefers-color-scheme:dark){")
    for fill in fills { lines.append(".p-\(fill.style.rawValue){fill:\(fill.dark)}") }
    for stroke in strokes { lines.append(".p-\(stroke.style.rawValue){stroke:\(stroke.dark)}") }
    lines.append(contentsOf: textColours(ink: "#e6e9ee", muted: "#a0a9b5"))
    lines.append("}")
    return lines.joined(separator: "\n")
  }()

  /// The light colours again, for paper whatever the screen is.
  static let lightColours: String = {
    let shapes =
      fills.map { ".p-\($0.style.rawValue){fill:\($0.light)}" }
      + strokes.map { ".p-\($0.style.rawValue){stroke:\($0.light)}" }
    return (shapes + lightText).joined(separator: "\n")
  }()

  private static let lightText = textColours(ink: "#1f2430", muted: "#58616c")

  private static func textColours(ink: String, muted: String) -> [String] {
    TextStyle.allCases.map { style in
      ".p-\(style.rawValue){fill:\(strong.contains(style) ? ink : muted)}"
    }
  }
}

/// What a shape in a chart stands for; its colour is in the stylesheet.
enum ShapeStyle: String {
  case background, grid, axis, gap
  case stroke
  case gain, loss
  case netted, hatch
  case healthy, call, danger, neutral
  case heat0, heat1, heat2, heat3, heat4, heat5, heat6
  case markerLine = "marker-line"
  case loadLine = "load-line"
  case series0, series1, series2, series3, series4, series5
}
