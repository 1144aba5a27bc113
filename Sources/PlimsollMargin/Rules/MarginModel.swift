public import PlimsollMarket
public import PlimsollScenarios

/// Rules that say what the accounts of a book must post.
public protocol MarginModel: Sendable {
  /// What results call it: the stem of its file.
  var name: String { get }
  /// The files it was read from.
  var inputs: [InputDigest] { get }
  /// What is taken off collateral, as a fraction of its value; nothing unless a rule says so.
  var haircut: Haircut { get }
  /// Whether the market value of options counts towards what covers the requirement; it does unless a
  /// rule says otherwise.
  var countsOptionValue: Bool { get }
  /// The requirement of every account of `book`, in the book's order.
  func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment
}

extension MarginModel {
  /// Nothing is taken off.
  public var haircut: Haircut { .none }
  /// It counts.
  public var countsOptionValue: Bool { true }
}

/// What a rule says about a book.
public struct MarginAssessment: Sendable {
  /// The rule's name.
  public var rule: String
  /// The confidence level of the measure; nil when the rule measures no tail.
  public var level: ConfidenceLevel?
  /// One requirement per account, in the book's order; without those that are not quoted.
  public var requirements: [MarginRequirement]
  /// The horizon of the measure; nil when the rule measures no tail.
  public var horizon: TimeSpan?
  /// The model behind it, when there is one.
  public var model: RiskModel?
  /// How many scenarios the measure rests on.
  public var scenarioCount: Int
  /// What each factor's history covers.
  public var coverage: [FactorCoverage]
  /// Repairs, gaps and bounds.
  public var diagnostics: [Diagnostic]
  /// How the figures were made, sentence by sentence.
  public var method: [String]
  /// What moves beside spot; nil when nothing does.
  public var joint: PreparedScenarios.Joint?
  /// What an anti-procyclicality option holds against the margin, as a column's title; nil when the
  /// rule has none.
  public var comparedWith: String?
  /// Whose rules it applied, with every figure's source; nil when the rule is our own.
  public var pack: VenuePack?
  /// Accounts the rule cannot charge.
  public var unquoted: [UnquotedAccount] = []
  /// Whether the rule sets limits.
  public var checksLimits = false
  /// The limits that accounts do not keep.
  public var breaches: [Constraints.Breach] = []

  /// The requirement of an account; nil when the rule does not quote it.
  public func requirement(of account: String) -> MarginRequirement? {
    requirements.first { $0.account == account }
  }
}

/// An account that a venue's pack has no figures for.
public struct UnquotedAccount: Sendable, Equatable {
  /// The account.
  public var account: String
  /// What is missing.
  public var reason: String
}
