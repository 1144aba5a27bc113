import PlimsollMarket
import PlimsollNumerics
import TestBooks
import Testing

@testable import PlimsollScenarios

@Suite struct VarianceReducedTests {
  private static let names = ["A", "B", "C"]

  private func model(_ degrees: Double? = nil) -> RiskModel {
    var correlation = Matrix.identity(3)
    for (i, j, value) in [(0, 1, 0.7), (0, 2, -0.2), (1, 2, 0.3)] {
      correlation[i, j] = value
      correlation[j, i] = value
    }
    return RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: Self.names.enumerated().map { number, name in
        FactorModel(
          factor: RiskFactor(name),
          volatility: VolatilityModel(model: .constant, perBar: 0.02 * Double(number + 1)),
          innovations: degrees.map {
            .studentT(StudentTInnovations(degreesOfFreedom: $0, cut: 1e6))
          } ?? .normal)
      }, dependence: Dependence(correlation: correlation, degreesOfFreedom: degrees))
  }

  /// Of a loss with slopes and one strong curvature.
  private func quadratic(_ model: RiskModel) throws -> LossQuadratic {
    LossQuadratic(
      still: -0.5, down: [2, -1, 3], up: [-1.5, 1.5, 2], reach: 3,
      factor: try model.dependence.factor())
  }

  private func source(
    _ sampling: Sampling, degrees: Double? = nil, bars: Int, count: Int, seed: UInt64 = 9
  ) throws -> VarianceReduced {
    let model = model(degrees)
    let quadratic = try quadratic(model)
    let twist = TailTwist(quadratic.form, toLoss: 6, degreesOfFreedom: degrees)
    return try VarianceReduced(
      model, bars: bars, count: count, seed: seed, sampling: sampling, quadratic: quadratic,
      twist: sampling.isTwisted ? twist : nil)
  }

  @Test(arguments: Sampling.allCases, [1, 3])
  func obeysTheLawsOfSources(sampling: Sampling, bars: Int) throws {
    for degrees in [nil, 4] as [Double?] {
      checkScenarioSourceLaws(try source(sampling, degrees: degrees, bars: bars, count: 3008))
    }
  }

  /// Weights are between nothing and ten and have mean one; weighted moments are the model's. Within
  /// eight standard errors, a false alarm in 1e-6 by a t law of fifteen degrees.
  @Test(arguments: Sampling.allCases, [nil, 5] as [Double?])
  func weightedMomentsAreTheModels(sampling: Sampling, degrees: Double?) throws {
    for bars in [1, 3] {
      let count = 1 << 13
      let drawn = try draw(try source(sampling, degrees: degrees, bars: bars, count: count))
      #expect(drawn.weights.allSatisfy { $0 > 0 && $0 <= 10.000_001 })
      let ones = Spread(drawn.weights, sampling)
      #expect(ones.isNear(1), "weights: \(ones)")
      for i in 0..<3 {
        let deviation = 0.02 * Double(i + 1) * Double(bars).squareRoot()
        let mean = Spread(zip(drawn.weights, drawn.moves[i]).map { $0 * $1 / deviation }, sampling)
        #expect(mean.isNear(0), "mean of \(i): \(mean)")
        let square = Spread(
          zip(drawn.weights, drawn.moves[i]).map { $0 * $1 * $1 / deviation / deviation }, sampling)
        #expect(square.isNear(1), "variance of \(i) over \(bars): \(square)")
        for j in 0..<i {
          let other = 0.02 * Double(j + 1) * Double(bars).squareRoot()
          let product = Spread(
            drawn.weights.indices.map {
              drawn.weights[$0] * drawn.moves[i][$0] * drawn.moves[j][$0] / deviation / other
            }, sampling)
          #expect(product.isNear(model(degrees).dependence.correlation[i, j]), "\(i) with \(j)")
        }
      }
    }
  }

  /// The control is the quadratic of the same numbers: weighted, its tail has its law's probability.
  @Test(arguments: Sampling.allCases) func theControlHasItsLaw(sampling: Sampling) throws {
    for bars in [1, 3] {
      let source = try source(sampling, bars: bars, count: 1 << 15)
      let form = try #require(source.control)
      let drawn = try draw(source)
      for x in [1.0, 2, 4] {
        let share = Spread(
          zip(drawn.weights, drawn.controls).map { $1 > x ? $0 : 0 }, sampling)
        #expect(share.isNear(form.tail(at: x).survival), "beyond \(x): \(share)")
      }
    }
    #expect(try source(.plain, degrees: 4, bars: 1, count: 1).control == nil)
  }

  /// A linear book hangs on one number; every loading is a factor of the correlation, and the form is
  /// the loss at any of the model's numbers.
  @Test func theQuadraticIsTheLoss() throws {
    let factor = try model().dependence.factor()
    for (down, up) in [([2.0, -1, 3], [-1.5, 1.5, 2]), ([1, 2, -4], [-1, -2, 4])] {
      let isLinear = up == [-1, -2, 4]
      let still = isLinear ? 0 : -0.5
      let quadratic = LossQuadratic(still: still, down: down, up: up, reach: 3, factor: factor)
      let product = quadratic.loading.multiplied(by: quadratic.loading.transposed)
      let correlation = model().dependence.correlation
      for (one, other) in zip(product.storage, correlation.storage) {
        #expect(abs(one - other) < 1e-12)
      }
      if isLinear {
        #expect(quadratic.form.linear.filter { $0 != 0 }.count == 1)
        #expect(quadratic.form.curvature == [0, 0, 0])
      }
      #expect(quadratic.form.linear.allSatisfy { $0 >= 0 })
      let numbers = [0.3, -1.2, 2]
      let correlated = quadratic.loading.multiplied(by: numbers)
      var loss = still
      for i in 0..<3 {
        let (slope, curve) = ((up[i] - down[i]) / 6, (up[i] + down[i] - 2 * still) / 18)
        loss += correlated[i] * (slope + curve * correlated[i])
      }
      var form = quadratic.form.constant
      for i in 0..<3 {
        form += numbers[i] * (quadratic.form.linear[i] + quadratic.form.curvature[i] * numbers[i])
      }
      #expect(abs(form - loss) < 1e-12)
    }
  }

  /// A linear book's twist is (x − c)/|b|², and under it the mean loss is the target.
  @Test func aLinearTwist() throws {
    let form = QuadraticForm(constant: 1, linear: [3, 4], curvature: [0, 0])
    let twist = try #require(TailTwist(form, toLoss: 51, degreesOfFreedom: nil))
    #expect(abs(twist.twist - 2) < 1e-12 && twist.stretch == 1)
    #expect(abs(twist.shifts[0] - 6) < 1e-12 && abs(twist.shifts[1] - 8) < 1e-12)
    let heavy = try #require(TailTwist(form, toLoss: 51, degreesOfFreedom: 4))
    #expect(heavy.stretch > 1)
    #expect(TailTwist(form, toLoss: 0.5, degreesOfFreedom: nil) == nil)
    let most = QuadraticForm(constant: 0, linear: [0], curvature: [-1])
    #expect(TailTwist(most, toLoss: 1, degreesOfFreedom: nil) == nil)
  }

  @Test func aLongerRunBeginsWithTheShorter() throws {
    for sampling in Sampling.allCases {
      let short = try source(sampling, degrees: 4, bars: 2, count: 256).moves(0..<256)
      #expect(try source(sampling, degrees: 4, bars: 2, count: 4096).moves(0..<256) == short)
      #expect(
        try source(sampling, degrees: 4, bars: 2, count: 256, seed: 8).moves(0..<256) != short)
    }
  }

  /// Pairs mirror each other under symmetric laws.
  @Test func antitheticPairsMirror() throws {
    let moves = try source(.antithetic, bars: 2, count: 100).moves(0..<100)
    for pair in 0..<50 {
      for factor in 0..<3 {
        #expect(abs(moves[2 * pair, factor] + moves[2 * pair + 1, factor]) < 1e-15)
      }
    }
  }

  /// Three factors over 400 steps need more numbers than there are Sobol dimensions; the rest are
  /// independent and the moments are right.
  @Test func moreNumbersThanDimensions() throws {
    let source = try source(.sobol, bars: 400, count: 128)
    #expect(
      VarianceReduced.numbers(in: model(), bars: 400, isTwisted: false) == 1200)
    #expect(1200 > SobolPoints.mostDimensions)
    let drawn = try draw(source)
    let deviation = 0.02 * 20.0
    let square = Spread(drawn.moves[0].map { $0 * $0 / deviation / deviation }, .plain)
    #expect(square.isNear(1))
  }

  private struct Drawn {
    var weights: [Double] = []
    var controls: [Double] = []
    var moves: [[Double]]
  }

  private func draw(_ source: VarianceReduced) throws -> Drawn {
    var drawn = Drawn(moves: [[Double]](repeating: [], count: source.factors.count))
    var tile = ScenarioTile(stride: 480, factorCount: source.factors.count)
    for start in stride(from: 0, to: source.count, by: 480) {
      tile.hold(start..<min(start + 480, source.count))
      source.fill(&tile)
      drawn.weights +=
        source.isWeighted
        ? tile.weights[..<tile.width] : [Double](repeating: 1, count: tile.width)[...]
      if source.control != nil { drawn.controls += tile.controls[..<tile.width] }
      for factor in drawn.moves.indices {
        drawn.moves[factor] += tile.moves[tile.range(ofFactor: factor)]
      }
    }
    return drawn
  }
}

/// A mean with the error its design gives it.
private struct Spread: CustomStringConvertible {
  let mean: Double
  let error: Double

  init(_ values: [Double], _ sampling: Sampling) {
    let groups: [Double]
    switch sampling.design {
    case .independent: groups = values
    case .pairs:
      var means = [Double](repeating: 0, count: values.count / 2)
      for (scenario, value) in values.enumerated() { means[scenario / 2] += 0.5 * value }
      groups = means
    case .scrambles:
      var sums = [Double](repeating: 0, count: 16)
      for (scenario, value) in values.enumerated() { sums[scenario % 16] += value }
      groups = sums.map { $0 / Double(values.count / 16) }
    }
    let count = Double(groups.count)
    let mean = groups.reduce(0, +) / count
    let variance = groups.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    self.mean = mean
    error = (variance / count).squareRoot()
  }

  /// Within eight standard errors, as sixteen groups alone may tell the error; or to rounding.
  func isNear(_ value: Double) -> Bool { abs(mean - value) < 8 * error + 1e-9 }

  var description: String { "\(mean) ± \(error)" }
}
