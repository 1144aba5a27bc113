public import PlimsollMarket

/// What an account may not do whatever margin it posts: limits a rule carries as data.
///
/// - Verified by: ConstraintsTests.
public struct Constraints: Sendable, Equatable {
  /// The most gross notional over equity, by bracket of gross notional.
  public var leverage: LeverageTiers?
  /// The most net notional in USD by underlying; `default` for any other.
  public var positionLimits: [String: Double]
  /// The most net notional of an underlying as a part of its average daily volume.
  public var concentration: Double?
  /// The least equity in USD of an account with positions.
  public var minimumEquity: Double?
  /// How open orders are margined; nil when they are not.
  public var openOrders: OpenOrderMethod?

  /// Limits; nothing is limited unless given.
  public init(
    leverage: LeverageTiers? = nil, positionLimits: [String: Double] = [:],
    concentration: Double? = nil, minimumEquity: Double? = nil,
    openOrders: OpenOrderMethod? = nil
  ) {
    self.leverage = leverage
    self.positionLimits = positionLimits
    self.concentration = concentration
    self.minimumEquity = minimumEquity
    self.openOrders = openOrders
  }

  /// The most leverage by bracket of gross notional.
  public struct LeverageTiers: Sendable, Equatable {
    /// Upper ends in USD in ascending order, the last infinite.
    public var ends: [Double]
    /// The leverage allowed in each.
    public var leverages: [Double]

    /// The leverage allowed at a gross notional.
    public func leverage(at notional: Double) -> Double {
      leverages[ends.firstIndex { notional <= $0 } ?? ends.count - 1]
    }
  }

  /// How open orders are margined.
  public enum OpenOrderMethod: String, Sendable, CaseIterable {
    /// As if all buys, or all sells, or none were filled: the largest margin of the three.
    case worstSide = "worst-side"
  }

  /// The kinds of limit.
  public enum Kind: String, Sendable, CaseIterable {
    case leverage
    case positionLimit = "position-limit"
    case concentration
    case minimumEquity = "minimum-equity"
  }

  /// A limit that is not kept.
  public struct Breach: Sendable, Equatable {
    /// The account.
    public var account: String
    /// Which limit.
    public var kind: Kind
    /// The underlying it is about; nil for one of the account.
    public var underlying: RiskFactor?
    /// What is allowed.
    public var limit: Double
    /// What is there; infinite for leverage without equity.
    public var value: Double
  }
}

extension Constraints.Breach {
  /// What sums in another order may differ by.
  private static let rounding = 1e-9

  /// Whether it is further from its limit than another of its kind.
  fileprivate func isWorse(than other: Constraints.Breach) -> Bool {
    let allowed = Self.rounding * max(abs(value), abs(other.value))
    return kind == .minimumEquity
      ? value < other.value - allowed
      : value / limit > other.value / other.limit * (1 + Self.rounding)
  }
}

extension Constraints {
  /// The limits that an account does not keep, in order of kind and underlying.
  func breaches(of account: Account, valuation: Valuation, liquidity: LiquidityTable?) -> [Breach] {
    guard !account.positions.isEmpty else { return [] }
    let standing = AccountStanding(account, valuation: valuation, haircut: .none)
    var found: [Breach] = []
    func add(_ kind: Kind, _ underlying: RiskFactor? = nil, limit: Double, value: Double) {
      found.append(
        Breach(
          account: account.name, kind: kind, underlying: underlying, limit: limit, value: value))
    }
    if let leverage {
      let limit = leverage.leverage(at: standing.grossNotional)
      let value = standing.equity > 0 ? standing.grossNotional / standing.equity : .infinity
      if value > limit { add(.leverage, limit: limit, value: value) }
    }
    for exposure in valuation.exposures(of: account) {
      let name = exposure.underlying.name
      if let limit = positionLimits[name] ?? positionLimits["default"], abs(exposure.net) > limit {
        add(.positionLimit, exposure.underlying, limit: limit, value: abs(exposure.net))
      }
      if let concentration, let market = liquidity?.markets[exposure.underlying] {
        let share = abs(exposure.net) / market.averageDailyVolume
        if share > concentration {
          add(.concentration, exposure.underlying, limit: concentration, value: share)
        }
      }
    }
    if let minimumEquity, standing.equity < minimumEquity {
      add(.minimumEquity, limit: minimumEquity, value: standing.equity)
    }
    let order = Kind.allCases
    return found.sorted { left, right in
      let (a, b) = (order.firstIndex(of: left.kind) ?? 0, order.firstIndex(of: right.kind) ?? 0)
      return (a, left.underlying?.name ?? "") < (b, right.underlying?.name ?? "")
    }
  }

  /// The limits that an account would not keep after a trade and kept before, or kept better.
  func breaches(
    by after: Account, before: Account, valuation: Valuation, liquidity: LiquidityTable?
  ) -> [Breach] {
    let known = breaches(of: before, valuation: valuation, liquidity: liquidity)
    return breaches(of: after, valuation: valuation, liquidity: liquidity).filter { breach in
      let old = known.first { $0.kind == breach.kind && $0.underlying == breach.underlying }
      return old.map(breach.isWorse) ?? true
    }
  }

  /// The limits that cannot be looked at: for want of data, or because they name nothing of the book.
  func unchecked(in book: Book, rule: String) -> [Diagnostic] {
    let strangers = positionLimits.keys.sorted().filter {
      $0 != "default" && !book.prices.contains(RiskFactor($0))
    }
    var found: [Diagnostic] = []
    if !strangers.isEmpty {
      found.append(
        Diagnostic(
          .warning, rule,
          "position limits name \(strangers.joined(separator: ", ")), which is no price column"))
    }
    guard concentration != nil else { return found }
    guard let liquidity = book.liquidity else {
      return found + [
        Diagnostic(
          .warning, rule, "the book has no liquidity.csv: the concentration limit is not checked")
      ]
    }
    let missing = book.factors.filter { liquidity.markets[$0] == nil }.map(\.name)
    guard !missing.isEmpty else { return found }
    return found + [
      Diagnostic(
        .note, rule,
        "liquidity.csv has no row for \(missing.joined(separator: ", ")): no concentration limit there"
      )
    ]
  }
}
