internal import Glibc

/// What the system said when it refused something.
public struct SystemError: Error, Equatable {
  /// Its `errno`.
  public let code: Int32

  /// The error numbered `code`.
  public init(code: Int32) { self.code = code }

  fileprivate static var last: SystemError { SystemError(code: errno) }
}

/// Whole files as arrays, without a copy on the way.
///
/// - Verified by: FileBytesTests.
public enum FileBytes {
  private static let pieceSize = 1 << 16

  /// The bytes of a file, or of a pipe up to its end.
  ///
  /// - Throws: a `SystemError` when it cannot be opened or read.
  public static func read(_ path: String) throws(SystemError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .last }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .last }
    // One more than the size, so that the end of a plain file is seen at once.
    var bytes = try piece(of: file, upTo: max(Int(status.st_size), 0) + 1)
    if bytes.count <= Int(status.st_size) { return bytes }
    while true {
      let more = try piece(of: file, upTo: pieceSize)
      if more.isEmpty { return bytes }
      bytes.append(contentsOf: more)
    }
  }

  /// Writes a file that is not there yet.
  ///
  /// - Parameter isDurable: whether it is on the disk when this returns; else it may be lost when the
  ///   machine stops at once.
  /// - Throws: a `SystemError` when it is there, or cannot be made or written.
  public static func write(
    _ bytes: [UInt8], toNewFile path: String, isDurable: Bool = false
  ) throws(SystemError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .last }
    var failure: SystemError?
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = Glibc.write(file, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        if count < 0 {
          failure = .last
          return
        }
        done += count
      }
    }
    if isDurable, failure == nil, fsync(file) < 0 { failure = .last }
    if close(file) < 0, failure == nil { failure = .last }
    if let failure { throw failure }
  }

  /// Gives a file its place in one step, instead of what may be there.
  ///
  /// - Throws: a `SystemError` when it cannot be moved; what was there is untouched then.
  public static func move(_ path: String, to place: String) throws(SystemError) {
    guard rename(path, place) == 0 else { throw .last }
  }

  /// The next bytes of an open file: fewer than `limit` only at its end.
  private static func piece(of file: Int32, upTo limit: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      while count < limit {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[count..<limit])
        let got = Glibc.read(file, rest.baseAddress, rest.count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = .last }
        if got <= 0 { return }
        count += got
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
