import PlimsollClearing
import PlimsollNumerics
import Testing

@Suite struct ObligationsTests {
  @Test func aRingNetsToNothing() {
    let ring = Obligations(
      participants: ["a", "b", "c"], owed: [[9, 10, 0], [0, 0, 10], [10, 0, 0]])
    // The debt to oneself does not count; pairs owe one way only.
    #expect(ring.gross == 30 && ring.bilateralNet.gross == 30 && ring.bilateralRatio == 0)
    #expect(ring.multilateralNet == [0, 0, 0] && ring.multilateralRatio == 1)
  }

  @Test func withoutDebtsNothingNets() {
    let none = Obligations(participants: ["a"], owed: [[0]])
    #expect(none.bilateralRatio == 0 && none.multilateralRatio == 0)
  }

  @Test func lawsOfNetting() {
    for seed in 0..<200 {
      var draw = RandomWorld.Draw(stream: RandomStream(seed: UInt64(seed), stream: 9))
      let count = draw.count(2...7)
      let all = Obligations(
        participants: (0..<count).map { "p\($0)" },
        owed: (0..<count).map { _ in (0..<count).map { _ in draw.cents(500) } })
      let net = all.bilateralNet
      #expect(all.multilateralNet.reduce(0, +) == 0)
      #expect(net.multilateralNet == all.multilateralNet)
      #expect(all.multilateralPayments <= net.gross && net.gross <= all.gross)
      for row in 0..<count {
        for column in 0..<count { #expect(min(net.owed[row][column], net.owed[column][row]) == 0) }
      }
    }
  }
}
