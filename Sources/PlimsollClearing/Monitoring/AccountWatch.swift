public import PlimsollMargin

/// Where one account stands, and between which collateral values nothing is to be told.
///
/// It worsens as soon as a threshold is crossed and is better only when one is exceeded by the
/// hysteresis, so that a price that trembles around a threshold tells nothing twice.
///
/// - Source: the project's conventions on status.
/// - Verified by: AccountWatchTests.
struct AccountWatch: Sendable, Equatable, Codable {
  var status: MarginStatus
  /// How many of the alert levels it is below.
  var alerts: Int
  var initial: Double
  var maintenance: Double
  /// Nothing happens while collateral value is in [low, high) and equity is not below zero.
  private(set) var low: Double
  private(set) var high: Double

  private enum CodingKeys: String, CodingKey { case status, alerts, initial, maintenance }

  /// A change to be told.
  enum Change: Sendable, Equatable {
    case status(from: MarginStatus)
    /// Below the alert level of this place, or above it again.
    case alert(Int, isBelow: Bool)
  }

  init(initial: Double, maintenance: Double) {
    status = .healthy
    alerts = 0
    self.initial = initial
    self.maintenance = maintenance
    (low, high) = (.infinity, -.infinity)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    status = try values.decode(MarginStatus.self, forKey: .status)
    alerts = try values.decode(Int.self, forKey: .alerts)
    initial = try values.decode(Double.self, forKey: .initial)
    maintenance = try values.decode(Double.self, forKey: .maintenance)
    (low, high) = (.infinity, -.infinity)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(status, forKey: .status)
    try values.encode(alerts, forKey: .alerts)
    try values.encode(initial, forKey: .initial)
    try values.encode(maintenance, forKey: .maintenance)
  }

  /// Whether nothing can have happened.
  func isQuiet(_ equity: Double, _ collateral: Double) -> Bool {
    equity >= 0 && collateral >= low && collateral < high
  }

  /// What has happened; the watch is then of the new state.
  mutating func changes(
    equity: Double, collateral: Double, alerts levels: [Double], hysteresis: Double
  ) -> [Change] {
    var found: [Change] = []
    let before = status
    let now = Self.status(equity, collateral, initial, maintenance, raised: 1)
    if now.rank > status.rank {
      status = now
    } else {
      // Equity that is just above zero is no longer bankrupt, but not by enough.
      let raised = Self.status(
        equity - hysteresis * maintenance, collateral, initial, maintenance, raised: 1 + hysteresis)
      if raised.rank < status.rank { status = raised }
    }
    if status != before { found.append(.status(from: before)) }
    while alerts < levels.count, maintenance > 0, collateral < levels[alerts] * maintenance {
      found.append(.alert(alerts, isBelow: true))
      alerts += 1
    }
    while alerts > 0, collateral >= levels[alerts - 1] * maintenance * (1 + hysteresis) {
      alerts -= 1
      found.append(.alert(alerts, isBelow: false))
    }
    band(levels, hysteresis)
    return found
  }

  /// Works out where the next change could be.
  mutating func band(_ levels: [Double], _ hysteresis: Double) {
    var (below, above): ([Double], [Double]) = ([], [])
    switch status {
    case .healthy: below.append(initial)
    case .marginCall:
      below.append(maintenance)
      above.append(initial * (1 + hysteresis))
    case .liquidation, .bankrupt:
      // Equity decides, which moves on its own.
      (low, high) = (.infinity, -.infinity)
      return
    }
    if alerts < levels.count { below.append(levels[alerts] * maintenance) }
    if alerts > 0 { above.append(levels[alerts - 1] * maintenance * (1 + hysteresis)) }
    low = below.max() ?? 0
    high = above.min() ?? .infinity
  }

  private static func status(
    _ equity: Double, _ collateral: Double, _ initial: Double, _ maintenance: Double,
    raised: Double
  ) -> MarginStatus {
    if equity < 0 { return .bankrupt }
    if collateral >= initial * raised { return .healthy }
    return collateral >= maintenance * raised ? .marginCall : .liquidation
  }
}

extension MarginStatus {
  /// From zero for healthy to three for bankrupt.
  public var rank: Int {
    switch self {
    case .healthy: 0
    case .marginCall: 1
    case .liquidation: 2
    case .bankrupt: 3
    }
  }
}
