internal import Glibc

/// A folder that a running process holds: the lock goes when the process does, however it ends.
///
/// - Source: flock(2).
/// - Verified by: StagingFolderTests.
public final class FolderLock: Sendable {
  private let file: Int32

  /// Takes the lock; nil when another holds it, or the folder is not there or has no locks.
  public init?(_ path: String) {
    file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      return nil
    }
  }

  deinit { close(file) }
}
