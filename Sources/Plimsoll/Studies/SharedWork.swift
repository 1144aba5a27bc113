public import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollNumerics

/// Work that several studies have in common, done once: files read, models calibrated.
///
/// A study answers the same with it and without it. A file counts as it was when it was first read,
/// so one of these serves one sweep and is then let go.
///
/// - Verified by: SharedWorkTests.
public final class SharedWork: Sendable {
  /// What is asked of a price file.
  struct PriceFile: Hashable {
    var path: String
    var keepLast: Bool
  }

  /// Books by their settings.
  let books = Memo<BookSettings, Book, InputError>()
  /// Price histories by file.
  let histories = Memo<PriceFile, PriceHistory, InputError>()
  /// Digests by path.
  private let digests = Memo<String, InputDigest, InputError>()
  /// Hand-written documents.
  let documents = ParsedDocuments()
  /// Models and volatilities.
  public let calibrations = CalibrationMemo()

  /// Nothing done yet.
  public init() {}

  /// The digest of the file at `path`.
  func digest(_ path: String) throws(InputError) -> InputDigest {
    try digests.value(for: path) { () throws(InputError) in InputDigest(try InputFile(path: path)) }
  }
}
