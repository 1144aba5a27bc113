public import PlimsollMarket
internal import PlimsollNumerics

/// Scenarios of a market that is calm or stressed: the state of each bar is drawn first, then normal
/// returns with that state's volatilities and correlations.
///
/// The draw of (scenario, step, factor) depends on the seed and on those three alone. Normals are
/// the ones that `MonteCarlo` draws with the same seed; states come from a stream of their own.
///
/// - Source: Hamilton (1989), simulated; Glasserman (2003), section 2.3.3 (Cholesky).
/// - Verified by: RegimeScenariosTests.
public struct RegimeScenarios: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of scenarios.
  public let count: Int

  private let bars: Int
  private let normals: RandomStream
  private let chain: RegimeChain?
  /// D L of the correlation L Lᵀ and the volatilities D.
  private let stressed: Cholesky
  private let calm: Cholesky

  /// Which states the market passes through.
  public enum Course: String, Sendable, Codable, CaseIterable {
    /// By the probabilities of the model, from those of the next bar on.
    case drawn
    /// Stress at every bar: a stress source.
    case stressed
  }

  private static let stream: UInt32 = 0
  private static let stateStream: UInt32 = 2
  /// Dimensions set aside for one step.
  private static let dimensionsPerStep = 1 << 16

  /// `count` scenarios of `factors` over `bars` bars.
  ///
  /// - Throws: an `InputError` when the model lacks a factor or a correlation is unusable.
  public init(
    _ model: RegimeModel, factors: [RiskFactor]? = nil, bars: Int, count: Int, seed: UInt64,
    course: Course = .drawn
  ) throws(InputError) {
    let model = try model.restricted(to: factors ?? model.factors)
    guard model.factors.count < Self.dimensionsPerStep else {
      throw .usage(
        "\(model.factors.count) factors are more than \(Self.dimensionsPerStep - 1)",
        remedy: "Split the book.")
    }
    self.factors = model.factors
    self.count = count
    self.bars = bars
    normals = RandomStream(seed: seed, stream: Self.stream)
    chain =
      course == .stressed
      ? nil : RegimeChain(model, states: RandomStream(seed: seed, stream: Self.stateStream))
    stressed = try Self.factor(model.stressed)
    calm = try Self.factor(model.calm)
  }

  private static func factor(_ state: RegimeModel.State) throws(InputError) -> Cholesky {
    try Dependence(correlation: state.correlation).factorised().scaled(by: state.volatilities)
  }

  /// Draws the tile's scenarios, step by step.
  public func fill(_ tile: inout ScenarioTile) {
    for index in tile.moves.indices { tile.moves[index] = 0 }
    var states = [Double](repeating: 1, count: tile.width)
    for step in 0..<bars {
      chain?.advance(&states, to: step, of: tile.scenarios)
      add(step, under: stressed, of: states, to: &tile)
      add(step, under: calm, of: states.map { 1 - $0 }, to: &tile)
    }
  }

  /// Adds one step's returns of the scenarios whose entry in `members` is one, the others' being
  /// zero.
  private func add(
    _ step: Int, under factor: Cholesky, of members: [Double], to tile: inout ScenarioTile
  ) {
    guard members.contains(1) else { return }
    let dimension = step * Self.dimensionsPerStep
    normals.fillNormals(
      &tile.workspace, stride: tile.stride, scenarios: tile.scenarios,
      dimensions: dimension..<(dimension + factors.count))
    for factor in factors.indices {
      VectorMath.multiply(
        &tile.workspace, at: factor * tile.stride, by: members, count: tile.width)
    }
    factor.correlate(&tile.workspace, width: tile.width, stride: tile.stride)
    for factor in factors.indices {
      let row = tile.range(ofFactor: factor)
      VectorMath.addProduct(
        &tile.moves, at: row.lowerBound, 1, tile.workspace, from: row.lowerBound, count: row.count)
    }
  }
}

/// The states of scenarios, one when stressed and zero when calm.
private struct RegimeChain: Sendable {
  let states: RandomStream
  /// The probability of stress at the first bar, after stress, and after calm.
  let first: Double
  let afterStress: Double
  let afterCalm: Double

  init(_ model: RegimeModel, states: RandomStream) {
    self.states = states
    first = model.next[0]
    afterStress = model.transition[0, 0]
    afterCalm = model.transition[1, 0]
  }

  func advance(_ values: inout [Double], to step: Int, of scenarios: [Int]) {
    for (column, scenario) in scenarios.enumerated() {
      let probability = step == 0 ? first : values[column] == 1 ? afterStress : afterCalm
      let isStressed = states.uniform(scenario: scenario, dimension: step) < probability
      values[column] = isStressed ? 1 : 0
    }
  }
}
