internal import Foundation

/// Where events go as they happen: a file, and whoever listens.
public final class MonitorLog {
  /// Bytes that have gone to the file, or would have.
  public private(set) var written = 0
  /// Why the file, a checkpoint beside it or the listener could not be written to; nil when they could.
  public internal(set) var failure: OutputError?
  private let path: String?
  private let listener: ((String) throws(OutputError) -> Void)?
  private var file: FileHandle?

  /// A log; nil keeps no file.
  public init(path: String? = nil, listener: ((String) throws(OutputError) -> Void)? = nil) {
    self.path = path
    self.listener = listener
  }

  /// Makes the file, or cuts off what an earlier run wrote after its checkpoint.
  ///
  /// - Parameter kept: bytes that are kept; nil starts anew.
  func open(keeping kept: Int?) {
    written = kept ?? 0
    guard let path else { return }
    let place = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      if kept == nil { try Data().write(to: place) }
      let opened = try FileHandle(forUpdating: place)
      guard try opened.seekToEnd() >= UInt64(written) else {
        failure = OutputError(
          path: path, reason: "it is shorter than the checkpoint says",
          remedy: "Put back the file that the checkpoint belongs to, or start without --resume.")
        return
      }
      try opened.truncate(atOffset: UInt64(written))
      file = opened
    } catch {
      failure = OutputError(path: path, cause: error)
    }
  }

  /// Passes a line on.
  func add(_ line: String) {
    do throws(OutputError) {
      try listener?(line)
    } catch {
      failure = failure ?? error
    }
    let data = Data(line.utf8)
    written += data.count
    guard let file, let path, failure == nil else { return }
    do {
      try file.write(contentsOf: data)
    } catch {
      failure = OutputError(path: path, cause: error)
    }
  }

  /// Sees to it that what has gone out is on the disk.
  func flush() {
    do {
      try file?.synchronize()
    } catch {
      failure = failure ?? OutputError(path: path ?? "", cause: error)
    }
  }
}
