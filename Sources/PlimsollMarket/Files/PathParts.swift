/// A path taken apart by its text alone.
extension String {
  /// The path up to and including the last slash, empty when there is none.
  package var folder: String { lastIndex(of: "/").map { String(self[...$0]) } ?? "" }

  /// A path that a file in `folder` gives, as seen from where the command runs.
  package func relative(to folder: String) -> String { hasPrefix("/") ? self : folder + self }

  /// The name without its last extension.
  package var stem: String { lastIndex(of: ".").map { String(self[..<$0]) } ?? self }
}
