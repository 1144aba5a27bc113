internal import PlimsollMarket

extension WaterfallStudy {
  /// How a default fund is sized and shared.
  public struct FundSettings: Sendable, Hashable, Codable {
    /// How many groups default together in a stress scenario.
    public var cover: Int
    /// What the size is multiplied by.
    public var buffer: Double
    /// What contributions are in proportion to.
    public var allocation: Allocation
    /// The least that a member contributes, in USD.
    public var floor: Double

    /// Cover 2 with a tenth on top, shared by stressed loss.
    public init(
      cover: Int = 2, buffer: Double = 1.1, allocation: Allocation = .stressedLoss,
      floor: Double = 0
    ) {
      self.cover = cover
      self.buffer = buffer
      self.allocation = allocation
      self.floor = floor
    }

    /// What contributions are in proportion to.
    public enum Allocation: String, Sendable, Hashable, Codable, CaseIterable {
      /// The largest loss over margin of any stress scenario.
      case stressedLoss = "stressed-loss"
      /// The initial margin.
      case initialMargin = "initial-margin"
    }
  }
}

extension WaterfallStudy.FundSettings {
  /// Refuses what makes no sense.
  func check() throws(InputError) {
    guard cover == 1 || cover == 2 else {
      throw .usage("--cover \(cover) is neither 1 nor 2", remedy: "Give 1 or 2.")
    }
    func require(_ name: String, _ value: Double, least: Double) throws(InputError) {
      guard value.isFinite, value >= least, value <= 1e13 else {
        throw .usage(
          "--\(name) \(value) is out of range",
          remedy: "Give a number of \(NumberText.plain(least, significantDigits: nil)) or more.")
      }
    }
    try require("buffer", buffer, least: 1)
    try require("contribution-floor", floor, least: 0)
  }
}
