public import PlimsollMarket

/// Accounts of one member that net against each other and share their margin.
public struct MarginPool: Sendable, Equatable {
  /// What results call it: `alpha house`, `alpha client-net`, `alpha client c1`.
  public var name: String
  /// The member's number.
  public var member: Int
  /// What its accounts are.
  public var kind: MemberAccount.Kind
  /// What its accounts hold, together.
  public var account: Account
}

extension MarginPool {
  /// The pools of members, in order of their names: one of all house accounts of a member, one of its
  /// net clients, and one for each gross client.
  ///
  /// - Parameters:
  ///   - members: in order of name.
  ///   - accounts: those of the book; each must be one of a member's.
  /// - Verified by: ClearedBookTests.
  public static func pools(of members: [ClearingMember], accounts: [Account]) -> [MarginPool] {
    let byName = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
    var pools: [MarginPool] = []
    for (number, member) in members.enumerated() {
      func add(_ name: String, _ kind: MemberAccount.Kind, _ held: [MemberAccount]) {
        let found = held.map(\.account).sorted().compactMap { byName[$0] }
        guard !found.isEmpty else { return }
        pools.append(
          MarginPool(
            name: name, member: number, kind: kind,
            account: Account(
              name: name, positions: found.flatMap(\.positions),
              collateral: found.flatMap(\.collateral))))
      }
      for kind in [MemberAccount.Kind.house, .clientNet] {
        add("\(member.name) \(kind.rawValue)", kind, member.accounts.filter { $0.kind == kind })
      }
      for client in member.accounts where client.kind == .clientGross {
        add("\(member.name) client \(client.account)", .clientGross, [client])
      }
    }
    return pools.sorted { $0.name < $1.name }
  }
}
