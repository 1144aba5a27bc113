import Plimsoll

extension ReferenceMethod {
  /// Options revalued in full under a lognormal move: state by state, and as a loss law.
  static let fullRevaluation = ReferenceMethod(
    prefix: "montecarlo-full-reval-", key: "pnl_at_z"
  ) { expected in
    let book = try OptionBook(expected.file)
    let initial = expected["initial_value"]
    initial.settle(
      Tolerance(relative: 1e-10).share(book.initialValue, try initial.number()),
      "\(book.initialValue)")
    for row in expected["pnl_at_z"].elements {
      let z = try row["z"].number()
      row["pnl"].agrees(with: book.pnl(z), as: "pnl_at_z")
      row["pnl"].agrees(with: book.gains([z]).gains[0], as: "pnl_at_z")
    }
    let law = LossLaw { -book.pnl($0) }
    let mean = -law.integral(above: -.infinity) { $0 }
    let expectedMean = expected["expected_pnl"]
    expectedMean.settle(
      Tolerance(relative: 1e-7, absolute: 1e-6).share(mean, try expectedMean.number()), "\(mean)")

    let stream = RandomStream(seed: 1, stream: 0)
    let count = 400_000
    let draw = book.gains((0..<count).map { stream.normal(scenario: $0, dimension: 0) })
    for row in expected["levels"].elements {
      try checkLevel(row, law, draw)
    }
  }

  private static func checkLevel(_ row: Expected, _ law: LossLaw, _ draw: PnLVector) throws {
    let level = try row["alpha"].level()
    let exceedance = 1 - level.value
    guard let bound = law.quantile(exceedance: exceedance) else {
      throw ReferenceError.input("legs")
    }
    let shortfall = law.integral(above: bound) { $0 } / exceedance
    row["VaR"].agrees(with: bound)
    row["ES"].agrees(with: shortfall)
    let tail = LossTail(draw, level: level)
    let root = Double(draw.gains.count).squareRoot()
    for (key, estimate) in [("VaR", tail.valueAtRisk), ("ES", tail.expectedShortfall)] {
      row[key].agrees(
        withEstimate: estimate.value, standardError: try row["se_\(key)_sqrtN"].number() / root)
    }
    let own = Tolerance(relative: 1e-6)
    for (boundary, z) in zip(row["boundary_z"].elements, law.boundaries(bound)) {
      boundary.settle(own.share(z, try boundary.number()), "\(z)")
    }
    let density = law.density(bound)
    let spread = law.integral(above: bound) { ($0 - shortfall) * ($0 - shortfall) } / exceedance
    let excess = shortfall - bound
    for (key, value) in [
      ("density_at_VaR", density),
      ("se_VaR_sqrtN", (level.value * exceedance).squareRoot() / density),
      ("se_ES_sqrtN", ((spread + level.value * excess * excess) / exceedance).squareRoot()),
    ] where row[key].value != nil {
      row[key].settle(own.share(value, try row[key].number()), "\(value)")
    }
  }
}
