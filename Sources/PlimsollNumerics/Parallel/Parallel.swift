internal import Dispatch
internal import Foundation
internal import Synchronization

/// The one place that starts threads.
///
/// - Verified by: ParallelTests.
public enum Parallel {
  /// f(0), ..., f(count - 1) in this order, computed on several threads.
  ///
  /// The result does not depend on the number of threads as long as f does not. A thread that is
  /// free takes the next index, so uneven pieces of work balance. After an error no further index
  /// is taken.
  ///
  /// Edge cases: calls may be nested; the inner one shares the threads of the outer.
  ///
  /// - Parameters:
  ///   - count: the number of calls, at least zero.
  ///   - threads: the most threads to use, at least one; nil means as many as there are cores. One
  ///     runs in the caller.
  ///   - f: the function, called once for every index.
  /// - Throws: the error of the lowest index that failed.
  public static func map<T: Sendable>(
    count: Int, threads: Int?, _ f: @Sendable (Int) throws -> T
  ) rethrows -> [T] {
    try collect(count: count, threads: threads, workspace: {}) { index, _ in try f(index) }
  }

  /// As `map`, with room to work in that a thread keeps from one index to the next.
  ///
  /// What f leaves in the workspace must not change what it answers to the next index.
  ///
  /// - Parameter workspace: makes the room, once a thread.
  public static func map<T: Sendable, Workspace>(
    count: Int, threads: Int?, workspace: @Sendable () -> Workspace,
    _ f: @Sendable (Int, inout Workspace) -> T
  ) -> [T] {
    collect(count: count, threads: threads, workspace: workspace, f)
  }

  /// The number of cores this process may use.
  public static var availableThreads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  private static func collect<T: Sendable, Workspace, E: Error>(
    count: Int, threads: Int?, workspace: @Sendable () -> Workspace,
    _ f: @Sendable (Int, inout Workspace) throws(E) -> T
  ) throws(E) -> [T] {
    precondition(count >= 0, "\(count) calls")
    precondition((threads ?? 1) >= 1, "\(threads ?? 1) threads")
    var results: [T] = []
    results.reserveCapacity(count)
    let workers = min(threads ?? availableThreads, count)
    if workers <= 1 {
      var room = workspace()
      for index in 0..<count { results.append(try f(index, &room)) }
      return results
    }
    // Indices are taken in order, so every index below one that failed has been computed.
    for slot in slots(count: count, workers: workers, workspace: workspace, f) {
      guard let slot else { break }
      results.append(try slot.get())
    }
    return results
  }

  /// The result of every index that was taken.
  private static func slots<T: Sendable, Workspace, E: Error>(
    count: Int, workers: Int, workspace: @Sendable () -> Workspace,
    _ f: @Sendable (Int, inout Workspace) throws(E) -> T
  ) -> [Result<T, E>?] {
    var slots = [Result<T, E>?](repeating: nil, count: count)
    slots.withUnsafeMutableBufferPointer { buffer in
      // Safe: an index is taken once, and is a place in memory of its own.
      nonisolated(unsafe) let places = buffer
      let next = Atomic<Int>(0)
      let failed = Atomic<Bool>(false)
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        var room = workspace()
        while !failed.load(ordering: .relaxed) {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          do throws(E) {
            places[index] = .success(try f(index, &room))
          } catch {
            places[index] = .failure(error)
            failed.store(true, ordering: .relaxed)
          }
        }
      }
    }
    return slots
  }
}
