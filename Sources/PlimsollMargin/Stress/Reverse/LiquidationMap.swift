internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// The margin level of an account over the moves of two factors, the others where the model expects
/// them given those two.
///
/// - Verified by: LiquidationSurfaceTests.
public struct LiquidationMap: Sendable, Equatable {
  /// Two relative moves.
  public struct Point: Sendable, Equatable {
    /// Of the first factor.
    public var x: Double
    /// Of the second factor.
    public var y: Double
  }

  /// The factor along the horizontal axis.
  public var first: RiskFactor
  /// The factor along the vertical axis.
  public var second: RiskFactor
  /// Relative moves of the first factor, ascending, equally spaced.
  public var columns: [Double]
  /// Relative moves of the second factor, ascending, equally spaced.
  public var rows: [Double]
  /// Margin levels, rows × columns.
  public var levels: [[Double]]
  /// The nearest point of the whole surface, seen along the two factors; nil when there is none.
  public var nearest: Point?
  /// Closed curves of 1, 2, 3, … standard deviations of the two factors.
  public var ellipses: [[Point]]
  /// How many other factors follow.
  public var following: Int

  private static let cells = 60
  private static let deviations = 3
  private static let corners = 72
  /// Stakes are compared at this many standard deviations at most.
  private static let farthestStake = 6.0
  /// No axis goes beyond a log return of this size.
  private static let farthest = 2.0

  /// The map of an account; nil when fewer than two factors move it or no margin is required.
  ///
  /// The factors are the two with most at stake: which gain or lose most, up and down, as each goes as
  /// many standard deviations as the nearest point is away.
  init?(
    ofAccount index: Int, _ stressed: StressedBook, nearest scenario: ReverseStress.Scenario?
  ) throws(InputError) {
    let requirement = stressed.requirements[index]
    let payoff = stressed.payoff(ofAccount: index, haircut: stressed.haircut)
      .limited { stressed.plausibility.place(of: $0) != nil }
    guard payoff.payoffs.count > 1, requirement.maintenance > 0 else { return nil }
    let law = try stressed.plausibility.marginal(of: payoff.factors)
    let moves = payoff.factors.map { factor in
      scenario?.moves.first { $0.factor == factor }?.logMove ?? 0
    }
    let deviations = law.covariance.diagonal.map { $0.squareRoot() }
    let distance = min(max(scenario?.distance ?? 1, 1), Self.farthestStake)
    let weights = zip(payoff.payoffs, deviations).map { payoff, deviation in
      abs(payoff.gain(distance * deviation)) + abs(payoff.gain(-distance * deviation))
    }
    let pair = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }.prefix(2).sorted()
    let (a, b) = (pair[0], pair[1])
    (first, second) = (payoff.factors[a], payoff.factors[b])
    following = payoff.factors.count - 2
    let along = try Self.following(law, a, by: b)
    let across = try Self.following(law, b, by: a)
    func level(_ x: Double, _ y: Double) -> Double {
      let value = payoff.payoffs.indices.reduce(requirement.standing.collateralValue) { sum, i in
        sum + payoff.tables[i].look(log1p(x) * along[i] + log1p(y) * across[i]).gain
      }
      return value / requirement.maintenance
    }
    func axis(_ i: Int, _ scale: Double) -> [Double] {
      let range = min(
        Self.farthest,
        scale * max((Double(Self.deviations) + 0.4) * deviations[i], 1.3 * abs(moves[i])))
      let (low, high) = (expm1(-range), expm1(range))
      return (0...Self.cells).map { low + (high - low) * Double($0) / Double(Self.cells) }
    }
    // As far out as it takes to see the surface, where it can be seen at all.
    var grid = (columns: [Double](), rows: [Double](), levels: [[Double]]())
    for scale in [1, 1.4, 2, 3, 5, 8] {
      let columns = axis(a, scale)
      let rows = axis(b, scale)
      grid = (columns, rows, rows.map { row in columns.map { level($0, row) } })
      let sunk = grid.levels.joined().count { $0 < 1 }
      if sunk > 0, sunk < rows.count * columns.count { break }
    }
    (columns, rows, levels) = grid
    self.nearest =
      scenario.map { _ in Point(x: expm1(moves[a]), y: expm1(moves[b])) }
    let plane = try law.marginal(of: [first, second])
    ellipses = (1...Self.deviations).map { size in
      (0...Self.corners).map { corner in
        let angle = 2 * Double.pi * Double(corner) / Double(Self.corners)
        let moves = plane.moves(of: [Double(size) * cos(angle), Double(size) * sin(angle)])
        return Point(x: expm1(moves[0]), y: expm1(moves[1]))
      }
    }
  }

  /// What all factors of the law do as one moves by a unit and another stands still.
  private static func following(_ law: Plausibility, _ moving: Int, by still: Int)
    throws(InputError) -> [Double]
  {
    let fixed = [law.factors[moving]: 1.0, law.factors[still]: 0.0]
    let rest = try law.given(fixed).rest
    return law.factors.map { factor in
      fixed[factor] ?? rest.place(of: factor).map { rest.mean[$0] } ?? 0
    }
  }
}
