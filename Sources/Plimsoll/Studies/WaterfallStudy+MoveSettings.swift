extension WaterfallStudy {
  /// How far prices move when defaulters are closed out.
  public struct MoveSettings: Sendable, Hashable, Codable {
    /// What is followed.
    public var extent: Extent
    /// How prices give way: a file, or the name of a shipped one.
    public var impact: String
    /// How the others are closed: a file, or the name of a shipped one.
    public var liquidation: String

    /// A whole cascade by what is shipped.
    public init(
      extent: Extent = .cascade, impact: String = ShippedFiles.defaultImpact,
      liquidation: String = ShippedFiles.defaultLiquidation
    ) {
      self.extent = extent
      self.impact = impact
      self.liquidation = liquidation
    }

    /// What of the moves that defaults cause is followed.
    public enum Extent: String, Sendable, Hashable, Codable, CaseIterable {
      /// Nothing: losses are those of the scenario.
      case none
      /// The defaulters' positions are traded, and nothing follows.
      case closeOut = "close-out"
      /// Whoever is then short of margin is liquidated, to the end.
      case cascade
    }
  }
}
