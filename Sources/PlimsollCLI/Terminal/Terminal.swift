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
  ///
  /// When it cannot be written nobody can be told, and the answer counts.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  private static let standIns = {
    var files: [FileHandle] = []
    while let file = FileHandle(forUpdatingAtPath: "/dev/null"), file.fileDescriptor <= 2 {
      files.append(file)
    }
    return files
  }()

  /// Makes streams safe to write to.
  ///
  /// One that is closed becomes /dev/null: the next file opened would have its number, and be written
  /// to. A reader that has gone ends the process quietly, even under a parent that ignores it. Too large a
  /// file is an error, not the end of the process.
  static func prepareStreams() {
    _ = standIns
    signal(SIGPIPE, SIG_DFL)
    signal(SIGXFSZ, SIG_IGN)
  }

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
