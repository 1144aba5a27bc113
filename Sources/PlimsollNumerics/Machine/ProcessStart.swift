internal import Glibc

/// How this process was started, and starting it again.
///
/// - Source: proc(5) and execve(2).
/// - Verified by: ProcessStartTests, ReproducibleTests.
enum ProcessStart {
  /// The environment as it was at the start, which is what libraries saw while they were loaded:
  /// entries `NAME=value`. Nil when it cannot be read.
  static var environment: [[UInt8]]? {
    SystemFile.bytes("/proc/self/environ").map { $0.split(separator: 0).map(Array.init) }
  }

  /// The arguments, the program's own name first; nil when they cannot be read.
  static var arguments: [[UInt8]]? {
    // An empty argument counts, and the last one ends in a zero too.
    SystemFile.bytes("/proc/self/cmdline").map {
      $0.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
    }
  }

  /// Runs the same program with the same arguments and another environment in this process, from
  /// its beginning. Returns only when that fails.
  ///
  /// - Parameter environment: entries `NAME=value`.
  /// - Returns: why it failed, in the words of the system.
  static func again(_ environment: [[UInt8]]) -> String {
    guard let arguments else { return "/proc/self/cmdline cannot be read" }
    let lists = [arguments, environment].map { entries in
      entries.map { strdup($0.map { CChar(truncatingIfNeeded: $0) } + [0]) } + [nil]
    }
    execve("/proc/self/exe", lists[0], lists[1])
    let reason = String(cString: strerror(errno))
    for list in lists { for entry in list { free(entry) } }
    return reason
  }
}
