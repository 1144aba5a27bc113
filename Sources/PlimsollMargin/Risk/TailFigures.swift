/// Value at risk and expected shortfall at one level, however they were estimated.
public struct TailFigures: Sendable, Equatable, Codable {
  /// The confidence level.
  public let level: ConfidenceLevel
  /// Value at risk; nil where the method gives none.
  public let valueAtRisk: Estimate?
  /// Expected shortfall; nil where the method gives none.
  public let expectedShortfall: Estimate?
  /// What a reader must know of them; nil when nothing.
  public let note: String?

  /// Figures of a method.
  public init(
    level: ConfidenceLevel, valueAtRisk: Estimate?, expectedShortfall: Estimate?,
    note: String? = nil
  ) {
    self.level = level
    self.valueAtRisk = valueAtRisk
    self.expectedShortfall = expectedShortfall
    self.note = note
  }

  /// The figures of equally likely scenarios.
  public init(_ tail: LossTail) {
    self.init(
      level: tail.level, valueAtRisk: tail.valueAtRisk, expectedShortfall: tail.expectedShortfall)
  }

  /// The measure asked for.
  public func value(of measure: RiskMeasure) -> Estimate? {
    measure == .valueAtRisk ? valueAtRisk : expectedShortfall
  }
}
