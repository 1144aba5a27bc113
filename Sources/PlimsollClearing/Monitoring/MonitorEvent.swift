public import PlimsollMargin
public import PlimsollMarket

/// Something that was told while accounts were watched.
public struct MonitorEvent: Sendable, Equatable {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// An account's state changed; `from` is nil at the start.
    case state(account: String, from: MarginStatus?, to: MarginStatus, Standing, Driver?)
    /// An account fell below an alert level, or is above it again.
    case alert(account: String, level: Double, isBelow: Bool, Standing, Driver?)
    /// Margins were worked out again.
    case refresh(reason: String, subject: String?, initial: Double, maintenance: Double)
    /// A price has not come for long: levels rest on an old one.
    case silent(source: String, last: FeedTime, accounts: Int)
    /// A contract expired and was settled.
    case expired(instrument: String, accounts: Int)
    /// The feed ended.
    case ended(ticks: Int, rejected: Int)
  }

  /// An account's figures.
  public struct Standing: Sendable, Equatable {
    /// Collateral value over maintenance margin; nil when none is required.
    public var level: Double?
    /// USD.
    public var equity: Double
    /// USD.
    public var collateralValue: Double
    /// USD.
    public var initial: Double
    /// USD.
    public var maintenance: Double
  }

  /// What moved the account most since it was last told of.
  public struct Driver: Sendable, Equatable {
    /// An instrument, `collateral:BTC`, or `margin`.
    public var name: String
    /// Its relative price move; nil for margin.
    public var move: Double?
    /// USD gained by it; for margin, by how much maintenance fell.
    public var pnl: Double
  }

  /// Counted from one.
  public var sequence: Int
  /// The feed's time.
  public var time: FeedTime
  /// What happened.
  public var kind: Kind
}

extension MonitorEvent {
  /// One line of JSON, ended by a line feed, keys in a fixed order.
  public var json: String {
    var line = JSONLine()
    line.add("sequence", sequence)
    line.add("time", time.description)
    switch kind {
    case .state(let account, let from, let to, let standing, let driver):
      line.add("event", "state")
      line.add("account", account)
      line.add("from", from?.rawValue)
      line.add("to", to.rawValue)
      line.add(standing)
      line.add(driver)
    case .alert(let account, let level, let isBelow, let standing, let driver):
      line.add("event", isBelow ? "alert" : "alert-over")
      line.add("account", account)
      line.add("alert", level)
      line.add(standing)
      line.add(driver)
    case .refresh(let reason, let subject, let initial, let maintenance):
      line.add("event", "margin-refresh")
      line.add("reason", reason)
      line.add("subject", subject)
      line.add("initial_margin", initial)
      line.add("maintenance_margin", maintenance)
    case .silent(let source, let last, let accounts):
      line.add("event", "silent")
      line.add("instrument", source)
      line.add("last", last.description)
      line.add("accounts", accounts)
    case .expired(let instrument, let accounts):
      line.add("event", "expired")
      line.add("instrument", instrument)
      line.add("accounts", accounts)
    case .ended(let ticks, let rejected):
      line.add("event", "end-of-feed")
      line.add("ticks", ticks)
      line.add("rejected", rejected)
    }
    return line.text
  }
}

/// A flat JSON object in the making.
private struct JSONLine {
  private var members: [String] = []

  var text: String { "{" + members.joined(separator: ",") + "}\n" }

  mutating func add(_ key: String, _ number: Int) { members.append("\"\(key)\":\(number)") }

  /// Null for what JSON has no number for.
  mutating func add(_ key: String, _ number: Double?) {
    let text = number.flatMap { $0.isFinite ? "\($0 == 0 ? 0 : $0)" : nil } ?? "null"
    members.append("\"\(key)\":\(text)")
  }

  mutating func add(_ key: String, _ text: String?) {
    members.append("\"\(key)\":\(text.map(Self.quoted) ?? "null")")
  }

  mutating func add(_ standing: MonitorEvent.Standing) {
    add("level", standing.level)
    add("equity", standing.equity)
    add("collateral_value", standing.collateralValue)
    add("initial_margin", standing.initial)
    add("maintenance_margin", standing.maintenance)
  }

  mutating func add(_ driver: MonitorEvent.Driver?) {
    add("driver", driver?.name)
    add("driver_move", driver?.move)
    add("driver_pnl", driver?.pnl)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
