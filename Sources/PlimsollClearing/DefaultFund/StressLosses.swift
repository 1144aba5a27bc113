/// What members lose beyond their margin in stress scenarios.
///
/// Loss over margin = max(0, loss − margin), member by member: what one affiliate has to spare does
/// not pay for another.
///
/// - Source: METHODS (fund sizing); PFMI, Principle 4 (participants and their affiliates).
/// - Verified by: DefaultFundTests, ReferenceTests (margin-cover2-default-fund).
public struct StressLosses: Sendable, Equatable {
  /// The members.
  public let members: [String]
  /// By member, the group it belongs to.
  public let groups: [String]
  /// One a scenario, in the order given.
  public let scenarios: [Scenario]

  /// By scenario, its groups with the largest loss first.
  private let rankings: [[GroupLoss]]

  /// What a group loses beyond its members' margins.
  public struct GroupLoss: Sendable, Equatable {
    /// The group.
    public var group: String
    /// The sum over its members.
    public var loss: Double
  }

  /// One scenario.
  public struct Scenario: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// By member, what it loses beyond its margin; never below zero.
    public var overMargin: [Double]

    /// Losses beyond margin.
    public init(name: String, overMargin: [Double]) {
      self.name = name
      self.overMargin = overMargin
    }
  }

  /// Losses beyond margin that are known.
  public init(members: [String], groups: [String], scenarios: [Scenario]) {
    precondition(groups.count == members.count, "one group a member")
    precondition(
      scenarios.allSatisfy { $0.overMargin.count == members.count }, "one loss a member")
    self.members = members
    self.groups = groups
    self.scenarios = scenarios
    rankings = scenarios.map { Self.ranked($0.overMargin, groups: groups) }
  }

  /// Losses beyond margin of P&L by scenario and member, negative when money is lost.
  public init(
    members: [String], groups: [String], margins: [Double],
    pnl: [(scenario: String, gains: [Double])]
  ) {
    self.init(
      members: members, groups: groups,
      scenarios: pnl.map { scenario in
        Scenario(
          name: scenario.scenario,
          overMargin: zip(scenario.gains, margins).map { max(0, -$0 - $1) })
      })
  }

  private static func ranked(_ losses: [Double], groups: [String]) -> [GroupLoss] {
    var sums: [String: Double] = [:]
    for (group, loss) in zip(groups, losses) { sums[group, default: 0] += loss }
    return sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { GroupLoss(group: $0.key, loss: $0.value) }
  }

  /// The groups of a scenario, the largest loss first; of equals, by name.
  public func ranked(_ scenario: Int) -> [GroupLoss] { rankings[scenario] }

  /// What the `count` largest groups lose beyond their margin, in the same scenario.
  public func cover(_ count: Int, scenario: Int) -> Double {
    rankings[scenario].prefix(count).reduce(0) { $0 + $1.loss }
  }

  /// The same of the `count` largest members, as if no two were affiliates.
  public func coverIgnoringGroups(_ count: Int, scenario: Int) -> Double {
    scenarios[scenario].overMargin.sorted(by: >).prefix(count).reduce(0, +)
  }

  /// By member, the largest loss beyond margin of any scenario.
  public var largest: [Double] {
    members.indices.map { member in scenarios.reduce(0) { max($0, $1.overMargin[member]) } }
  }
}
