internal import FoundationEssentials
internal import PlimsollNumerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// An output that could not be written.
public struct OutputError: Error, Equatable, CustomStringConvertible {
  /// The file or folder asked for.
  public let path: String
  /// What the system said, and on a line of its own what to do about it.
  public let reason: String

  /// Both facts, as a person reads them.
  public var description: String { "cannot write \(path): \(reason)" }

  init(path: String, reason: String, remedy: String) {
    self.path = path
    self.reason = "\(reason)\n  \(remedy)"
  }

  init(path: String, cause: any Error) {
    let error = (cause as? POSIXError) ?? ((cause as? CocoaError)?.underlying as? POSIXError)
    let code = (cause as? SystemError).flatMap { POSIXError.Code(rawValue: $0.code) }
    let (reason, remedy) = Self.explanation(of: code ?? error?.code)
    self.init(path: path, reason: reason ?? "\(cause)", remedy: remedy)
  }

  /// A folder stands where a file should be written.
  static func isFolder(_ path: String) -> OutputError {
    OutputError(path: path, cause: POSIXError(.EISDIR))
  }

  private static func explanation(of code: POSIXError.Code?) -> (String?, String) {
    let elsewhere = "choose another place with -o"
    return switch code {
    case .ENOSPC: ("no space left on device", "Free some space there, or \(elsewhere).")
    case .EDQUOT: ("disk quota exceeded", "Free some space there, or \(elsewhere).")
    case .EFBIG:
      ("file larger than allowed", "Raise the limit on file sizes (ulimit -f), or \(elsewhere).")
    case .EIO: ("input/output error", "Check the disk, or \(elsewhere).")
    case .EACCES: ("permission denied", "Ask for the right to write there, or \(elsewhere).")
    case .EPERM: ("operation not permitted", "Ask for the right to write there, or \(elsewhere).")
    case .EROFS: ("read-only file system", "Mount it for writing, or \(elsewhere).")
    case .ENOTDIR: ("not a directory", "A part of the path is a file; \(elsewhere).")
    case .EISDIR: ("is a directory", "Name a file, or \(elsewhere).")
    case .ENOENT: ("no such file or directory", "The folder cannot be made; \(elsewhere).")
    case .ENAMETOOLONG: ("file name too long", "Shorten the name, or \(elsewhere).")
    case .some(let other): ("system error \(other.rawValue)", "Check the path, or \(elsewhere).")
    case nil: (nil, "Check the path, or \(elsewhere).")
    }
  }
}
