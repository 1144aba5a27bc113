internal import PlimsollNumerics

/// Hand-written documents parsed once, for work that reads the same ones again and again with other
/// edits.
///
/// A document counts by its name and bytes, so one that has changed is parsed anew.
///
/// - Verified by: ConfigEditsTests.
public final class ParsedDocuments: Sendable {
  private struct Key: Hashable {
    var name: String
    var bytes: [UInt8]
  }

  private let roots = Memo<Key, ConfigNode, InputError>()

  /// None yet.
  public init() {}

  /// How many were parsed.
  var count: Int { roots.count }

  func root(of file: InputFile, parse: () throws(InputError) -> ConfigNode) throws(InputError)
    -> ConfigNode
  {
    try roots.value(for: Key(name: file.name, bytes: file.bytes), parse)
  }
}
