import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct JointScenariosTests {
  private func correlation(_ first: [Double], _ second: [Double]) -> Double {
    func centred(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    let (a, b) = (centred(first), centred(second))
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  @Test(arguments: [nil, 5.0]) func obeysTheLawsOfSources(degrees: Double?) throws {
    var spec = JointSamples.spec()
    spec.degreesOfFreedom = degrees
    spec.correlations = [.init(first: .volatility, second: .skew, value: -0.4)]
    spec.acrossUnderlyings = 0.7
    checkScenarioSourceLaws(try JointSamples.source(spec, count: 3000))
  }

  @Test func obeysTheLawsOverHistory() throws {
    let panel = try ReturnPanel(
      try SyntheticPrices.history(["A", "B"], days: 400), factors: ["A", "B"])
    let past = try HistoricalReplay(panel, bars: 2)
    let source = try JointScenarios(past, try JointSamples.model(JointSamples.spec()), seed: 1)
    #expect(source.count == past.count && source.effectiveCount == past.effectiveCount)
    checkScenarioSourceLaws(source)
  }

  @Test func aLongerRunBeginsWithTheShorterForAnyThreads() throws {
    let short = try JointSamples.source(JointSamples.spec(), count: 1000).moves(0..<1000)
    let long = try JointSamples.source(JointSamples.spec(), count: 4000)
    #expect(long.moves(0..<1000, threads: 1) == short)
    #expect(long.moves(0..<1000, threads: 2) == short)
  }

  @Test func spotIsThatOfTheBaseToTheBit() throws {
    let base = try JointSamples.base(count: 2000)
    let source = try JointSamples.source(JointSamples.spec(), count: 2000)
    #expect(
      source.factors.map(\.name) == [
        "A", "B", "A.volatility", "A.skew", "A.basis", "A.funding", "B.volatility", "B.skew",
        "B.basis", "B.funding",
      ])
    let (alone, together) = (base.moves(0..<2000), source.moves(0..<2000))
    for factor in 0..<2 { #expect(alone.column(factor) == together.column(factor)) }
  }

  /// β s / √(β² s² + d²) for a normal spot of deviation s; five standard errors of a correlation,
  /// (1 − ρ²)/√n: false alarms below 1e-6 a comparison.
  @Test func correlationWithSpotIsTheImpliedOne() throws {
    let count = 100_000
    let source = try JointSamples.source(JointSamples.spec(), count: count)
    let moves = source.moves(0..<count)
    let spot = moves.column(0)
    let deviation = (spot.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    let root = 2.0.squareRoot()
    for (column, response, residual) in [
      (2, -1.2, 0.04 * root), (3, 0.2, 0.01 * root), (4, 0.08, 0.02 * root),
    ] {
      let own = response * deviation
      let implied = own / (own * own + residual * residual).squareRoot()
      let found = correlation(spot, moves.column(column))
      #expect(abs(found - implied) < 5 * (1 - implied * implied) / Double(count).squareRoot())
    }
  }

  @Test func residualsAreCorrelatedAsStated() throws {
    var spec = JointSamples.spec()
    spec.volatility?.level.response = .init(0)
    spec.skew?.response = .init(0)
    spec.correlations = [.init(first: .volatility, second: .skew, value: -0.4)]
    spec.acrossUnderlyings = 0.7
    let count = 100_000
    let moves = try JointSamples.source(spec, count: count).moves(0..<count)
    for (first, second, stated) in [(2, 3, -0.4), (2, 6, 0.7), (2, 7, -0.28), (2, 4, 0.0)] {
      let found = correlation(moves.column(first), moves.column(second))
      #expect(abs(found - stated) < 5 * (1 - stated * stated) / Double(count).squareRoot())
    }
  }

  /// A cut t law keeps the stated deviation, and has fatter tails.
  @Test func studentResidualsHaveUnitVariance() throws {
    var spec = JointSamples.spec()
    spec.volatility?.level.response = .init(0)
    let count = 100_000
    func squares(_ degrees: Double?) throws -> (variance: Double, fourth: Double) {
      spec.degreesOfFreedom = degrees
      let draws = try JointSamples.source(spec, count: count).moves(0..<count).column(2)
      let scaled = draws.map { $0 * $0 / (0.04 * 0.04 * 2) }
      return (
        scaled.reduce(0, +) / Double(count),
        scaled.reduce(0) { $0 + $1 * $1 } / Double(count)
      )
    }
    // The variance of z² is 2 for a normal law and 2 + 6/(ν − 4) for a t.
    #expect(abs(try squares(nil).variance - 1) < 5 * (2 / Double(count)).squareRoot())
    let student = try squares(9)
    #expect(abs(student.variance - 1) < 5 * (3.2 / Double(count)).squareRoot())
    #expect(student.fourth > 3.5)
  }

  @Test func nothingGoesBeyondItsLimit() throws {
    var spec = JointSamples.spec()
    spec.volatility?.level.limit = 0.03
    let draws = try JointSamples.source(spec, count: 1000).moves(0..<1000).column(2)
    #expect(draws.map(abs).max() == 0.03 && draws.contains { abs($0) < 0.03 })
  }

  @Test func aResponseAloneIsExact() throws {
    var spec = JointSamples.spec()
    spec.volatility?.level.residual = 0
    let moves = try JointSamples.source(spec, count: 500).moves(0..<500)
    for row in 0..<500 { #expect(moves[row, 2] == -1.2 * moves[row, 0]) }
  }
}
