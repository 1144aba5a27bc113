internal import Synchronization

/// Answers kept so that each is worked out once, however many threads ask.
///
/// Who asks for an answer that another thread is working out waits for it; other answers are not
/// held up. A failure is kept as an answer is.
///
/// - Verified by: MemoTests.
public final class Memo<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
  /// One answer; its lock is held while it is worked out.
  private final class Entry: Sendable {
    let result = Mutex<Result<Value, Failure>?>(nil)
  }

  private let entries = Mutex<[Key: Entry]>([:])

  /// Nothing known.
  public init() {}

  /// How many answers were asked for, each counted once.
  public var count: Int { entries.withLock(\.count) }

  /// The answer for `key`, worked out by `work` unless it is known.
  ///
  /// - Parameter work: must give the same for the same key, and not ask this memo for that key.
  public func value(
    for key: Key, _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let entry = entries.withLock { entries in
      if let known = entries[key] { return known }
      let new = Entry()
      entries[key] = new
      return new
    }
    return try entry.result.withLock { known in
      if let known { return known }
      let result = Result<Value, Failure> { () throws(Failure) in try work() }
      known = result
      return result
    }.get()
  }
}
