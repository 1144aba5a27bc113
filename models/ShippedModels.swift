import Glibc

/// The rules, specs and sample books that travel with the toolkit.
///
/// SwiftPM copies this folder beside the executable; a checkout serves as it is.
public enum ShippedModels {
  /// The folder that SwiftPM copies the files to, beside the executable.
  private static let bundle = "plimsoll_ShippedModels.resources"

  /// The path of a shipped file or folder such as `rules/shortfall.yaml`; nil when it is not there.
  public static func path(_ name: String) -> String? {
    [besideExecutable, checkout].compactMap { $0.map { "\($0)/\(name)" } }
      .first { unsafe access($0, R_OK) == 0 }
  }

  private static var besideExecutable: String? {
    executable.map { "\($0)/\(bundle)" }
  }

  /// The folder of the running program.
  private static var executable: String? {
    guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe folder(of: String(cString: path))
  }

  private static var checkout: String? { folder(of: #filePath) }

  private static func folder(of path: String) -> String? {
    path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}
