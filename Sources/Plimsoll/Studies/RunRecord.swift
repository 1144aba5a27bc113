internal import FoundationEssentials
internal import PlimsollMarket

/// The content of `run.json`: what a run rests on, and in short what it came to.
struct RunRecord: Encodable {
  private let report: Report
  /// The tables, documents and charts beside it.
  private let files: [String]

  init(_ report: Report, files: [String]) {
    self.report = report
    self.files = files
  }

  private enum Key: String, CodingKey { case figures, failedChecks, diagnostics, files }

  /// The bytes of the file: sorted keys, everything of the machine under `machine`.
  func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      return Array(try encoder.encode(self)) + [10]
    } catch {
      preconditionFailure("a manifest holds only finite numbers and text: \(error)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    try report.manifest.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(report.figures, forKey: .figures)
    try values.encode(report.failedChecks, forKey: .failedChecks)
    try values.encode(report.diagnostics, forKey: .diagnostics)
    try values.encode(files.sorted(), forKey: .files)
  }
}
