import PlimsollClearing
import Testing

@Suite struct CappedCollateralTests {
  @Test func haircutsMultiplyAndTheCapBinds() {
    let coin = CappedCollateral(
      asset: "BTC", quantity: 2, price: 100, haircut: 0.1, currencyHaircut: 0.5, cap: 80)
    #expect(coin.value == 200 && coin.afterHaircuts == 90 && coin.counted == 80)
    let dollars = CappedCollateral(asset: "USD", quantity: 5, price: 1)
    #expect([coin, dollars].counted == 85)
    #expect([coin, dollars].excess(over: 100) == -15)
  }
}
