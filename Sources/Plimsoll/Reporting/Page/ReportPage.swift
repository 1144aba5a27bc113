internal import FoundationEssentials

/// A document as one HTML file that needs nothing else: charts are drawn within it, and nothing is
/// fetched or run.
///
/// It is XML too, so it can be checked and taken apart by any parser.
///
/// - Verified by: ReportPageTests.
struct ReportPage {
  private let document: MarkdownDocument
  private let charts: [String: String]
  private let pictures: [String: [UInt8]]

  /// - Parameter charts: drawings of this release's own, by the path that the document shows them at.
  /// - Parameter pictures: SVG files found on a disk, by path. What they hold is not known, so they
  ///   are shown as images, in which a browser runs nothing.
  init(
    _ document: MarkdownDocument, charts: [(path: String, svg: String)],
    pictures: [(path: String, bytes: [UInt8])] = []
  ) {
    self.document = document
    self.charts = Dictionary(charts.map { ($0.path, $0.svg) }) { first, _ in first }
    self.pictures = Dictionary(pictures.map { ($0.path, $0.bytes) }) { first, _ in first }
  }

  /// The file's text.
  var html: String {
    let ids = HeadingIDs(document.blocks)
    var parts: [String] = []
    for (place, block) in document.blocks.enumerated() {
      if place == ids.firstSection { parts.append(ids.contents) }
      parts.append(html(block, id: ids[place]))
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
      <title>\(SVGDrawing.escaped(ids.title))</title>
      <style>
      \(PageStylesheet.text)
      </style>
      </head>
      <body>
      <svg class="shared" aria-hidden="true">\(SVGDrawing.sharedDefinitions)</svg>
      <main>
      \(parts.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private func html(_ block: MarkdownDocument.Block, id: String?) -> String {
    switch block {
    case .heading(let level, let text):
      "<h\(level) id=\"\(id ?? "")\">\(InlineMarkup.html(text))</h\(level)>"
    case .paragraph(let text): "<p>\(InlineMarkup.html(text))</p>"
    case .bullets(let items):
      "<ul>\n\(items.map { "<li>\(InlineMarkup.html($0))</li>\n" }.joined())</ul>"
    case .table(let header, let rows): PageTable(header, rows).html
    case .image(let alt, let path): figure(alt, path)
    case .code(let text, _): "<pre><code>\(Self.escapedLines(text))</code></pre>"
    }
  }

  private func figure(_ alt: String, _ path: String) -> String {
    let caption = SVGDrawing.escaped(alt)
    let drawing =
      if let svg = charts[path] {
        SVGDrawing.withoutSharedParts(svg)
      } else if let bytes = pictures[path] {
        "<img alt=\"\(caption)\" src=\"data:image/svg+xml;base64,\(Data(bytes).base64EncodedString())\"/>"
      } else {
        "<p>\(InlineMarkup.html("[\(path)](\(path))"))</p>"
      }
    return "<figure>\n\(drawing)\n<figcaption>\(caption)</figcaption>\n</figure>"
  }

  /// Escaped text that keeps its line breaks.
  private static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { SVGDrawing.escaped(String($0)) }.joined(separator: "\n")
  }
}
