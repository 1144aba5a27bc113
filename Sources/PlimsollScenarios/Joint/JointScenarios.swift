public import PlimsollMarket
internal import PlimsollNumerics

/// Any scenarios of spot with factors beside it that answer to them.
///
/// The base source's rows come first, as they are; then a row for each joint factor. Residuals are
/// drawn by a stream of their own, so that scenario `s` still depends on the seeds and `s` alone,
/// correlated by a Gaussian copula, and of a normal or a cut Student-t law of unit variance.
///
/// - Verified by: JointScenariosTests.
public struct JointScenarios: ScenarioSource {
  /// The factors that move: the base's, then the joint ones.
  public let factors: [RiskFactor]
  /// The number of scenarios.
  public var count: Int { base.count }
  /// What the base's scenarios are worth.
  public var effectiveCount: Int { base.effectiveCount }
  /// As the base's, whose weights and controls are passed on.
  public var isWeighted: Bool { base.isWeighted }
  /// As the base's.
  public var design: SampleDesign { base.design }
  /// Where the joint factors stand.
  public let jointMarkets: JointMarkets?

  private let base: any ScenarioSource
  private let rows: [JointRow]
  /// For each row, the base's row of its underlying.
  private let spots: [Int]
  private let normals: RandomStream
  private let cholesky: Cholesky
  private let law: InnovationTransform

  /// The stream that residuals come from: `join` in ASCII.
  private static let stream: UInt32 = 0x6A_6F_69_6E

  /// Joint factors over `base`.
  ///
  /// - Parameter model: whose underlyings must be among the base's factors.
  /// - Throws: an `InputError` when the correlation of residuals cannot be used.
  public init(_ base: any ScenarioSource, _ model: JointModel, seed: UInt64) throws(InputError) {
    let places = Dictionary(uniqueKeysWithValues: base.factors.enumerated().map { ($1, $0) })
    self.base = base
    rows = model.rows
    spots = model.rows.map { row in
      guard let place = places[row.underlying] else {
        preconditionFailure("no scenarios of \(row.underlying)")
      }
      return place
    }
    var joint: [RiskFactor: [JointKind: Int]] = [:]
    for (place, row) in model.rows.enumerated() {
      joint[row.underlying, default: [:]][row.kind] = base.factors.count + place
    }
    jointMarkets = JointMarkets(model, rows: joint)
    factors = base.factors + model.rows.map(\.factor)
    normals = RandomStream(seed: seed, stream: Self.stream)
    do {
      cholesky = try Cholesky(model.correlation)
    } catch {
      throw .usage(
        "the correlation of joint residuals cannot be used: \(error)",
        remedy: "State smaller correlations.")
    }
    law =
      model.spec.degreesOfFreedom.map {
        InnovationTransform(
          .studentT(
            StudentTInnovations(
              degreesOfFreedom: $0, cut: StudentTInnovations.cut(largestResidual: 0))))
      } ?? .identity
  }

  /// Has the base fill its rows, draws the residuals, and adds the responses.
  public func fill(_ tile: inout ScenarioTile) {
    let stride = tile.stride
    tile.reserveNested(factorCounts: [base.factors.count, rows.count])
    tile.nested[0].hold(tile.scenarios[...])
    base.fill(&tile.nested[0])
    let own = base.factors.count * stride
    tile.moves.replaceSubrange(0..<own, with: tile.nested[0].moves)
    tile.weights = tile.nested[0].weights
    tile.controls = tile.nested[0].controls
    guard !rows.isEmpty else { return }
    normals.fillNormals(
      &tile.nested[1].moves, stride: stride, scenarios: tile.scenarios, dimensions: 0..<rows.count)
    cholesky.correlate(&tile.nested[1].moves, width: tile.width, stride: stride)
    for (place, row) in rows.enumerated() {
      let (from, to, spot) = (place * stride, own + place * stride, spots[place] * stride)
      law.apply(&tile.nested[1].moves, range: from..<(from + tile.width))
      for column in 0..<tile.width {
        let value =
          row.constant + row.response * tile.moves[spot + column]
          + row.deviation * tile.nested[1].moves[from + column]
        tile.moves[to + column] = min(max(value, -row.limit), row.limit)
      }
    }
  }
}
