extension CascadeRun {
  /// Who pays for what bankrupt accounts and the backstop owe: the insurance fund, those deleveraged,
  /// those who gained, nobody.
  ///
  /// Sharing comes after the last step, so that what the fund holds changes nothing that is traded: a
  /// larger one never leaves more uncovered.
  mutating func shareLosses() {
    outcome.shortfall += max(0, -vault.equity(at: marks))
    let owed = outcome.shortfall
    let fund = rules.insuranceFund + rules.feeToFund * outcome.fees
    outcome.fundDraw = min(fund, owed)
    outcome.fundLeft = fund - outcome.fundDraw
    guard owed > outcome.fundDraw else { return }
    let unpaid = owed - outcome.fundDraw
    var equities = book.names.indices.map {
      accounts.standing(of: $0, at: marks, in: book).equity
    }
    for (account, deficit) in deleveraged.sorted(by: { $0.key < $1.key }) {
      let haircut = min(
        deficit * (unpaid / owed), max(0, equities[account]), unpaid - outcome.deleveraged)
      outcome.deleveraged += haircut
      equities[account] -= haircut
      fates[account, default: AccountFate(account: account)].haircut = haircut
    }
    let left = unpaid - outcome.deleveraged
    guard rules.socialisesLoss, left > 0 else {
      outcome.uncovered = left
      return
    }
    let gains = zip(equities, book.equities).map { max(0, $0 - max(0, $1)) }
    let pot = gains.reduce(0, +)
    outcome.socialised = min(left, pot)
    for (account, share) in ProRata.shares(of: outcome.socialised, weights: gains).enumerated()
    where share > 0 {
      fates[account, default: AccountFate(account: account)].socialised = share
    }
    outcome.uncovered = left - outcome.socialised
  }
}
