import PlimsollClearing
import Testing

@Suite struct ProRataTests {
  @Test func splitsInProportion() {
    #expect(ProRata.shares(of: 25, weights: [20, 15, 10, 5]) == [10, 7.5, 5, 2.5])
    #expect(ProRata.shares(of: 25, weights: [0, 0]) == [0, 0])
  }

  @Test func largestRemaindersAreRoundedUpAndTiesGoToTheFirst() {
    // Thirds of a dollar: 33.33 each, and one cent over.
    let cents = ProRata.shares(of: 1, weights: [1, 1, 1], unit: 0.01).map { ($0 * 100).rounded() }
    #expect(cents == [34, 33, 33])
    // 1.00 over 1 : 2 is 33.33… and 66.66…: the second has the larger remainder.
    let uneven = ProRata.shares(of: 1, weights: [1, 2], unit: 0.01).map { ($0 * 100).rounded() }
    #expect(uneven == [33, 67])
  }

  @Test func nothingIsLostToRounding() {
    for count in 1..<60 {
      let weights = (0..<count).map { Double(($0 * 7_919 + 13) % 101) }
      let amount = Double(count * 7_777) / 100
      let cents = ProRata.shares(of: amount, weights: weights, unit: 0.01)
        .map { ($0 * 100).rounded() }
      guard weights.contains(where: { $0 > 0 }) else { continue }
      #expect(cents.reduce(0, +) == (amount * 100).rounded())
    }
  }
}
