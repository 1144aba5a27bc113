import PlimsollMarket

/// What a rule charges for stress: weight × max(0, worst stress loss − core).
///
/// Losses are instantaneous, of a library's crises, grids and depegs, and include collateral when
/// the rule simulates it. Correlation breaks are measures over the horizon, not instantaneous: the
/// stress study shows them, and they are not charged.
///
/// - Source: the project's margin convention; the form is that of clearing houses' stress add-ons.
/// - Verified by: StressChargeTests.
public struct StressCharge: Sendable, Equatable {
  /// The scenarios.
  public var library: StressLibrary
  /// The part of the loss beyond the core that is charged, from 0 to 1.
  public var weight: Double

  /// A charge for the scenarios of `library`.
  public init(library: StressLibrary, weight: Double) {
    self.library = library
    self.weight = weight
  }

  /// The charge on top of `core` when the worst loss is `worst`; never below zero.
  public func amount(worst: Double, core: Double) -> Double { weight * max(0, worst - core) }

  /// Reads the `stress` of a rule; the library's path is relative to `folder`.
  init(yaml node: ConfigNode, folder: String) throws(InputError) {
    let keys = try node.mapping(["library", "weight"])
    guard let library = keys["library"], let weight = keys["weight"] else {
      throw node.error(
        "library or weight is missing",
        remedy: "Write {library: ../stress/crises.yaml, weight: 0.25}.")
    }
    self.init(
      library: try StressLibrary(path: try library.path(from: folder)),
      weight: try weight.number("from 0 to 1") { $0 >= 0 && $0 <= 1 })
  }
}

/// A loss in a named scenario.
public struct StressLoss: Sendable, Equatable {
  /// The scenario.
  public var scenario: String
  /// Positive when money is lost.
  public var loss: Double
}

extension Valuation {
  /// What an account loses under each scenario, the worst; nil when none loses money.
  func worstLoss(
    of account: Account, under scenarios: [StressScenario], includingCollateral: Bool
  ) -> StressLoss? {
    var worst: StressLoss?
    for scenario in scenarios {
      var gain = account.positions.reduce(0) { $0 + pnl(of: $1, under: scenario.shock) }
      if includingCollateral {
        gain += account.collateral.reduce(0) { $0 + pnl(of: $1, under: scenario.shock) }
      }
      if -gain > worst?.loss ?? 0 { worst = StressLoss(scenario: scenario.name, loss: -gain) }
    }
    return worst
  }
}
