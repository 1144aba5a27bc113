import PlimsollClearing
import Testing

@Suite struct PartialTearUpTests {
  @Test func holdersOfTheOtherSideAreTornUpInProportion() {
    let tearUp = PartialTearUp(
      [10, -6, 4, 0], against: [[-15, 2, 0, 1], [-5, -9, 0, 1], [8, 1, 3, -1]])
    // Ten long against shorts of 15 and 5; six short against longs of 2 and 1; four long against none.
    #expect(tearUp.torn == [[-7.5, 2, 0, 0], [-2.5, 0, 0, 0], [0, 1, 0, 0]])
    #expect(tearUp.open == [0, -3, 4, 0])
    #expect(tearUp.values(at: [2, 10, 1, 1]) == [35, 5, 10])
  }

  /// What is taken from the others and what stays open are what the defaulter held.
  @Test func quantitiesAreConserved() {
    let lost = [3.0, -7, 11]
    let held = [[-2.0, 4, -1], [-9, 9, -1], [5, -2, -30]]
    let tearUp = PartialTearUp(lost, against: held)
    for contract in lost.indices {
      let torn = tearUp.torn.reduce(0) { $0 + $1[contract] }
      #expect(abs(-torn + tearUp.open[contract] - lost[contract]) < 1e-12)
      for holder in held.indices {
        #expect(abs(tearUp.torn[holder][contract]) <= abs(held[holder][contract]))
      }
    }
  }
}
