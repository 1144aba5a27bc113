import PlimsollClearing
import PlimsollNumerics
import Testing

@Suite struct GainsHaircuttingTests {
  @Test func winnersAreCutByOneRatio() {
    let margin = VariationMargin(["A": 100, "B": 50, "C": -150])
    #expect(margin.gains == 150 && margin.payments == 150)
    let cut = margin.haircut(toFill: 30)
    #expect(cut.ratio == 0.2)
    #expect(cut.paid == [80, 40, -150])
    #expect(cut.haircuts == [20, 10, 0])
    #expect(cut.absorbed == 30 && cut.unfunded == 0)
  }

  @Test func withoutGainsNothingIsFilled() {
    let cut = GainsHaircutting([-5, 0], shortfall: 7)
    #expect(cut.ratio == 0 && cut.unfunded == 7 && cut.paid == [-5, 0])
    #expect(GainsHaircutting([], shortfall: 0).unfunded == 0)
  }

  /// Payments to winners plus haircuts are their gains, in whole cents.
  @Test func paymentsAndHaircutsAreTheGains() {
    for seed in 0..<300 {
      var draw = RandomWorld.Draw(stream: RandomStream(seed: UInt64(seed), stream: 8))
      let gains = (0..<draw.count(1...9)).map { _ in draw.cents(1000) - 400 }
      let shortfall = draw.cents(3000)
      let cut = GainsHaircutting(gains, shortfall: shortfall, unit: 1)
      let winners = gains.filter { $0 > 0 }.reduce(0, +)
      #expect(cut.haircuts.reduce(0, +) == cut.absorbed)
      #expect(cut.absorbed + cut.unfunded == shortfall)
      #expect(cut.paid.filter { $0 > 0 }.reduce(0, +) + cut.haircuts.reduce(0, +) == winners)
      #expect(zip(gains, cut.paid).allSatisfy { $0 < 0 ? $0 == $1 : $1 >= 0 && $1 <= $0 })
    }
  }
}
