public import PlimsollMarket

/// A rule as a file holds it: our own shortfall rule, or a venue's pack.
///
/// - Verified by: VenuePackTests.
public enum MarginRule: Sendable {
  case shortfall(ShortfallRule)
  case venue(VenueRule)

  private enum Kind: String, CaseIterable { case shortfall, venue }

  /// Reads a rule file of any kind.
  public init(path: String) throws(InputError) {
    let file = try InputFile(path: path)
    let root = try ConfigDocument(file).root
    guard let kind = try root.mapping(nil)["kind"] else {
      throw root.error(
        "the key `kind` is missing", remedy: "Write kind: shortfall or kind: venue.")
    }
    switch try kind.choice(Kind.self) {
    case .shortfall: self = .shortfall(try ShortfallRule(path: path))
    case .venue: self = .venue(try VenueRule(yaml: file))
    }
  }

  /// The shortfall rule it is; nil for a venue's pack.
  public var shortfall: ShortfallRule? {
    if case .shortfall(let rule) = self { return rule }
    return nil
  }

  /// The rule behind it.
  public var model: any MarginModel {
    switch self {
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

  /// As the rule behind it.
  public func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    try model.assess(book, in: context)
  }
}
