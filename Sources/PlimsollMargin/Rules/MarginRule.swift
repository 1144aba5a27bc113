public import PlimsollMarket

/// A rule as a file holds it: our own shortfall rule or a venue's pack, with the limits it sets.
///
/// - Verified by: VenuePackTests, ConstraintsTests.
public struct MarginRule: Sendable {
  /// How it makes a margin.
  public var form: Form
  /// What accounts may not do whatever they post; nil for nothing.
  public var constraints: Constraints?

  /// The two forms of a rule.
  public enum Form: Sendable {
    case shortfall(ShortfallRule)
    case venue(VenueRule)
  }

  private enum Kind: String, CaseIterable { case shortfall, venue }

  /// A rule.
  public init(_ form: Form, constraints: Constraints? = nil) {
    self.form = form
    self.constraints = constraints
  }

  /// Reads a rule file of any kind.
  public init(path: String) throws(InputError) {
    let file = try InputFile(path: path)
    let root = try ConfigDocument(file).root
    let keys = try root.mapping(nil)
    guard let kind = keys["kind"] else {
      throw root.error(
        "the key `kind` is missing", remedy: "Write kind: shortfall or kind: venue.")
    }
    switch try kind.choice(Kind.self) {
    case .shortfall: form = .shortfall(try ShortfallRule(path: path))
    case .venue: form = .venue(try VenueRule(yaml: file))
    }
    constraints = try keys["constraints"].map(Constraints.init(yaml:))
  }

  /// The shortfall rule it is; nil for a venue's pack.
  public var shortfall: ShortfallRule? {
    if case .shortfall(let rule) = form { return rule }
    return nil
  }

  /// Whose rules it follows, with the evidence of its figures; nil for a rule of our own.
  public var pack: VenuePack? {
    switch form {
    case .shortfall(let rule): rule.pack
    case .venue(let rule): rule.pack
    }
  }

  /// The rule behind it.
  public var model: any MarginModel {
    switch form {
    case .shortfall(let rule): rule
    case .venue(let rule): rule
    }
  }
}

extension MarginRule: MarginModel {
  /// What results call it.
  public var name: String { model.name }
  /// The files it was read from.
  public var inputs: [InputDigest] { model.inputs }
  /// What is taken off collateral.
  public var haircut: Haircut { model.haircut }
  /// Whether the market value of options covers margin.
  public var countsOptionValue: Bool { model.countsOptionValue }

  /// As the rule behind it, with open orders margined and limits looked at.
  public func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    var assessment = try addingOpenOrders(model.assess(book, in: context), of: book, in: context)
    guard let constraints else { return assessment }
    let valuation = try Valuation(book)
    let quoted = Set(assessment.requirements.map(\.account))
    assessment.breaches = book.accounts.filter { quoted.contains($0.name) }.flatMap {
      constraints.breaches(of: $0, valuation: valuation, liquidity: book.liquidity)
    }
    assessment.checksLimits = true
    assessment.diagnostics += constraints.unchecked(in: book, rule: name)
    return assessment
  }
}
