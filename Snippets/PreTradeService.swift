// A pre-trade check inside a service: made ready once, then asked on the order path.
//
// A check is a value that grows as accounts are asked for, so one owner serves it: here an actor.
import Plimsoll

actor OrderGate {
  private var check: PreTradeCheck

  init(rule: MarginRule, book: Book) throws {
    var context = RiskContext()
    context.scenarioCount = 20_000
    check = try PreTradeCheck(rule, on: book, in: context)
  }

  /// Whether the account may trade; a trade that is accepted is in the book from then on.
  func admits(_ account: String, _ instrument: String, _ quantity: Double) throws -> Bool {
    let answer = try check.check(account, instrument, quantity)
    if answer.isAccepted { try check.fill(answer) }
    return answer.isAccepted
  }
}

let gate = try OrderGate(
  rule: MarginRule(path: "models/rules/shortfall.yaml"),
  book: Book(reading: BookFiles(folder: "models/books/sample")))
for quantity in [-1.0, -1_000, 0.5] {
  let isAdmitted = try await gate.admits("directional", "BTC-PERP", quantity)
  print("BTC-PERP", quantity, isAdmitted ? "accepted" : "rejected")
}
