public import PlimsollMarket
public import PlimsollNumerics

/// Scenarios drawn from a model: correlated normals, under a t copula brought to t numbers by one
/// mixing variable, each turned into its factor's innovation and scaled by its volatility, one step
/// a bar.
///
/// The draw of (scenario, step, factor) depends on the seed and on those three alone. So a longer
/// run begins with the shorter one, and any range of scenarios can be made anywhere.
///
/// - Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 2.3.3
///   (Cholesky), Nelsen (2006) for the Gaussian copula, Demarta and McNeil (2005) for the t copula.
/// - Verified by: MonteCarloTests, ReferenceTests (montecarlo).
public struct MonteCarlo: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of scenarios.
  public let count: Int

  private let bars: Int
  private let normals: RandomStream
  private let transform: NormalTransform
  /// Of the correlation, with the rows of factors whose moves are normal times their volatility.
  private let cholesky: Cholesky
  /// Nil under a Gaussian copula.
  private let mixing: ChiSquareMixing?
  private let innovations: [InnovationTransform]

  /// The stream that normals come from; other streams of a seed are independent of it.
  private static let stream: UInt32 = 0
  /// Dimensions set aside for one step.
  private static let dimensionsPerStep = 1 << 16

  /// `count` scenarios of `factors` over `bars` bars.
  ///
  /// - Parameter transform: how bits become normals; another one gives other scenarios.
  /// - Throws: an `InputError` when the model lacks a factor or its correlation is unusable.
  public init(
    _ model: RiskModel, factors: [RiskFactor]? = nil, bars: Int, count: Int, seed: UInt64,
    normals transform: NormalTransform = .inverse
  ) throws(InputError) {
    let model = try model.restricted(to: factors ?? model.factors.map(\.factor))
    guard model.factors.count < Self.dimensionsPerStep else {
      throw .usage(
        "\(model.factors.count) factors are more than \(Self.dimensionsPerStep - 1)",
        remedy: "Split the book.")
    }
    self.factors = model.factors.map(\.factor)
    self.count = count
    self.bars = bars
    normals = RandomStream(seed: seed, stream: Self.stream)
    self.transform = transform
    let degrees = try model.dependence.mixingDegreesOfFreedom()
    mixing = degrees.map { ChiSquareMixing(degreesOfFreedom: $0, seed: seed) }
    innovations = model.factors.map { factor in
      InnovationTransform(
        factor.innovations, copulaDegreesOfFreedom: degrees, scale: factor.volatility.perBar)
    }
    cholesky = try model.dependence.factorised().scaled(
      by: zip(model.factors, innovations).map { factor, innovation in
        innovation.isIdentity ? factor.volatility.perBar : 1
      })
  }

  /// Draws the tile's scenarios, step by step.
  public func fill(_ tile: inout ScenarioTile) {
    draw(&tile.moves, step: 0, of: tile.scenarios, stride: tile.stride, &tile.perScenario)
    for step in 1..<max(bars, 1) {
      draw(&tile.workspace, step: step, of: tile.scenarios, stride: tile.stride, &tile.perScenario)
      for factor in factors.indices {
        let row = tile.range(ofFactor: factor)
        VectorMath.addProduct(
          &tile.moves, at: row.lowerBound, 1, tile.workspace, from: row.lowerBound,
          count: row.count)
      }
    }
  }

  /// One step's returns: normals, correlation, the copula's mixing, the law of each factor.
  private func draw(
    _ returns: inout [Double], step: Int, of scenarios: [Int], stride: Int,
    _ perScenario: inout [Double]
  ) {
    let dimension = step * Self.dimensionsPerStep
    normals.fillNormals(
      &returns, stride: stride, scenarios: scenarios,
      dimensions: dimension..<(dimension + factors.count), by: transform)
    cholesky.correlate(&returns, width: scenarios.count, stride: stride)
    mixing?.apply(&returns, step: step, of: scenarios, stride: stride, &perScenario)
    for (factor, innovation) in innovations.enumerated() {
      innovation.apply(
        &returns, range: (factor * stride)..<(factor * stride + scenarios.count))
    }
  }
}
