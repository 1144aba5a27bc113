import FoundationEssentials
import PlimsollNumerics
import Synchronization
import Testing

@Suite struct WorkShareTests {
  private static func squares(_ share: WorkShare, key: String = "squares", calls: Calls? = nil)
    -> [Double]?
  {
    share.map(key: key, count: 10, threads: 2, workspace: {}) { index, _ in
      calls?.add(index)
      // Infinite, then positive and negative, at last -0.
      return index == 9 ? -0.0 : 1 / Double(index * index * (index % 2 == 0 ? 1 : -1))
    }
  }

  private final class Calls: Sendable {
    private let seen = Mutex<[Int]>([])
    func add(_ index: Int) { seen.withLock { $0.append(index) } }
    var sorted: [Int] { seen.withLock { $0.sorted() } }
  }

  private static func parts(of count: Int) throws -> [[String: Data]] {
    try (1...count).map { number in
      let share = WorkShare(doing: try #require(Shard(number, of: count)))
      #expect(squares(share) == nil)
      return share.results
    }
  }

  @Test(arguments: [1, 3, 10, 16]) func partsMakeTheWhole(count: Int) throws {
    let calls = Calls()
    let merged = Self.squares(WorkShare(from: try Self.parts(of: count)), calls: calls)
    let whole = try #require(Self.squares(WorkShare(from: [])))
    #expect(try #require(merged).map(\.bitPattern) == whole.map(\.bitPattern))
    #expect(calls.sorted.isEmpty)
  }

  @Test func aPartDoesItsOwnAlone() throws {
    let calls = Calls()
    _ = Self.squares(WorkShare(doing: try #require(Shard("2/3"))), calls: calls)
    #expect(calls.sorted == [3, 4, 5])
  }

  @Test func whatNoPartHoldsIsDoneHere() throws {
    let calls = Calls()
    let share = WorkShare(from: try Self.parts(of: 3))
    #expect(Self.squares(share, key: "others", calls: calls) != nil)
    #expect(calls.sorted == Array(0..<10))
  }

  @Test func aPartThatFailsKeepsNothing() throws {
    struct Failure: Error, Equatable {}
    let share = WorkShare(doing: try #require(Shard("1/2")))
    #expect(throws: Failure()) {
      _ = try share.pieces(key: "x", count: 4) { _ throws(Failure) -> [Int] in throw Failure() }
    }
    #expect(share.results.isEmpty)
  }

  @Test func partsOfOtherLengthAreNotUsed() throws {
    let share = WorkShare(from: try Self.parts(of: 2))
    let longer = share.map(key: "squares", count: 11, threads: 1, workspace: {}) { index, _ in
      Double(index)
    }
    #expect(longer == (0..<11).map(Double.init))
  }
}
