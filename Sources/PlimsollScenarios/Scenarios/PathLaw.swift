internal import PlimsollMarket
internal import PlimsollNumerics

/// What makes log returns over a horizon of the correlated numbers of each of its steps: the law of
/// each factor's innovation and its volatility, which of a GARCH factor moves along.
///
/// - Verified by: MonteCarloTests, MonteCarloVarianceTests.
struct PathLaw: Sendable {
  /// The number of steps.
  let bars: Int
  /// The degrees of freedom of the variable that mixes a t copula; nil for a Gaussian one.
  let mixingDegrees: Double?
  /// What each factor's row of a factor of the correlation is multiplied by: the volatility of a factor
  /// whose numbers need no other transform, else one.
  let loadingScales: [Double]

  private let innovations: [InnovationTransform]
  /// Factors whose variance moves within the horizon.
  private let moving: [MovingVariance]
  /// By factor, its volatility of the first bar.
  private let volatilities: [Double]

  /// The law of all factors of `model` over `bars` bars.
  init(_ model: RiskModel, bars: Int, tables: InnovationTables) throws(InputError) {
    self.bars = bars
    let degrees = try model.dependence.mixingDegreesOfFreedom()
    mixingDegrees = degrees
    let moving =
      bars > 1 ? model.factors.enumerated().compactMap { MovingVariance($1, row: $0) } : []
    var scales = model.factors.map(\.volatility.perBar)
    for factor in moving { scales[factor.row] = 1 }
    innovations = zip(model.factors, scales).map { factor, scale in
      InnovationTransform(
        factor.innovations, copulaDegreesOfFreedom: degrees, scale: scale, tables: tables)
    }
    loadingScales = zip(scales, innovations).map { $1.isIdentity ? $0 : 1 }
    volatilities = model.factors.map(\.volatility.perBar)
    self.moving = moving
  }

  /// Fills a tile's log returns, step by step.
  ///
  /// - Parameter draw: writes the correlated numbers of a step, times `loadingScales`, into rows of
  ///   `stride`, with room for one number a scenario.
  func fill(
    _ tile: inout ScenarioTile,
    draw: (
      _ step: Int, _ rows: inout [Double], _ scenarios: [Int], _ stride: Int,
      _ perScenario: inout [Double]
    ) -> Void
  ) {
    let (stride, width) = (tile.stride, tile.width)
    draw(0, &tile.moves, tile.scenarios, stride, &tile.perScenario)
    transform(&tile.moves, stride: stride, width: width)
    if !moving.isEmpty {
      tile.reserveCarried(rows: moving.count)
      for (place, factor) in moving.enumerated() {
        factor.begin(&tile.carried, place: place, stride: stride, width: width)
        factor.step(&tile.moves, &tile.carried, place: place, stride: stride, width: width)
      }
    }
    for step in 1..<max(bars, 1) {
      draw(step, &tile.workspace, tile.scenarios, stride, &tile.perScenario)
      transform(&tile.workspace, stride: stride, width: width)
      for (place, factor) in moving.enumerated() {
        factor.step(&tile.workspace, &tile.carried, place: place, stride: stride, width: width)
      }
      for factor in innovations.indices {
        VectorMath.addProduct(
          &tile.moves, at: factor * stride, 1, tile.workspace, from: factor * stride, count: width)
      }
    }
  }

  private func transform(_ rows: inout [Double], stride: Int, width: Int) {
    for (factor, innovation) in innovations.enumerated() {
      innovation.apply(&rows, range: (factor * stride)..<(factor * stride + width))
    }
  }

  /// A factor's log return over the horizon when its correlated number, brought to one step, is
  /// `number`: exact for one step and for normal innovations, else the step's times the root of their
  /// number, at the first bar's volatility.
  func move(ofFactor factor: Int, number: Double) -> Double {
    var value = [number * loadingScales[factor]]
    innovations[factor].apply(&value, range: 0..<1)
    let isMoving = moving.contains { $0.row == factor }
    return value[0] * (isMoving ? volatilities[factor] : 1) * Double(bars).squareRoot()
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
