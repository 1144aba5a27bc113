/// Who answers to the clearing house for accounts: its own and its clients'.
public struct ClearingMember: Sendable, Equatable {
  /// The member's name.
  public var name: String
  /// The group of affiliates that default together; the member's own name when it has none.
  public var group: String
  /// What it has paid into the default fund, in USD.
  public var contribution: Double
  /// Its own capital, which pays losses beyond margin before it defaults, in USD.
  public var capital: Double
  /// The accounts it answers for.
  public var accounts: [MemberAccount]

  /// A member.
  public init(
    name: String, group: String? = nil, contribution: Double, capital: Double,
    accounts: [MemberAccount]
  ) {
    self.name = name
    self.group = group ?? name
    self.contribution = contribution
    self.capital = capital
    self.accounts = accounts
  }
}

/// An account that a member answers for.
public struct MemberAccount: Sendable, Equatable {
  /// The account's name in the book.
  public var account: String
  /// Whose it is, and what it nets with.
  public var kind: Kind

  /// Whose an account is, and what it nets with.
  ///
  /// - Source: the segregation of EMIR Art. 39: omnibus accounts held net or gross, never with the
  ///   member's own.
  public enum Kind: String, Sendable, CaseIterable {
    /// The member's own: all such accounts of a member are one pool of positions and collateral.
    case house
    /// Clients' in a net omnibus account: all such accounts of a member are one pool, so clients net
    /// against each other and stand in for each other's losses.
    case clientNet = "client-net"
    /// A client's alone: it nets with nothing, and its collateral pays for nobody else.
    case clientGross = "client-gross"
  }

  /// An account of a kind.
  public init(account: String, kind: Kind) {
    self.account = account
    self.kind = kind
  }
}
