import PlimsollMarket
import Testing

@Suite struct HaircutTests {
  private static let haircut = Haircut(fractions: ["BTC": 0.1, "USDC": 0.02], defaultFraction: 0.5)

  @Test(arguments: [
    ("BTC", 2, 100, 180), ("USDC", 1000, 1, 980), ("DOGE", 10, 0.5, 2.5), ("USD", 1000, 1, 1000),
    ("BTC", -2, 100, -200), ("DOGE", -10, 0.5, -5), ("USD", -1000, 1, -1000), ("BTC", 0, 100, 0),
  ]) func whatCollateralCountsFor(asset: String, amount: Double, price: Double, value: Double) {
    let collateral = Collateral(asset: asset == "USD" ? nil : RiskFactor(asset), amount: amount)
    #expect(collateral.name == asset)
    #expect(abs(Self.haircut.value(of: collateral, price: price) - value) < 1e-12)
  }

  @Test func fractions() {
    #expect(Self.haircut.fraction(for: nil) == 0)
    #expect(Self.haircut.fraction(for: "BTC") == 0.1)
    #expect(Self.haircut.fraction(for: "SOL") == 0.5)
    #expect(Haircut.none.fraction(for: "SOL") == 0)
    #expect(Haircut(fractions: ["USD": 0.3], defaultFraction: 1).fraction(for: nil) == 0)
  }
}
