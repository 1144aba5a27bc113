public import FoundationEssentials
internal import Synchronization

/// Long work divided over several processes: in one that does a part, what that found; in the one that
/// puts the parts together, what all of them found.
///
/// A piece of long work goes by a key made of all that its results depend on, so that a part is used for
/// no other work than what it was done for. What no part holds is simply done where it is needed: the
/// answer is the same, later.
///
/// - Verified by: WorkShareTests.
public final class WorkShare: Sendable {
  /// The part that this process does; nil in the process that puts them together.
  public let shard: Shard?
  private let done = Mutex<[String: Data]>([:])
  /// Part by part, by key.
  private let parts: [[String: Data]]

  /// Does one part.
  public init(doing shard: Shard) {
    self.shard = shard
    parts = []
  }

  /// Puts parts together, given in their order.
  public init(from parts: [[String: Data]]) {
    shard = nil
    self.parts = parts
  }

  /// What has been done of this process's part, by key.
  public var results: [String: Data] { done.withLock { $0 } }

  /// f(0), …, f(count - 1) when all are known or can be worked out here; nil when this process does only
  /// its part of them.
  ///
  /// - Parameters: as for `Parallel.map`.
  public func map<T: Codable & Sendable, Workspace>(
    key: String, count: Int, threads: Int?, workspace: @Sendable () -> Workspace,
    _ f: @Sendable (Int, inout Workspace) -> T
  ) -> [T]? {
    pieces(key: key, count: count) { own in
      Parallel.map(count: own.count, threads: threads, workspace: workspace) { index, room in
        f(own.lowerBound + index, &room)
      }
    }
  }

  /// The results of all of `count` pieces of work when they are known or can be worked out here; nil when
  /// this process does only its part of them.
  ///
  /// - Parameter work: the results of a run of pieces, in their order.
  /// - Throws: what `work` throws.
  public func pieces<T: Codable, Failure: Error>(
    key: String, count: Int, _ work: (Range<Int>) throws(Failure) -> [T]
  ) throws(Failure) -> [T]? {
    if let shard {
      keep(try work(shard.range(of: count)), for: key)
      return nil
    }
    if let found = results(for: key, of: T.self), found.count == count { return found }
    return try work(0..<count)
  }

  /// Keeps this process's part of the results of some work.
  private func keep<T: Encodable>(_ results: [T], for key: String) {
    // Not a property list, which takes -0 and 0 for one number.
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      keep(try encoder.encode(results), for: key)
    } catch {
      preconditionFailure("results hold only numbers and text: \(error)")
    }
  }

  /// The results of some work, those of all parts one after another; nil when a part does not hold
  /// its own.
  private func results<T: Decodable>(for key: String, of kind: T.Type) -> [T]? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let parts = bytes(for: key) else { return nil }
    var all: [T] = []
    for part in parts {
      guard let some = try? decoder.decode([T].self, from: part) else { return nil }
      all += some
    }
    return all
  }

  /// Keeps the bytes of this process's part of the results of some work.
  public func keep(_ bytes: Data, for key: String) { done.withLock { $0[key] = bytes } }

  /// Part by part, the bytes of the results of some work; nil when a part does not hold its own.
  public func bytes(for key: String) -> [Data]? {
    let found = parts.compactMap { $0[key] }
    return found.isEmpty || found.count < parts.count ? nil : found
  }
}
