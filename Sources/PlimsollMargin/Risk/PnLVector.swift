/// The gain of a portfolio in each of equally likely scenarios.
public struct PnLVector: Sendable {
  /// One gain per scenario, in USD; negative when money is lost.
  public var gains: [Double]
  /// How many independent observations they are worth.
  public var effectiveCount: Int

  /// Gains of scenarios, worth `effectiveCount` independent ones (all of them when nil).
  public init(_ gains: [Double], effectiveCount: Int? = nil) {
    precondition(!gains.isEmpty, "at least one scenario is needed")
    self.gains = gains
    self.effectiveCount = effectiveCount ?? gains.count
  }
}
