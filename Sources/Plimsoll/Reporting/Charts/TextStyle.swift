/// A way of setting text in a chart, and an estimate of the room it takes.
///
/// Widths follow DejaVu Sans, the widest of the usual system fonts, so text fits in the others.
enum TextStyle: String, CaseIterable {
  case title, subtitle, name, value, note, tick, marker

  var size: Double {
    switch self {
    case .title: 17
    case .name, .value, .subtitle: 13
    case .note, .marker: 12
    case .tick: 11
    }
  }

  var isBold: Bool { self == .title || self == .value }

  /// Estimated width on the page.
  func width(of text: String) -> Double {
    let units = text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) }
    return units * size * (isBold ? 1.1 : 1)
  }

  /// The text in at most `lines` lines of at most `width`, broken after spaces and punctuation
  /// where there is any; what does not fit ends in an ellipsis.
  func wrapped(_ text: String, width: Double, lines: Int) -> [String] {
    var result: [String] = []
    var rest = Substring(text)
    while result.count < lines - 1, self.width(of: String(rest)) > width {
      let cut = lineEnd(of: rest, width: width)
      result.append(Self.trimmed(rest[..<cut]))
      rest = rest[cut...]
    }
    return result + [shortened(Self.trimmed(rest), width: width)]
  }

  private func lineEnd(of text: Substring, width: Double) -> Substring.Index {
    var used = 0.0
    var lastBreak: Substring.Index?
    for index in text.indices {
      used += self.width(of: String(text[index]))
      if used > width, index > text.startIndex { return lastBreak ?? index }
      if " -/_.,;:".contains(text[index]) { lastBreak = text.index(after: index) }
    }
    return text.endIndex
  }

  private func shortened(_ text: String, width: Double) -> String {
    guard self.width(of: text) > width else { return text }
    var kept = Substring(text)
    while !kept.isEmpty, self.width(of: kept + "…") > width { kept.removeLast() }
    return Self.trimmed(kept) + "…"
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "|", "!", "'", " ": 0.34
    case "f", "r", "t", "-", "(", ")", "/": 0.42
    case "m", "w", "M", "W", "%", "@", "→": 0.96
    case "A"..."Z": 0.72
    case "\u{1100}"...: 1.05
    default: 0.64
    }
  }
}
