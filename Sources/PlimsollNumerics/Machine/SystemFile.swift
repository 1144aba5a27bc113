internal import Glibc

/// Small files that the kernel makes up as they are read, such as those of `/proc`.
///
/// - Verified by: SystemFileTests.
enum SystemFile {
  /// The bytes of a file; nil when it is not there or cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return content }
      content += chunk[..<count]
    }
  }

  /// The text of a file; nil when it is not there or cannot be read.
  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }
}
