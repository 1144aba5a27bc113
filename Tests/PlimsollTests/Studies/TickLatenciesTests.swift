import Plimsoll
import Testing

@Suite struct TickLatenciesTests {
  @Test func quantilesAreWithinASixteenth() {
    var latencies = TickLatencies()
    for value in 1...100_000 { latencies.add(value) }
    for part in [0.01, 0.5, 0.9, 0.99] {
      let exact = part * 100_000
      let found = Double(latencies.quantile(part))
      #expect(found >= exact && found <= exact * 17 / 16 + 1)
    }
    #expect(latencies.quantile(1) == 100_000 && latencies.longest == 100_000)
  }

  @Test func fewAndNone() {
    var latencies = TickLatencies()
    #expect(latencies.quantile(0.5) == 0 && latencies.longest == 0)
    latencies.add(0)
    latencies.add(-5)
    latencies.add(Int.max)
    #expect(latencies.count == 3 && latencies.quantile(0.5) == 0)
    #expect(latencies.quantile(0.99) == Int.max)
  }
}
