import Benchmark
import Plimsoll

/// Tails of P&L.
func marginKernels() {
  guard let level = ConfidenceLevel(0.99) else { return }
  let gains = normals(10_000)
  kernel("expected-shortfall-10000") {
    let pnl = PnLVector(gains)
    return { blackHole(pnl.expectedShortfall(at: level)) }
  }
  let unit = normals(10_000)
  kernel("what-if-10000") {
    var tail = TailAfterTrade(count: gains.count, level: level)
    return { blackHole(tail.losses(of: gains, adding: 0.02, of: unit)) }
  }
  kernel("black76-price-1000") {
    let options = (0..<1000).map {
      Black76(
        forward: 100, strike: 60 + 0.08 * Double($0), yearsToExpiry: 0.25, volatility: 0.6)
    }
    return { blackHole(options.reduce(0) { $0 + $1.price(.call) }) }
  }
}
