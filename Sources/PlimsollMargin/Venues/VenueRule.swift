public import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// A venue's or clearing house's rules of a date: figures of a pack in a closed set of charges.
///
/// Holdings are split into units within which a venue lets gains offset losses. In each unit every
/// charge is worked out, and two formulas of the pack make the initial and the maintenance
/// requirement of them. The account's are the sums over its units, and what is owed costs on top.
///
/// - Source: METHODS G, VENUES; each pack names its own.
/// - Verified by: VenueGoldenTests, VenuePackTests.
public struct VenueRule: Sendable {
  /// What results call it.
  public let name: String
  /// The files it was read from.
  public let inputs: [InputDigest]
  /// Whose rules, of when, on what evidence.
  public let pack: VenuePack

  let boundary: RiskUnit.Boundary
  /// Whether coins held or pledged offset contracts on them.
  let spotHedges: Bool
  /// Whether the market value of options counts towards what covers the requirement.
  let countsOptionValue: Bool
  /// The kinds of instrument whose charge the pack has in full.
  let complete: Set<CompleteFor>
  let charges: [(name: String, charge: VenueCharge)]
  let initial: Combination
  let maintenance: Combination
  let borrow: BorrowCharge?
  let haircut: Haircut

  /// A kind of holding that a pack may charge in full.
  enum CompleteFor: String, Sendable, CaseIterable { case spot, futures, options }
}

extension VenueRule: MarginModel {
  /// Works out every unit of every account.
  ///
  /// - Throws: an `InputError` when the pack has no figure for an underlying, or refuses to quote.
  /// - Complexity: O(accounts × cells × holdings).
  public func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    let valuation = try Valuation(book)
    let worked = Parallel.map(count: book.accounts.count, threads: context.threads) { index in
      let account = book.accounts[index]
      return Result { () throws(InputError) in
        try VenueAccount(account, rule: self, valuation: valuation, book: book).requirement()
      }
    }
    var requirements: [MarginRequirement] = []
    for result in worked { requirements.append(try result.get()) }
    context.progress?(book.accounts.count, book.accounts.count)
    return MarginAssessment(
      rule: name, level: nil, requirements: requirements, horizon: nil, model: nil,
      scenarioCount: 0, coverage: [], diagnostics: doubts(about: book), method: methodNotes,
      comparedWith: nil, pack: pack)
  }

  /// What of the book the pack does not charge in full.
  private func doubts(about book: Book) -> [Diagnostic] {
    var kinds: Set<CompleteFor> = []
    for position in book.accounts.flatMap(\.positions) {
      switch position.instrument {
      case .spot: kinds.insert(.spot)
      case .perpetual, .future: kinds.insert(.futures)
      case .option: kinds.insert(.options)
      }
    }
    let missing = kinds.subtracting(complete).map(\.rawValue).sorted()
    guard !missing.isEmpty else { return [] }
    return [
      Diagnostic(
        .warning, name,
        "the pack does not charge \(missing.joined(separator: " and ")) in full, so the margin is a "
          + "lower bound: " + pack.leavesOut.joined(separator: " "))
    ]
  }

  private var methodNotes: [String] {
    var notes = [
      "\(pack.venue), \(pack.program), rules as of \(pack.asOf).",
      "Units of netting: \(boundary.rawValue)"
        + (spotHedges ? ", coins held or pledged included." : ", without coins held or pledged."),
      "Initial margin of a unit = \(initial.text); maintenance = \(maintenance.text).",
    ]
    if let borrow {
      notes.append(
        "Debts cost \(borrow.initialRate) of their value initially, \(borrow.maintenanceRate) to "
          + "maintain.")
    }
    if !countsOptionValue { notes.append("The value of options does not cover margin.") }
    return notes
  }
}

extension Combination {
  /// The formula in words.
  var text: String {
    switch self {
    case .charge(let name): name
    case .other(let kind): kind.rawValue
    case .scaled(let factor, let inner): "\(factor) × \(inner.text)"
    case .sum(let items): "(" + items.map(\.text).joined(separator: " + ") + ")"
    case .max(let items): "max(" + items.map(\.text).joined(separator: ", ") + ")"
    }
  }
}
