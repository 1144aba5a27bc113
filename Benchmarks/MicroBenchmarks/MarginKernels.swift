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
    {
      var changed = gains
      VectorMath.addProduct(&changed, at: 0, 0.02, unit, from: 0, count: unit.count)
      blackHole(PnLVector(changed).expectedShortfall(at: level))
    }
  }
  kernel("black76-price-1000") {
    let options = (0..<1000).map {
      Black76(
        forward: 100, strike: 60 + 0.08 * Double($0), yearsToExpiry: 0.25, volatility: 0.6)
    }
    return { blackHole(options.reduce(0) { $0 + $1.price(.call) }) }
  }
}
