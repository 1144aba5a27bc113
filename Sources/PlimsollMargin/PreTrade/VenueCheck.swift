import PlimsollMarket

/// A venue's pack made ready for one account after another.
struct VenueCheck: Sendable {
  private let rule: VenueRule
  private let book: Book
  var valuation: Valuation

  init(_ rule: VenueRule, book: Book, valuation: Valuation) {
    self.rule = rule
    self.book = book
    self.valuation = valuation
  }

  /// What an account must post.
  ///
  /// - Throws: an `InputError` when the pack does not charge what it holds.
  func figures(of account: Account) throws(InputError) -> MarginFigures {
    let requirement = try VenueAccount(account, rule: rule, valuation: valuation, book: book)
      .requirement()
    return MarginFigures(
      initial: requirement.initial, maintenance: requirement.maintenance,
      collateralValue: requirement.standing.collateralValue)
  }
}
