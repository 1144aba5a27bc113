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
  public let countsOptionValue: Bool
  /// The kinds of holding whose charge the pack has in full.
  let complete: Set<HoldingKind>
  /// The kinds of holding that it charges in part, so that its margin is a lower bound.
  let partial: Set<HoldingKind>
  let charges: [(name: String, charge: VenueCharge)]
  let initial: Combination
  let maintenance: Combination
  let borrow: BorrowCharge?
  /// What it takes off collateral.
  public let haircut: Haircut

  /// A kind of holding that a pack may charge.
  enum HoldingKind: String, Sendable, CaseIterable { case spot, futures, options }
}

extension VenueRule: MarginModel {
  /// Works out every unit of every account.
  ///
  /// - Throws: an `InputError` when the pack has no figure for an underlying, or refuses to quote.
  /// - Complexity: O(contracts × cells) option values, then O(accounts × cells × holdings).
  public func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    let valuation = try Valuation(book)
    let contracts = VenueContracts(
      book.accounts, rule: self, valuation: valuation, asOf: book.asOf, pegs: pegs(in: book),
      threads: context.threads)
    let worked = Parallel.map(count: book.accounts.count, threads: context.threads) { index in
      let account = book.accounts[index]
      return Result { () throws(InputError) in
        try VenueAccount(
          account, rule: self, valuation: valuation, book: book, contracts: contracts
        ).requirement()
      }
    }
    var requirements: [MarginRequirement] = []
    var unquoted: [UnquotedAccount] = []
    for (account, result) in zip(book.accounts, worked) {
      do throws(InputError) {
        requirements.append(try result.get())
      } catch {
        // One account the venue would not take leaves the others their margin.
        guard book.accounts.count > 1 else { throw error }
        unquoted.append(UnquotedAccount(account: account.name, reason: error.message))
      }
    }
    if requirements.isEmpty, let first = unquoted.first {
      throw .data(
        name, "no account can be margined; \(first.account): \(first.reason)",
        remedy: "Choose another pack, or add what is missing to a copy of this one.")
    }
    for place in requirements.lowestLevels(context.explained) where context.explained > 0 {
      guard let account = book.accounts.first(where: { $0.name == requirements[place].account })
      else { continue }
      let own = try VenueAccount(
        account, rule: self, valuation: valuation, book: book, contracts: contracts)
      requirements[place].offsets = try own.offsets(
        alone: requirements[place].contributions.map(\.standalone))
      requirements[place].scenarios = try scenarios(of: own)
    }
    context.progress?(book.accounts.count, book.accounts.count)
    return MarginAssessment(
      rule: name, level: nil, requirements: requirements, horizon: nil, model: nil,
      scenarioCount: 0, coverage: [],
      diagnostics: doubts(about: book)
        + notes(on: unquoted),
      method: methodNotes, comparedWith: nil, pack: pack, unquoted: unquoted)
  }

  /// What of the book the pack charges in part only.
  private func doubts(about book: Book) -> [Diagnostic] {
    let held = book.accounts.reduce(into: Set<HoldingKind>()) {
      $0.formUnion($1.positions.map { HoldingKind(of: $0.instrument) })
    }
    let missing = held.intersection(partial).map(\.rawValue).sorted()
    let known = pegs(in: book)
    let pegless = charges.compactMap(\.charge.peg).filter { known[$0] == nil }.map {
      Diagnostic(.note, name, "the book has no price of \($0): it is taken to be at its peg")
    }
    guard !missing.isEmpty else { return pegless }
    return pegless + [
      Diagnostic(
        .warning, name,
        "the pack charges \(missing.joined(separator: " and ")) in part, so the margin is a lower "
          + "bound: " + pack.leavesOut.joined(separator: " "))
    ]
  }

  /// A line for each reason, however many accounts it concerns.
  private func notes(on unquoted: [UnquotedAccount]) -> [Diagnostic] {
    Dictionary(grouping: unquoted, by: \.reason).sorted { $0.key < $1.key }.map {
      reason, accounts in
      let who = accounts.count == 1 ? accounts[0].account : "\(accounts.count) accounts"
      return Diagnostic(.warning, name, "\(who) not margined: \(reason)")
    }
  }

  private var methodNotes: [String] {
    var notes = [
      "\(pack.venue), \(pack.program), rules as of \(pack.asOf).",
      "Units of netting: \(boundary.rawValue)"
        + (spotHedges ? ", coins held or pledged included." : ", without coins held or pledged."),
      "Initial margin of a unit = \(initial.text(charges.map(\.name))); maintenance = "
        + "\(maintenance.text(charges.map(\.name))).",
    ]
    if let borrow {
      notes.append(
        "Debts cost \(borrow.initialRate) of their value initially, \(borrow.maintenanceRate) to "
          + "maintain.")
    } else {
      notes.append("Debts are not charged.")
    }
    if !countsOptionValue { notes.append("The value of options does not cover margin.") }
    return notes
  }
}

extension VenueRule.HoldingKind {
  init(of instrument: Instrument) {
    switch instrument {
    case .spot: self = .spot
    case .perpetual, .future: self = .futures
    case .option: self = .options
    }
  }
}

extension Combination {
  /// The formula in words.
  func text(_ charges: [String]) -> String {
    switch self {
    case .charge(let place): charges[place]
    case .other(let kind): kind.rawValue
    case .scaled(let factor, let inner): "\(factor) × \(inner.text(charges))"
    case .sum(let items): "(" + items.map { $0.text(charges) }.joined(separator: " + ") + ")"
    case .max(let items): "max(" + items.map { $0.text(charges) }.joined(separator: ", ") + ")"
    }
  }
}
