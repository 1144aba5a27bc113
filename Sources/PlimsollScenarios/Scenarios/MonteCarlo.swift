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

  private let law: PathLaw
  private let normals: RandomStream
  private let transform: NormalTransform
  /// Of the correlation, with the rows of factors whose moves are normal times their volatility.
  private let cholesky: Cholesky
  /// Nil under a Gaussian copula.
  private let mixing: ChiSquareMixing?

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
    normals = RandomStream(seed: seed, stream: Self.stream)
    self.transform = transform
    law = try PathLaw(model, bars: bars, tables: tables)
    mixing = law.mixingDegrees.map { ChiSquareMixing(degreesOfFreedom: $0, seed: seed) }
    cholesky = try model.dependence.factorised().scaled(by: law.loadingScales)
  }

  /// Draws the tile's scenarios, step by step.
  public func fill(_ tile: inout ScenarioTile) {
    law.fill(&tile) { step, rows, scenarios, stride, perScenario in
      let dimension = step * Self.dimensionsPerStep
      normals.fillNormals(
        &rows, stride: stride, scenarios: scenarios,
        dimensions: dimension..<(dimension + factors.count), by: transform)
      cholesky.correlate(&rows, width: scenarios.count, stride: stride)
      mixing?.apply(&rows, step: step, of: scenarios, stride: stride, &perScenario)
    }
  }
}
