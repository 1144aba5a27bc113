import PlimsollMarket

extension Book {
  /// The book as if some of its open orders were filled at the mark.
  fileprivate func filling(_ isFilled: (OpenOrder) -> Bool) throws(InputError) -> Book {
    let valuation = try Valuation(self)
    let byAccount = Dictionary(grouping: orders.filter(isFilled), by: \.account)
    return try replacing(
      accounts.map { account in
        (byAccount[account.name] ?? []).reduce(account) {
          $0.trading($1.quantity, of: $1.instrument, at: valuation)
        }
      })
  }
}

extension MarginRule {
  /// Raises each account's initial margin to what it would be if its open orders were filled on the
  /// worse side; the maintenance margin is that of what is held.
  ///
  /// - Returns: the assessment with `openOrders` set on accounts that have orders.
  func addingOpenOrders(_ assessment: MarginAssessment, of book: Book, in context: RiskContext)
    throws(InputError) -> MarginAssessment
  {
    guard constraints?.openOrders != nil, !book.orders.isEmpty else { return assessment }
    var context = context
    (context.charted, context.explained, context.progress) = (0, 0, nil)
    var assessment = assessment
    var filled: [[String: Double]] = []
    for isBuy in [true, false] {
      let side = try book.filling { ($0.quantity > 0) == isBuy }
      let found = try model.assess(side, in: context).requirements
      filled.append(Dictionary(uniqueKeysWithValues: found.map { ($0.account, $0.initial) }))
    }
    let accounts = Set(book.orders.map(\.account))
    var refused: Set<String> = []
    for place in assessment.requirements.indices
    where accounts.contains(assessment.requirements[place].account) {
      let own = assessment.requirements[place]
      let sides = filled.compactMap { $0[own.account] }
      guard sides.count == filled.count, let worst = sides.max() else {
        refused.insert(own.account)
        continue
      }
      assessment.requirements[place].openOrders = max(0, worst - own.initial)
      if worst > own.initial {
        assessment.requirements[place].initial = worst
        assessment.requirements[place].binding = "open orders"
      }
    }
    // An account whose orders the rule cannot charge has no margin either.
    assessment.requirements.removeAll { refused.contains($0.account) }
    for account in refused.sorted() {
      assessment.unquoted.append(
        UnquotedAccount(account: account, reason: "the rule does not charge its open orders filled")
      )
      assessment.diagnostics.append(
        Diagnostic(.warning, name, "\(account) not margined: its open orders cannot be charged"))
    }
    assessment.method.append(
      "Open orders raise initial margin to what it is with all buys or all sells filled, whichever "
        + "is more.")
    return assessment
  }
}
