public import PlimsollMarket
public import PlimsollNumerics

/// Scenarios drawn from a model: correlated normals, under a t copula brought to t numbers by one
/// mixing variable, each turned into its factor's innovation and scaled by its volatility, one step
/// a bar.
///
/// A constant or EWMA volatility stands for all bars of the horizon; that of a GARCH or GJR factor is
/// simulated along with the path: each step's return sets the next step's variance.
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
  /// Factors whose variance moves within the horizon.
  private let moving: [MovingVariance]

  /// The stream that normals come from; other streams of a seed are independent of it.
  private static let stream: UInt32 = 0
  /// Dimensions set aside for one step.
  private static let dimensionsPerStep = 1 << 16

  /// `count` scenarios of `factors` over `bars` bars.
  ///
  /// - Parameters:
  ///   - transform: how bits become normals; another one gives other scenarios.
  ///   - tables: those of the model's laws, kept for the next draw from them; the result is the same.
  /// - Throws: an `InputError` when the model lacks a factor or its correlation is unusable.
  public init(
    _ model: RiskModel, factors: [RiskFactor]? = nil, bars: Int, count: Int, seed: UInt64,
    normals transform: NormalTransform = .inverse, tables: InnovationTables = InnovationTables()
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
    let moving =
      bars > 1 ? model.factors.enumerated().compactMap { MovingVariance($1, row: $0) } : []
    var scales = model.factors.map(\.volatility.perBar)
    for factor in moving { scales[factor.row] = 1 }
    let innovations = zip(model.factors, scales).map { factor, scale in
      InnovationTransform(
        factor.innovations, copulaDegreesOfFreedom: degrees, scale: scale, tables: tables)
    }
    cholesky = try model.dependence.factorised().scaled(
      by: zip(scales, innovations).map { $1.isIdentity ? $0 : 1 })
    self.innovations = innovations
    self.moving = moving
  }

  /// Draws the tile's scenarios, step by step.
  public func fill(_ tile: inout ScenarioTile) {
    draw(&tile.moves, step: 0, of: tile.scenarios, stride: tile.stride, &tile.perScenario)
    if !moving.isEmpty {
      tile.reserveCarried(rows: moving.count)
      for (place, factor) in moving.enumerated() {
        factor.begin(&tile.carried, place: place, stride: tile.stride, width: tile.width)
        factor.step(
          &tile.moves, &tile.carried, place: place, stride: tile.stride, width: tile.width)
      }
    }
    for step in 1..<max(bars, 1) {
      draw(&tile.workspace, step: step, of: tile.scenarios, stride: tile.stride, &tile.perScenario)
      for (place, factor) in moving.enumerated() {
        factor.step(
          &tile.workspace, &tile.carried, place: place, stride: tile.stride, width: tile.width)
      }
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

/// A factor whose variance follows its simulated returns.
///
/// - Source: Bollerslev (1986); the recursion is `GARCH`'s.
/// - Verified by: MonteCarloVarianceTests.
private struct MovingVariance: Sendable {
  /// The factor's row in a tile.
  let row: Int
  private let recursion: GARCH
  private let first: Double

  /// Nil for a factor whose volatility stands still over the horizon.
  init?(_ factor: FactorModel, row: Int) {
    guard let recursion = factor.volatility.recursion, factor.volatility.perBar > 0 else {
      return nil
    }
    self.row = row
    self.recursion = recursion
    first = factor.volatility.perBar * factor.volatility.perBar
  }

  /// Writes the variance of the first step.
  func begin(_ variances: inout [Double], place: Int, stride: Int, width: Int) {
    for column in 0..<width { variances[place * stride + column] = first }
  }

  /// Turns the step's innovations into returns, and its variances into those of the next step.
  func step(
    _ returns: inout [Double], _ variances: inout [Double], place: Int, stride: Int, width: Int
  ) {
    for column in 0..<width {
      let variance = variances[place * stride + column]
      let value = returns[row * stride + column] * variance.squareRoot()
      returns[row * stride + column] = value
      variances[place * stride + column] = recursion.variance(after: value, of: variance)
    }
  }
}
