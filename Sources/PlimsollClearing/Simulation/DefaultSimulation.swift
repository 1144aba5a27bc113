public import PlimsollMargin
public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Defaults in every scenario of a source, and what they take from each layer of a waterfall.
///
/// A member defaults when it loses more over its margin than its capital, and takes its affiliates with
/// it. Everything is settled to the cent, scenario by scenario.
///
/// - Verified by: DefaultSimulationTests.
public struct DefaultSimulation: Sendable {
  /// Scenarios.
  public let count: Int
  /// Independent ones that they are worth.
  public let effectiveCount: Int
  /// The level of the tail means.
  public let level: ConfidenceLevel
  /// One a layer, in order.
  public let layers: [Use]
  /// What no layer bears.
  public let uncovered: Use
  /// What closing out the defaulters loses.
  public let loss: Use
  /// By member, how often it defaults.
  public let defaultProbability: [Estimate]
  /// Who pays in which layer, in order of layer and payer; those who never do are not listed.
  public let payers: [Payer]

  /// How much of something is used, in USD.
  public struct Use: Sendable, Equatable {
    /// How often a loss reaches it.
    public var reached: Estimate
    /// How much is taken on average over all scenarios.
    public var expected: Estimate
    /// How much is taken on average in the worst scenarios, those of its own.
    public var tail: Estimate
    /// The most that is taken in any scenario.
    public var largest: Double
  }

  /// One who pays in one layer.
  public struct Payer: Sendable, Equatable {
    /// The layer's place, from zero.
    public var layer: Int
    /// The member's number; nil for the operator.
    public var member: Int?
    /// How much it pays on average over all scenarios, in USD.
    public var expected: Estimate
  }

  /// Runs all scenarios of `source`.
  ///
  /// - Parameters:
  ///   - waterfall: with amounts in USD.
  ///   - horizon: of the scenarios.
  ///   - level: of the tail means.
  ///   - share: how the scenarios are divided over processes; nil when they are not.
  /// - Returns: nil in a process that does only its part.
  /// - Complexity: O(scenarios × (factors² + options + holdings)), and O(layers × members) for a
  ///   scenario with defaults.
  public init?(
    _ book: ClearedBook, valuation: Valuation, waterfall: Waterfall,
    under source: any ScenarioSource, horizon: TimeSpan, level: ConfidenceLevel,
    threads: Int? = nil, share: WorkShare? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) {
    let tiles = PortfolioTiles(
      book.exposed + book.contracts, valuation: valuation, under: source, horizon: horizon)
    let run = DefaultRun(book, waterfall: waterfall.scaled(by: ClearedBook.cents))
    let found =
      share.map { tiles.map("defaults", dividedBy: $0, threads: threads, run.settle) }
      ?? tiles.map(threads: threads, progress: progress, run.settle)
    guard let parts = found else { return nil }
    let (count, effective) = (tiles.count, tiles.effectiveCount)
    self.count = count
    effectiveCount = effective
    self.level = level
    let settled = parts.flatMap(\.settled)

    func use(_ taken: (DefaultRun.Settled) -> (amount: Double, isReached: Bool)) -> Use {
      var losses = [Double](repeating: 0, count: count)
      var (times, sum, squares, largest) = (0, 0.0, 0.0, 0.0)
      for scenario in settled {
        let (amount, isReached) = taken(scenario)
        if isReached { times += 1 }
        let dollars = amount.fromCents
        losses[scenario.number] = -dollars
        sum += dollars
        squares += dollars * dollars
        largest = max(largest, dollars)
      }
      return Use(
        reached: Estimate(times: times, of: count, effectiveCount: effective),
        expected: Estimate(sum: sum, squares: squares, count: count, effectiveCount: effective),
        tail: PnLVector(losses, effectiveCount: effective).expectedShortfall(at: level),
        largest: largest)
    }
    layers = waterfall.layers.indices.map { layer in
      use { $0.draws.count > layer ? ($0.draws[layer], true) : (0, false) }
    }
    uncovered = use { ($0.uncovered, $0.uncovered > 0) }
    loss = use { ($0.loss, true) }
    defaultProbability = book.members.indices.map { member in
      Estimate(
        times: parts.reduce(0) { $0 + $1.defaults[member] }, of: count,
        effectiveCount: effective)
    }
    payers = run.payers(parts).map { found in
      Payer(
        layer: found.layer, member: found.payer == run.operatorNumber ? nil : found.payer,
        expected: Estimate(
          sum: found.sum.fromCents, squares: found.squares.fromCents.fromCents, count: count,
          effectiveCount: effective))
    }
  }
}
