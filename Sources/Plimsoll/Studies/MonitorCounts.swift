internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// How often what was told, and the first changes of state.
struct MonitorCounts: Codable {
  /// A change of state.
  struct Change: Codable {
    var time: FeedTime
    var account: String
    var from, to: MarginStatus
    var level: Double?
    var equity: Double
    var driver: String?
    var gain: Double?
  }

  /// Events of every kind.
  private(set) var kinds: [String: Int] = [:]
  /// The first changes of state.
  private(set) var changes: [Change] = []
  /// All of them.
  private(set) var changeCount = 0
  /// Those for the worse.
  private(set) var worse = 0
  /// The first for the worse.
  private(set) var firstWorse: Change?
  /// Changes that are kept.
  static let mostKept = 15

  mutating func add(_ event: MonitorEvent) {
    kinds[event.kindName, default: 0] += 1
    guard case .state(let account, let from?, let to, let standing, let driver) = event.kind else {
      return
    }
    let change = Change(
      time: event.time, account: account, from: from, to: to, level: standing.level,
      equity: standing.equity, driver: driver?.name, gain: driver?.pnl)
    changeCount += 1
    if changes.count < Self.mostKept { changes.append(change) }
    guard to.rank > from.rank else { return }
    worse += 1
    firstWorse = firstWorse ?? change
  }
}

extension MonitorEvent {
  /// The kind's name.
  fileprivate var kindName: String {
    switch kind {
    case .state: "state"
    case .alert: "alert"
    case .refresh: "margin-refresh"
    case .silent: "silent"
    case .expired: "expired"
    case .ended: "end-of-feed"
    }
  }
}
