/// A report, built block by block and shown as Markdown or as a page.
///
/// - Verified by: MarkdownDocumentTests.
public struct MarkdownDocument: Equatable, Sendable {
  /// A part of a document.
  enum Block: Equatable, Sendable {
    case heading(level: Int, String)
    case paragraph(String)
    case bullets([String])
    case table([MarkdownColumn], [[String]])
    case image(alt: String, path: String)
    case code(String, language: String)
  }

  /// In the order of reading; the first is the title.
  private(set) var blocks: [Block]

  /// A document that starts with its title as a first-level heading.
  public init(title: String) { blocks = [.heading(level: 1, AlignedCells.singleLine(title))] }

  /// Adds a heading.
  ///
  /// `level` is 1 for the title's level up to 6.
  public mutating func heading(_ level: Int, _ text: String) {
    precondition((1...6).contains(level), "Markdown has no heading level \(level)")
    blocks.append(.heading(level: level, AlignedCells.singleLine(text)))
  }

  /// Adds a paragraph.
  ///
  /// - Parameter text: Markdown already.
  public mutating func paragraph(_ text: String) { blocks.append(.paragraph(text)) }

  /// Adds a list; nothing when there are no items.
  ///
  /// - Parameter items: Markdown already; further lines of an item are indented under it.
  public mutating func bullets(_ items: [String]) {
    guard !items.isEmpty else { return }
    blocks.append(.bullets(items))
  }

  /// Adds a table whose source lines up in a terminal too.
  ///
  /// - Parameter header: titles and sides; a title is escaped as a cell is.
  /// - Parameter rows: one cell per column, Markdown but for pipes, which are escaped, and line
  ///   breaks, which become spaces.
  public mutating func table(_ header: [MarkdownColumn], _ rows: [[String]]) {
    for row in rows {
      precondition(
        row.count == header.count, "a row of \(row.count) cells for \(header.count) columns")
    }
    blocks.append(.table(header, rows))
  }

  /// Adds a picture.
  ///
  /// - Parameter alt: what the picture shows, for those who do not see it.
  /// - Parameter path: relative to the document, such as `charts/pnl.svg`.
  public mutating func image(_ alt: String, path: String) {
    blocks.append(.image(alt: AlignedCells.singleLine(alt), path: path))
  }

  /// Adds text shown as it is.
  public mutating func code(_ text: String, language: String = "") {
    blocks.append(.code(text, language: language))
  }
}
