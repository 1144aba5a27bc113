internal import PlimsollMarket

/// What one cell of a sweep came to.
struct SweepCell: Sendable, Equatable, Codable {
  /// One value a varied field.
  var values: [String]
  /// Empty when it failed.
  var figures: [Report.Figure] = []
  /// What it read, the study file first.
  var inputs: [InputDigest] = []
  /// What was repaired or bounded.
  var diagnostics: [Diagnostic] = []
  /// Why it failed; nil when it did not.
  var error: String?

  /// Whether there is a result.
  var isDone: Bool { error == nil }
}

extension InputError {
  /// All facts on one line.
  var singleLine: String {
    description.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: ". ")
  }
}
