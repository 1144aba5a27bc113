/// A name for every heading of a document, and the list of contents that leads to them.
///
/// - Verified by: HeadingIDsTests.
struct HeadingIDs {
  /// The document's title.
  let title: String
  /// The place of the first section's heading, before which the contents stand; nil when there are
  /// fewer than two sections.
  let firstSection: Int?
  private var ids: [Int: String] = [:]
  private var sections: [(id: String, text: String)] = []

  init(_ blocks: [MarkdownDocument.Block]) {
    var title = ""
    var taken: Set<String> = []
    var first: Int?
    for (place, block) in blocks.enumerated() {
      guard case .heading(let level, let text) = block else { continue }
      let id = Self.unique(Self.slug(text), &taken)
      ids[place] = id
      if level == 1, title.isEmpty { title = text }
      guard level == 2 else { continue }
      first = first ?? place
      sections.append((id, text))
    }
    self.title = title
    firstSection = sections.count > 1 ? first : nil
  }

  /// The name of the heading at a place among the blocks.
  subscript(place: Int) -> String? { ids[place] }

  /// Links to the sections.
  var contents: String {
    let items = sections.map { section in
      "<li><a href=\"#\(section.id)\">\(InlineMarkup.html(section.text))</a></li>\n"
    }
    return """
      <nav aria-label="Contents">
      <p>Contents</p>
      <ul>
      \(items.joined())</ul>
      </nav>
      """
  }

  /// Letters and digits of ASCII in lower case, all else as single hyphens.
  private static func slug(_ text: String) -> String {
    let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "section" : words.joined(separator: "-")
  }

  private static func unique(_ slug: String, _ taken: inout Set<String>) -> String {
    var id = slug
    var number = 2
    while !taken.insert(id).inserted {
      id = "\(slug)-\(number)"
      number += 1
    }
    return id
  }
}
