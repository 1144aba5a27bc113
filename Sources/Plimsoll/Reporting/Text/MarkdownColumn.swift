/// The head of a column in a `MarkdownDocument` table or a `TerminalTable`.
public struct MarkdownColumn: Equatable, Sendable, ExpressibleByStringLiteral {
  /// The side on which a column's cells line up.
  public enum Alignment: Equatable, Sendable {
    /// For words.
    case left
    /// For numbers.
    case right
  }

  /// What the column is called.
  public let title: String
  /// The side on which its cells line up.
  public let alignment: Alignment

  /// A column whose cells line up on the given side.
  public init(_ title: String, alignment: Alignment = .left) {
    self.title = title
    self.alignment = alignment
  }

  /// A literal is a column of words.
  public init(stringLiteral value: String) { self.init(value) }

  /// A column of numbers.
  public static func right(_ title: String) -> MarkdownColumn {
    MarkdownColumn(title, alignment: .right)
  }
}
