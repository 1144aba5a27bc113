internal import Foundation

/// The stream that answers go to.
///
/// - Verified by: FaultTests.
public enum StandardOutput {
  /// Writes text, at once.
  ///
  /// - Throws: an `OutputError` when it cannot be written.
  public static func write(_ text: String) throws(OutputError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw OutputError(path: "standard output", cause: error)
    }
  }
}
