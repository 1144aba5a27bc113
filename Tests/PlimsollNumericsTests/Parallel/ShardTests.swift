import PlimsollNumerics
import Testing

@Suite struct ShardTests {
  @Test func readsWhatItPrints() throws {
    let shard = try #require(Shard("3/8"))
    #expect(shard.number == 3)
    #expect(shard.count == 8)
    #expect(Shard(shard.description) == shard)
    #expect(Shard("512/512") != nil)
  }

  @Test(arguments: [
    "", "3", "0/8", "9/8", "3/0", "-1/8", "3/8/1", "3 / 8", "a/b", "1/513", "/8", "3/", "+1/8",
    "99999999999999999999/99999999999999999999",
  ])
  func refusesOtherText(_ text: String) { #expect(Shard(text) == nil) }

  @Test(arguments: [0, 1, 7, 8, 9, 1_000], [1, 3, 8, 512])
  func partsCoverEverythingOnce(total: Int, count: Int) throws {
    var next = 0
    for number in 1...count {
      let range = try #require(Shard(number, of: count)).range(of: total)
      #expect(range.lowerBound == next)
      #expect((total / count...(total / count + 1)).contains(range.count))
      next = range.upperBound
    }
    #expect(next == total)
  }
}
