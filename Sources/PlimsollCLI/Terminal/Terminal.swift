import Foundation
import Plimsoll

/// Writes to standard error: what is said besides the answer.
enum Terminal {
  /// Whether standard error is a terminal.
  static let isInteractive = isatty(FileHandle.standardError.fileDescriptor) == 1

  private static let hasColour =
    isInteractive && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  /// One line of text.
  static func printLine(_ text: String) { write(text + "\n") }

  /// Text as it is.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// Text on standard output, at once.
  static func answer(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// `error: …` with its remedy.
  static func printError(_ text: String) { printLine(coloured("error:", 31) + " " + text) }

  /// Warnings, and notes when asked for.
  static func print(_ diagnostics: [Diagnostic], verbose: Bool) {
    for diagnostic in diagnostics where verbose || diagnostic.severity == .warning {
      let isWarning = diagnostic.severity == .warning
      let label = coloured("\(diagnostic.severity.rawValue):", isWarning ? 33 : 36)
      printLine("\(label) \(diagnostic.subject): \(diagnostic.message)")
    }
  }

  private static func coloured(_ text: String, _ code: Int) -> String {
    hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
