import PlimsollClearing
import PlimsollNumerics
import Testing

@Suite struct FundAllocationTests {
  @Test func inProportionWithoutAFloor() {
    #expect(FundAllocation.shares(of: 100, weights: [1, 3]) == [25, 75])
    #expect(FundAllocation.shares(of: 100, weights: [0, 0]) == [50, 50])
    #expect(FundAllocation.shares(of: 100, weights: []) == [])
  }

  @Test func whoeverIsBelowTheFloorPaysIt() {
    #expect(FundAllocation.shares(of: 100, weights: [0, 1, 9], floor: 20) == [20, 20, 60])
    // A fund below the floors together grows to them.
    #expect(FundAllocation.shares(of: 10, weights: [1, 2, 3], floor: 5) == [5, 5, 5])
    // Of 100 by 10, 11, 79: the first two are below 15, and the third pays the rest.
    #expect(FundAllocation.shares(of: 100, weights: [10, 11, 79], floor: 15) == [15, 15, 70])
  }

  @Test func centsAddUp() {
    for seed in 0..<300 {
      var draw = RandomWorld.Draw(stream: RandomStream(seed: UInt64(seed), stream: 10))
      let weights = (0..<draw.count(1...12)).map { _ in draw.cents(50) }
      let (size, floor) = (draw.cents(10_000), draw.cents(900))
      let shares = FundAllocation.shares(of: size, weights: weights, floor: floor, unit: 1)
      #expect(shares.reduce(0, +) == max(size, floor * Double(weights.count)))
      #expect(shares.allSatisfy { $0 >= floor && $0 == $0.rounded() })
    }
  }
}
