/// One of several parts that a run is divided into, each done by a process of its own.
///
/// - Verified by: ShardTests.
public struct Shard: Sendable, Hashable, Codable {
  /// From one to `count`.
  public let number: Int
  /// The parts in all.
  public let count: Int

  /// A long loop is cut into about as many pieces, so more parts would have nothing to do.
  public static let most = 512

  /// Part `number` of `count`; nil unless 1 ≤ number ≤ count ≤ `most`.
  public init?(_ number: Int, of count: Int) {
    guard count >= 1, count <= Self.most, number >= 1, number <= count else { return nil }
    self.number = number
    self.count = count
  }

  /// Reads `I/N`, such as 3/8; nil for other text.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.allSatisfy({ "0123456789/".utf8.contains($0) }),
      let number = Int(parts[0]), let count = Int(parts[1])
    else { return nil }
    self.init(number, of: count)
  }

  /// Its part of `total` pieces of work: a run of them, no longer by more than one than another's.
  public func range(of total: Int) -> Range<Int> {
    (number - 1) * total / count..<number * total / count
  }
}

extension Shard: CustomStringConvertible {
  /// As it is read: 3/8.
  public var description: String { "\(number)/\(count)" }
}
