/// The limits that a container or a service puts on a process: the tightest of its control group
/// and of the groups around it.
///
/// - Source: Linux, Documentation/admin-guide/cgroup-v2.rst, `cpu.max` and `memory.max`.
/// - Verified by: ControlGroupTests.
struct ControlGroup: Equatable {
  /// Processor time a second, in cores; nil without a limit.
  var cores: Double?
  /// Bytes; nil without a limit.
  var memory: Int?

  private static let root = "/sys/fs/cgroup"

  /// The limits on this process.
  ///
  /// - Parameter text: the content of a file, nil when there is none.
  init(text: (_ path: String) -> String?) {
    var group = Self.path(in: text("/proc/self/cgroup") ?? "")
    while true {
      if let limit = Self.cores(text("\(Self.root)\(group)/cpu.max")) {
        cores = min(cores ?? limit, limit)
      }
      if let limit = Self.memory(text("\(Self.root)\(group)/memory.max")) {
        memory = min(memory ?? limit, limit)
      }
      guard let slash = group.lastIndex(of: "/") else { return }
      group = String(group[..<slash])
    }
  }

  /// The path of the group, without a slash at its end: the line `0::/path`.
  private static func path(in text: String) -> String {
    let line = text.split(separator: "\n").first { $0.hasPrefix("0::/") } ?? "0::"
    let path = line.dropFirst(3)
    return String(path.hasSuffix("/") ? path.dropLast() : path)
  }

  /// `150000 100000` is one core and a half; `max 100000` no limit.
  private static func cores(_ text: String?) -> Double? {
    let words = (text ?? "").split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      period > 0
    else { return nil }
    return quota / period
  }

  private static func memory(_ text: String?) -> Int? {
    (text ?? "").split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}
