public import PlimsollMargin
public import PlimsollMarket

/// A book as its clearing house sees it: members, their pools, and the margin that stands behind each.
///
/// Money is in whole cents from here on, so that what is shared out adds up without error.
///
/// The margin of a pool is its initial margin, or its collateral value where that is less: what is
/// there beyond the requirement may be withdrawn before a default and does not count, and of gains
/// and losses of collateral the same share counts as of the collateral. Where the waterfall counts
/// `account-equity`, the margin is all equity and so is the collateral. A pool whose value is below
/// zero starts with that debt as a loss.
///
/// - Source: PFMI, Principle 4: stress losses are compared with the margin required, not with excess.
/// - Verified by: ClearedBookTests.
public struct ClearedBook: Sendable {
  /// In order of name.
  public let members: [ClearingMember]
  /// In order of name.
  public let pools: [MarginPool]
  /// By pool: what the rule requires, in USD.
  public let initialMargin: [Double]
  /// By pool: the margin that counts, in cents.
  public let margin: [Double]
  /// By pool: what it owes before anything happens, in cents.
  public let debt: [Double]
  /// By pool: what it owns at market, in cents.
  public let equity: [Double]
  /// By pool, what it holds with the collateral that counts: its loss is theirs.
  public let exposed: [Account]
  /// By pool, its contracts alone: what variation margin is paid on.
  public let contracts: [Account]
  /// By member: what it has paid into the fund, in cents.
  public let contributions: [Double]
  /// By member: what it owns beyond, in cents.
  public let capitals: [Double]
  /// The contracts held, and by member how many of each, long positive.
  public let holdings: ContractHoldings
  /// The groups, in order of name.
  public let groups: [String]
  /// By member, the number of its group.
  public let groupOf: [Int]

  /// Cents of a dollar.
  public static let cents = 100.0

  /// Margins by pool.
  ///
  /// - Parameters:
  ///   - members: in order of name.
  ///   - pools: theirs, in order of name.
  ///   - requirements: one a pool.
  ///   - countsEquity: whether all equity stands behind losses.
  ///   - valuation: of what the pools hold.
  public init(
    members: [ClearingMember], pools: [MarginPool], requirements: [MarginRequirement],
    countsEquity: Bool, valuation: Valuation
  ) {
    precondition(requirements.map(\.account) == pools.map(\.name), "one requirement a pool")
    self.members = members
    self.pools = pools
    contributions = members.map { $0.contribution.inCents(.down) }
    capitals = members.map { $0.capital.inCents(.down) }
    initialMargin = requirements.map(\.initial)
    let values = requirements.map {
      countsEquity ? $0.standing.equity : $0.standing.collateralValue
    }
    margin = zip(values, requirements).map { value, requirement in
      max(0, countsEquity ? value : min(value, requirement.initial)).inCents(.down)
    }
    debt = values.map { max(0, -$0).inCents() }
    equity = requirements.map { max(0, $0.standing.equity).inCents(.down) }
    exposed = zip(pools, zip(values, requirements)).map { pool, found in
      let (value, requirement) = found
      let part = countsEquity || value <= requirement.initial ? 1 : requirement.initial / value
      return Account(
        name: pool.name, positions: pool.account.positions,
        collateral: pool.account.collateral.map {
          Collateral(asset: $0.asset, amount: part * $0.amount)
        })
    }
    contracts = pools.map { pool in
      Account(
        name: pool.name,
        positions: pool.account.positions.filter { position in
          if case .spot = position.instrument { return false }
          return true
        })
    }
    holdings = ContractHoldings(
      contracts, members: pools.map(\.member), memberCount: members.count, valuation: valuation)
    groups = Set(members.map(\.group)).sorted()
    let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
    groupOf = members.map { places[$0.group] ?? 0 }
  }

  /// By member, the sum over its pools.
  public func byMember(_ values: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: members.count)
    for (pool, value) in values.enumerated() { sums[pools[pool].member] += value }
    return sums
  }
}

extension Double {
  /// Whole cents of dollars.
  public func inCents(_ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero) -> Double {
    (self * ClearedBook.cents).rounded(rule)
  }

  /// Dollars of cents.
  public var fromCents: Double { self / ClearedBook.cents }
}
