internal import Glibc
public import PlimsollMargin
public import PlimsollMarket

/// What the market does before any forced trade, step by step.
public struct CascadePath: Sendable, Equatable {
  /// What results call it.
  public var name: String
  /// Log returns since the start, step by step, by factor in the book's order.
  public var moves: [[Double]]
  /// From one step to the next.
  public var stepLength: TimeSpan
  /// Relative changes of implied volatility from the first step on, by factor.
  public var volatility: [Double]
  /// What else is unusual.
  public var conditions: MarketConditions
  /// Accounts that close all they hold at the first step, by their places in the book.
  public var closeOuts: [Int] = []
  /// Whether accounts that fall short of margin are liquidated.
  public var liquidates = true

  /// A path.
  public init(
    name: String, moves: [[Double]], stepLength: TimeSpan, volatility: [Double] = [],
    conditions: MarketConditions = .usual
  ) {
    self.name = name
    self.moves = moves
    self.stepLength = stepLength
    self.volatility = volatility
    self.conditions = conditions
  }

  /// A stress scenario whose moves come at the first step and stay; volatilities and conditions hold
  /// from the start.
  public init(_ scenario: StressScenario, factors: [RiskFactor], steps: Int, stepLength: TimeSpan) {
    let shock = factors.map { scenario.shock.logMoves[$0] ?? 0 }
    self.init(
      name: scenario.name, moves: (0..<steps).map { _ in shock }, stepLength: stepLength,
      volatility: factors.map { scenario.shock.volatility[$0] ?? 0 },
      conditions: scenario.conditions)
  }

  /// What prices did from one time to another, bar by bar; a factor without a price in a bar stands
  /// still in it.
  ///
  /// - Throws: an `InputError` when the history does not reach over the time, or lacks a factor.
  public init(
    replaying history: PriceHistory, from start: Timestamp, to end: Timestamp,
    factors: [RiskFactor]
  ) throws(InputError) {
    func text(_ time: Timestamp) -> String { time.text(step: history.bar) }
    let rows = history.times.indices.filter {
      history.times[$0] > start && history.times[$0] <= end
    }
    guard let first = history.times.first, first <= start, !rows.isEmpty else {
      throw .data(
        history.digest.file, "there are no bars from \(text(start)) to \(text(end))",
        remedy: "Give times that the file covers: "
          + "\(history.times.first.map(text) ?? "none") to \(history.times.last.map(text) ?? "none")."
      )
    }
    var logs: [Double] = []
    var starts: [Double] = []
    for factor in factors {
      guard let price = history.lastPrice(of: factor, at: start)?.price else {
        throw .data(
          history.digest.file, column: factor.name,
          "there is no price of \(factor) at or before \(text(start))",
          remedy: "Add the column, or remove what the book holds of it.")
      }
      starts.append(price)
      logs.append(0)
    }
    var moves: [[Double]] = []
    for row in rows {
      for (place, factor) in factors.enumerated() {
        if let price = history.price(of: factor, row: row) {
          logs[place] = log(price / starts[place])
        }
      }
      moves.append(logs)
    }
    self.init(name: "replay \(text(start))", moves: moves, stepLength: history.bar)
  }
}
