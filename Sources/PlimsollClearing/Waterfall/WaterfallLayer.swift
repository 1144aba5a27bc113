/// One layer of a waterfall: whose money it is, and how much of it.
///
/// - Source: the order of resources of clearing houses (EMIR Art. 45; CPMI-IOSCO, "Recovery of
///   financial market infrastructures") and of crypto venues (insurance fund, auto-deleveraging,
///   socialised loss).
/// - Verified by: WaterfallTests, WaterfallLawTests.
public enum WaterfallLayer: Sendable, Equatable {
  /// The margin of those who default: each one's pays its own loss alone.
  case defaulterMargin
  /// As `defaulterMargin`, where all equity of an account counts, not the margin alone.
  case accountEquity
  /// What those who default have paid into the fund: each one's pays its own loss alone.
  case defaulterFund
  /// The operator's own capital, its skin in the game.
  case operatorCapital(Double)
  /// A venue's insurance fund.
  case insuranceFund(Double)
  /// What the others have paid into the fund, in proportion to it.
  case mutualFund
  /// A call on the others of up to `cap` times what they have paid in; each layer is a call of its
  /// own.
  case assessment(cap: Double)
  /// Gains of the others since the default, cut by one ratio.
  case gainsHaircutting
  /// Gains of the others, the highest scores first, each whole before the next.
  case autoDeleveraging
  /// A part of the others' gains, or of their equity.
  case socialisedLoss(of: SocialisedBase, cap: Double)
  /// Contracts of the others torn up against those of the defaulters: bears all that is left.
  case tearUp

  /// What a socialised loss is taken from.
  public enum SocialisedBase: String, Sendable, CaseIterable {
    /// Gains since the default that no layer has taken.
    case gains
    /// Equity, as a withdrawal factor takes it.
    case equity
  }

  /// The names that files use.
  public enum Kind: String, Sendable, CaseIterable {
    case defaulterMargin = "defaulter-margin"
    case accountEquity = "account-equity"
    case defaulterFund = "defaulter-fund"
    case operatorCapital = "operator-capital"
    case insuranceFund = "insurance-fund"
    case mutualFund = "mutual-fund"
    case assessment
    case gainsHaircutting = "gains-haircutting"
    case autoDeleveraging = "auto-deleveraging"
    case socialisedLoss = "socialised-loss"
    case tearUp = "tear-up"
  }

  /// The name that files use.
  public var kind: Kind {
    switch self {
    case .defaulterMargin: .defaulterMargin
    case .accountEquity: .accountEquity
    case .defaulterFund: .defaulterFund
    case .operatorCapital: .operatorCapital
    case .insuranceFund: .insuranceFund
    case .mutualFund: .mutualFund
    case .assessment: .assessment
    case .gainsHaircutting: .gainsHaircutting
    case .autoDeleveraging: .autoDeleveraging
    case .socialisedLoss: .socialisedLoss
    case .tearUp: .tearUp
    }
  }

  /// Who pays.
  public enum Payers: Sendable, Equatable {
    /// Those who default.
    case defaulters
    /// The operator of the clearing house or venue.
    case `operator`
    /// Those who do not default.
    case survivors
  }

  /// Who pays.
  public var payers: Payers {
    switch self {
    case .defaulterMargin, .accountEquity, .defaulterFund: .defaulters
    case .operatorCapital, .insuranceFund: .operator
    case .mutualFund, .assessment, .gainsHaircutting, .autoDeleveraging, .socialisedLoss, .tearUp:
      .survivors
    }
  }

  /// Money of the operator's own; nil for a layer of others.
  public var operatorAmount: Double? {
    switch self {
    case .operatorCapital(let amount), .insuranceFund(let amount): amount
    default: nil
    }
  }
}
