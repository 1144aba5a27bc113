import PlimsollMargin
import PlimsollMarket
import Testing

/// What every margin model must do, whatever its rules: one requirement per account in order,
/// maintenance at most initial, parts that add up, the same bits for any number of threads, and no
/// margin without holdings.
func checkMarginModelLaws(_ model: some MarginModel, on book: Book) throws {
  var context = RiskContext()
  context.threads = 1
  context.charted = 1
  let assessment = try model.assess(book, in: context)
  #expect(assessment.requirements.map(\.account) == book.accounts.map(\.name))
  for (account, requirement) in zip(book.accounts, assessment.requirements) {
    #expect(
      requirement.initial >= requirement.floor ?? 0 && requirement.initial >= requirement.core)
    #expect(requirement.maintenance <= requirement.initial)
    let parts = requirement.contributions.reduce(0) { $0 + $1.component }
    let scale = max(1, requirement.gross)
    #expect(abs(parts - requirement.netMeasure.value) < 1e-10 * scale)
    let alone = requirement.contributions.reduce(0) { $0 + $1.standalone }
    #expect(abs(alone - requirement.gross) < 1e-10 * scale)
    #expect(
      abs(requirement.excess + requirement.initial - requirement.standing.collateralValue) < 1e-6)
    if account.positions.isEmpty { #expect(requirement.initial == 0) }
  }
  for threads in [2, 7] {
    context.threads = threads
    let again = try model.assess(book, in: context)
    for (a, b) in zip(assessment.requirements, again.requirements) {
      #expect(a.initial == b.initial && a.gross == b.gross && a.netMeasure == b.netMeasure)
      #expect(a.contributions == b.contributions && a.histogram == b.histogram)
    }
  }
}
