public import PlimsollMarket

/// What one account must post under one rule, and where it stands.
public struct MarginRequirement: Sendable {
  /// The account.
  public var account: String
  /// Where it stands before margin.
  public var standing: AccountStanding
  /// To open or add risk.
  public var initial: Double
  /// Below it, liquidation.
  public var maintenance: Double
  /// The measure of net P&L before max(0, ·), with its error.
  public var netMeasure: Estimate
  /// Value at risk of net P&L at the rule's level; nil when the rule measures no tail.
  public var valueAtRisk: Estimate?
  /// Expected shortfall of net P&L at the rule's level; nil when the rule measures no tail.
  public var expectedShortfall: Estimate?
  /// max(0, measure of net P&L).
  public var core: Double { max(0, netMeasure.value) }
  /// What stress adds; nil when the rule has no such charge.
  public var stress: Double?
  /// The scenario of the largest stress loss; nil without such a charge, or when all gain.
  public var bindingStress: StressLoss?
  /// What closing out over several days adds; nil when the rule has no such charge.
  public var liquidityAddOn: Double?
  /// What size against the market adds; nil when the rule has no such charge.
  public var concentrationAddOn: Double?
  /// The least initial margin; nil when the rule has none.
  public var floor: Double?
  /// The sum of the cores of each holding alone.
  public var gross: Double
  /// Where the core comes from, holding by holding.
  public var contributions: [Contribution]
  /// The P&L the measure was taken of; nil but for the accounts that are charted.
  public var histogram: PnLHistogram?
  /// What open orders add to the initial margin; nil for an account without any, or when the rule does
  /// not margin them.
  public var openOrders: Double?
  /// What an anti-procyclicality option made of the initial margin; nil when the rule has none.
  public var antiProcyclicality: AntiProcyclicalCharge?
  /// What each kind of offset takes off, adding up to the netting benefit; nil but for the accounts
  /// that are explained.
  public var offsets: [OffsetBenefit]?
  /// How what is pledged falls with the positions; empty but for the accounts that are explained.
  public var collateralRisks: [CollateralRisk] = []
  /// A venue's charges unit by unit; empty for a rule of our own.
  public var charges: [ChargeLine] = []
  /// A venue's scenario matrix; empty but for the accounts that are explained.
  public var scenarios: [UnitScenario] = []
  /// The scenario or tier that sets the largest part of the requirement; nil without one.
  public var binding: String?

  /// Initial margin before any anti-procyclicality option.
  public var unadjustedInitial: Double { antiProcyclicality?.unadjusted ?? initial }
  /// What netting takes off: the gross margin less the core.
  public var nettingBenefit: Double { gross - core }
  /// What may be withdrawn; negative when margin is short.
  public var excess: Double { standing.collateralValue - initial }
  /// What must be paid in.
  public var callAmount: Double { max(0, -excess) }
  /// Collateral value over maintenance margin; nil when none is required. One is the load line.
  public var marginLevel: MarginLevel? {
    maintenance > 0 ? MarginLevel(standing.collateralValue / maintenance) : nil
  }
  /// Where the account stands.
  public var status: MarginStatus {
    if standing.equity < 0 { return .bankrupt }
    if standing.collateralValue >= initial { return .healthy }
    return standing.collateralValue >= maintenance ? .marginCall : .liquidation
  }
}

extension [MarginRequirement] {
  /// The places of the `count` accounts with the lowest margin levels, in order of account; all when
  /// there are no more.
  public func lowestLevels(_ count: Int) -> [Int] {
    guard self.count > count else { return indices.map { $0 } }
    let levels = map { $0.marginLevel?.value ?? .infinity }
    let ranked = (0..<self.count).sorted { left, right in
      levels[left] != levels[right] ? levels[left] < levels[right] : left < right
    }
    return ranked.prefix(count).sorted()
  }
}

/// Collateral value divided by maintenance margin.
public struct MarginLevel: Sendable, Equatable, Comparable {
  /// The ratio; below one the account is under water.
  public let value: Double

  /// A level of `value`.
  public init(_ value: Double) { self.value = value }

  /// The lower level comes first.
  public static func < (left: MarginLevel, right: MarginLevel) -> Bool { left.value < right.value }
}

/// Where an account stands against its margin, worst last.
public enum MarginStatus: String, Sendable, Codable, CaseIterable {
  /// Collateral covers initial margin.
  case healthy
  /// Below initial margin: pay in.
  case marginCall = "margin-call"
  /// Below maintenance margin: positions are closed.
  case liquidation
  /// Equity is negative.
  case bankrupt
}

/// One of a venue's charges on one of an account's units.
public struct ChargeLine: Sendable, Equatable {
  /// The unit: `BTC`, an instrument's name, `account`.
  public var unit: String
  /// The charge's name in the pack.
  public var charge: String
  /// Towards the initial requirement, in USD.
  public var initial: Double
  /// Towards the maintenance requirement, in USD.
  public var maintenance: Double
  /// Whether the initial requirement counts it; a smaller side of a maximum is not counted.
  public var counts: Bool
  /// What sets it: a scenario, a bracket.
  public var binding: String?
}

/// What one holding brings to the core.
public struct Contribution: Sendable, Equatable {
  /// The instrument, or `collateral:BTC`.
  public var instrument: String
  /// Contracts or coins held.
  public var quantity: Double
  /// |size| in USD at spot.
  public var notional: Double
  /// Its core alone.
  public var standalone: Double
  /// Its Euler part of the net measure; the parts add up to the measure.
  public var component: Double
}

/// What an account owns, before any margin.
public struct AccountStanding: Sendable, Equatable {
  /// Collateral at market, market value of spot, unrealised P&L.
  public var equity: Double
  /// Equity less the haircuts of collateral.
  public var collateralValue: Double
  /// Of perpetuals and futures.
  public var unrealisedPnL: Double
  /// |size| in USD at spot, summed over positions.
  public var grossNotional: Double

  /// Values an account; haircuts are taken off positive collateral other than USD, debts and
  /// positions count in full.
  ///
  /// - Source: the project's conventions on equity.
  /// - Verified by: AccountStandingTests.
  public init(_ account: Account, valuation: Valuation, haircut: Haircut) {
    var (equity, haircuts, unrealised, notional) = (0.0, 0.0, 0.0, 0.0)
    for collateral in account.collateral {
      let market = valuation.marketValue(of: collateral)
      equity += market
      haircuts += market - haircut.value(of: collateral, price: valuation.price(of: collateral))
    }
    for position in account.positions {
      equity += valuation.value(of: position)
      unrealised += valuation.unrealisedPnL(of: position)
      notional += valuation.notional(of: position)
    }
    self.equity = equity
    collateralValue = equity - haircuts
    unrealisedPnL = unrealised
    grossNotional = notional
  }
}
