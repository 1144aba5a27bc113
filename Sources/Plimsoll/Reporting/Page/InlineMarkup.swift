/// The marks that reports use within a line, as HTML: `**strong**`, `*emphasis*`,
/// `` `code` `` and `[text](target)`. All else is text, and escaped.
///
/// A mark without its end is text, so that a name of stars or brackets reads as it is.
///
/// - Complexity: O(n) for text whose marks are closed, O(n²) at worst.
/// - Verified by: InlineMarkupTests.
enum InlineMarkup {
  static func html(_ text: String) -> String {
    var result = ""
    var plain = ""
    var rest = Substring(text)
    while let character = rest.first {
      guard let mark = mark(at: rest) else {
        plain.append(character)
        rest.removeFirst()
        continue
      }
      result += SVGDrawing.escaped(plain) + mark.html
      plain = ""
      rest = mark.rest
    }
    return result + SVGDrawing.escaped(plain)
  }

  private static func mark(at text: Substring) -> (html: String, rest: Substring)? {
    if text.hasPrefix("**") { return strong(text) }
    if text.hasPrefix("*") { return emphasis(text) }
    if text.hasPrefix("`") { return code(text) }
    if text.hasPrefix("[") { return link(text) }
    return nil
  }

  private static func strong(_ text: Substring) -> (html: String, rest: Substring)? {
    guard let (inner, rest) = upTo("**", in: text.dropFirst(2)), !inner.isEmpty else { return nil }
    return ("<strong>\(html(String(inner)))</strong>", rest)
  }

  /// Around letters alone, so that products and wildcards stay as they are.
  private static func emphasis(_ text: Substring) -> (html: String, rest: Substring)? {
    guard let (inner, rest) = upTo("*", in: text.dropFirst()), !inner.isEmpty,
      inner.allSatisfy({ $0.isLetter || $0 == " " }), inner.first != " ", inner.last != " "
    else { return nil }
    return ("<em>\(SVGDrawing.escaped(String(inner)))</em>", rest)
  }

  private static func code(_ text: Substring) -> (html: String, rest: Substring)? {
    guard let (inner, rest) = upTo("`", in: text.dropFirst()), !inner.isEmpty else { return nil }
    return ("<code>\(SVGDrawing.escaped(String(inner)))</code>", rest)
  }

  private static func link(_ text: Substring) -> (html: String, rest: Substring)? {
    guard let (words, afterWords) = upTo("](", in: text.dropFirst()),
      !words.contains("["), let (target, rest) = upTo(")", in: afterWords)
    else { return nil }
    let shown = SVGDrawing.escaped(String(words))
    guard let place = relative(target) else { return (shown, rest) }
    return ("<a href=\"\(SVGDrawing.escaped(place))\">\(shown)</a>", rest)
  }

  /// A path beside the page; nil for what could lead elsewhere, as `https:` and `//` do.
  private static func relative(_ target: Substring) -> String? {
    let first = target.prefix { $0 != "/" }
    return target.hasPrefix("/") || target.contains("\\") || first.contains(":")
      ? nil : String(target)
  }

  private static func upTo(
    _ end: String, in text: Substring
  ) -> (before: Substring, after: Substring)? {
    var rest = text
    while !rest.isEmpty {
      if rest.hasPrefix(end) {
        return (text[..<rest.startIndex], rest.dropFirst(end.count))
      }
      rest.removeFirst()
    }
    return nil
  }
}
