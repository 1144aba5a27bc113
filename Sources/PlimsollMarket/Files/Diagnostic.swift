/// Something a reader of a result must know: a repair, a gap, a bound that was reached.
///
/// Diagnostics travel with every result and end as lines of the report; nothing is repaired in
/// silence.
public struct Diagnostic: Sendable, Equatable, Hashable, Codable {
  /// How much it matters.
  public enum Severity: String, Sendable, Codable {
    /// Worth knowing; the figures hold as they are.
    case note
    /// A figure was repaired, bounded or rests on little; read before use.
    case warning
  }

  /// How much it matters.
  public var severity: Severity
  /// What it is about: a factor, a matrix, a file.
  public var subject: String
  /// What happened, with the number.
  public var message: String

  /// A diagnostic about `subject`.
  public init(_ severity: Severity, _ subject: String, _ message: String) {
    self.severity = severity
    self.subject = subject
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `warning: BTC: …` on one line.
  public var description: String { "\(severity.rawValue): \(subject): \(message)" }
}
