public import PlimsollMarket
internal import PlimsollNumerics

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
  private let cholesky: Cholesky
  /// Nil under a Gaussian copula.
  private let mixing: ChiSquareMixing?
  private let volatilities: [Double]
  private let innovations: [InnovationTransform]

  /// The stream that normals come from; other streams of a seed are independent of it.
  private static let stream: UInt32 = 0
  /// Dimensions set aside for one step.
  private static let dimensionsPerStep = 1 << 16

  /// `count` scenarios of `factors` over `bars` bars.
  ///
  /// - Throws: an `InputError` when the model lacks a factor or its correlation is unusable.
  public init(
    _ model: RiskModel, factors: [RiskFactor]? = nil, bars: Int, count: Int, seed: UInt64
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
    cholesky = try model.dependence.factorised()
    volatilities = model.factors.map(\.volatility.perBar)
    if let degrees = try model.dependence.mixingDegreesOfFreedom() {
      mixing = ChiSquareMixing(degreesOfFreedom: degrees, seed: seed)
      innovations = model.factors.map {
        InnovationTransform($0.innovations, copulaDegreesOfFreedom: degrees)
      }
    } else {
      mixing = nil
      innovations = model.factors.map { InnovationTransform($0.innovations) }
    }
  }

  /// Draws the tile's scenarios.
  ///
  /// Whole tiles are drawn even for a part of one: the matrix product's rounding may depend on the
  /// width it is given, and must not.
  public func fill(_ tile: inout ScenarioTile) {
    let width = ScenarioTile.width
    let scenarios = tile.scenarios
    if scenarios.lowerBound % width == 0, scenarios.count == width {
      draw(&tile.moves, firstScenario: scenarios.lowerBound)
      return
    }
    var whole = [Double](repeating: 0, count: width * factors.count)
    var start = scenarios.lowerBound / width * width
    while start < scenarios.upperBound {
      for index in whole.indices { whole[index] = 0 }
      draw(&whole, firstScenario: start)
      let shared = scenarios.clamped(to: start..<(start + width))
      for factor in factors.indices {
        let from = factor * width + shared.lowerBound - start
        let to = factor * scenarios.count + shared.lowerBound - scenarios.lowerBound
        tile.moves.replaceSubrange(
          to..<(to + shared.count), with: whole[from..<(from + shared.count)])
      }
      start += width
    }
  }

  /// Adds the steps' returns of one whole tile to `moves`, factors × width.
  private func draw(_ moves: inout [Double], firstScenario: Int) {
    let width = ScenarioTile.width
    var innovation = [Double](repeating: 0, count: moves.count)
    for step in 0..<bars {
      let dimension = step * Self.dimensionsPerStep
      normals.fillNormals(
        &innovation, width: width, firstScenario: firstScenario,
        dimensions: dimension..<(dimension + factors.count))
      cholesky.correlate(&innovation, width: width)
      mixing?.apply(&innovation, width: width, firstScenario: firstScenario, step: step)
      for factor in factors.indices {
        let row = (factor * width)..<((factor + 1) * width)
        innovations[factor].apply(&innovation, range: row)
        VectorMath.addProduct(
          &moves, at: row.lowerBound, volatilities[factor], innovation, from: row.lowerBound,
          count: width)
      }
    }
  }
}
