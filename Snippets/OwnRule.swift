// A margin rule of your own: a flat fraction of gross notional, beside the shipped rule.
import Plimsoll

struct FlatRule: MarginModel {
  let name = "flat"
  let inputs: [InputDigest] = []
  /// Of gross notional, such as 0.1.
  let fraction: Double

  func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    let valuation = try Valuation(book)
    let requirements = book.accounts.map { account in
      let standing = AccountStanding(account, valuation: valuation, haircut: haircut)
      let initial = fraction * standing.grossNotional
      return MarginRequirement(
        account: account.name, standing: standing, initial: initial, maintenance: 0.75 * initial)
    }
    return MarginAssessment(
      rule: name, requirements: requirements,
      method: ["\(fraction) of the gross notional of every account; nothing is netted."])
  }
}

let book = try Book(reading: BookFiles(folder: "models/books/sample"))
var context = RiskContext()
context.scenarioCount = 20_000
let models: [any MarginModel] = [
  FlatRule(fraction: 0.1), try MarginRule(path: "models/rules/shortfall.yaml"),
]
for model in models {
  for requirement in try model.assess(book, in: context).requirements {
    print(
      model.name, requirement.account, NumberText.money(requirement.initial),
      requirement.status.rawValue)
  }
}
