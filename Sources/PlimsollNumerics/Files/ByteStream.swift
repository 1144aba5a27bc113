internal import Glibc

/// A file or a pipe read piece by piece, as its bytes come.
///
/// - Verified by: TickFeedTests.
public final class ByteStream {
  private let file: Int32
  private let isOwned: Bool
  private static let pieceSize = 1 << 16

  /// The standard input.
  public init() {
    file = STDIN_FILENO
    isOwned = false
  }

  /// Opens a file.
  ///
  /// - Throws: a `SystemError` when it cannot be opened.
  public init(path: String) throws(SystemError) {
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemError(code: errno) }
    isOwned = true
  }

  deinit { if isOwned { close(file) } }

  /// Adds what is there to `bytes`; false at the end.
  ///
  /// A pipe gives what it has, and waits while it has nothing; a signal that the process catches ends
  /// the wait with nothing read.
  ///
  /// - Throws: a `SystemError` when it cannot be read.
  public func read(into bytes: inout [UInt8]) throws(SystemError) -> Bool {
    var failure: SystemError?
    var isAtEnd = false
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
      let got = Glibc.read(file, buffer.baseAddress, buffer.count)
      if got < 0, errno != EINTR { failure = SystemError(code: errno) }
      isAtEnd = got == 0
      count = max(0, got)
    }
    if let failure { throw failure }
    bytes.append(contentsOf: piece)
    return !isAtEnd
  }
}
