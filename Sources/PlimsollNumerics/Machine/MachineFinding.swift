/// What a fact of the machine means for a run, and what to do about it.
public struct MachineFinding: Sendable, Equatable, Codable {
  /// How much it matters.
  public enum Severity: String, Sendable, Codable {
    /// As it should be.
    case ok
    /// Worth knowing.
    case note
    /// Runs are slower, or repeat less, than they could.
    case warning
  }

  /// How much it matters.
  public var severity: Severity
  /// What it is about.
  public var subject: String
  /// What was found, with the value.
  public var what: String
  /// What to do about it; nil where nothing is to be done.
  public var remedy: String?

  /// Nothing to be done about `subject`.
  static func ok(_ subject: String, _ what: String) -> MachineFinding {
    MachineFinding(severity: .ok, subject: subject, what: what, remedy: nil)
  }

  /// Worth knowing.
  static func note(_ subject: String, _ what: String, remedy: String) -> MachineFinding {
    MachineFinding(severity: .note, subject: subject, what: what, remedy: remedy)
  }

  /// Slow or unrepeatable.
  static func warning(_ subject: String, _ what: String, remedy: String) -> MachineFinding {
    MachineFinding(severity: .warning, subject: subject, what: what, remedy: remedy)
  }
}
