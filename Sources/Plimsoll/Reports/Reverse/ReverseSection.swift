internal import PlimsollMargin
internal import PlimsollMarket

/// A reverse stress as a section of a report, for a reader who never met one.
struct ReverseSection {
  let reverse: ReverseStress
  let stressed: StressedBook

  /// Accounts told move by move.
  private static let mostTold = 6

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "Reverse stress: what would it take?")
    document.paragraph(
      "A stress test asks what a scenario costs. A reverse stress test asks the other way round: of "
        + "all joint moves over \(stressed.horizon) that cost an account \(asked), which is the least "
        + "far-fetched? The answer is a scenario to be believed or argued with."
        + (stressed.given == nil
          ? ""
          : " The given moves stay; the search is over the other factors, and distances are from "
            + "where the model expects those."))
    document.bullets(explanations)
    document.table(Self.columns, ranked.prefix(MarginReport.mostListed).map(row))
    if ranked.count > MarginReport.mostListed {
      document.paragraph("`reverse.csv` has all \(ranked.count) accounts.")
    }
    let without = ranked.filter { $0.reason != nil }.prefix(Self.mostTold)
    if !without.isEmpty {
      document.paragraph("Those without an answer:")
      document.bullets(without.map { "**\($0.account)**: \($0.reason ?? "")." })
    }
    let answered = ranked.filter { $0.scenario != nil }
    for account in answered.prefix(Self.mostTold) { tell(account, to: &document) }
    if answered.count > Self.mostTold {
      document.paragraph(
        "The \(answered.count - Self.mostTold) farthest are not told; `reverse-moves.csv` has all.")
    }
  }

  private var asked: String {
    switch reverse.target {
    case .amount(let loss): "\(NumberText.money(loss)) USD"
    case .equityShare(let share): "\(NumberText.percent(share)) of its equity"
    case .liquidation: "all it has above its maintenance margin"
    }
  }

  private var explanations: [String] {
    [
      "**Distance** (Mahalanobis distance) is how far a joint move is from none in standard "
        + "deviations, correlations counted: two coins that usually fall together are nearer when "
        + "both fall than when one falls and the other rises. For one factor alone it is the number "
        + "of its standard deviations over \(stressed.horizon). The nearest scenario is the most "
        + "plausible one.",
      "**Odds its way** is the chance of going at least so far in the scenario's own direction if "
        + "returns were normal (k a thousand, M a million, B a thousand millions, T a million millions). "
        + "Crypto returns are not: far moves come more often than that, which is what the columns on "
        + "history are for.",
      "**Odds any way** is the chance of going at least so far in whatever direction, most of which "
        + "cost the account nothing. It depends on how many factors there are: a distance of 3 is "
        + "exceeded with probability 0.3 % by one factor, 1.1 % by two and 44 % by nine. So it is not "
        + "the chance of the loss, and distances compare only among accounts with as many factors.",
      "**Farther** counts the past windows of \(stressed.horizon) that lay farther from no move than "
        + "the scenario does; **costlier** counts those in which the account as it is would have lost "
        + "at least as much.",
      "**Linear** and **quadratic** are the distances that an approximation of the P&L by first, or "
        + "first and second, derivatives would have told; where they differ from the distance, the "
        + "book bends more than they know.",
    ]
  }

  private static let columns: [MarkdownColumn] = [
    "account", .right("to lose"), .right("distance"), .right("odds its way"), .right("factors"),
    .right("odds any way"), .right("farther"), .right("costlier"), .right("linear"),
    .right("quadratic"),
  ]

  /// The nearest first, those without an answer last.
  private var ranked: [ReverseStress.Account] {
    let distances = reverse.accounts.map { $0.scenario?.distance ?? .infinity }
    return reverse.accounts.indices.sorted { left, right in
      distances[left] != distances[right] ? distances[left] < distances[right] : left < right
    }.map { reverse.accounts[$0] }
  }

  private func row(_ account: ReverseStress.Account) -> [String] {
    let loss = account.targetLoss.map(NumberText.money) ?? ""
    func distance(_ method: ReverseStress.Method) -> String {
      account.scenarios.first { $0.method == method }.map { Self.distance($0.distance) } ?? "none"
    }
    guard let found = account.scenario else {
      return [account.account, loss, "none"] + [String](repeating: "", count: 7)
    }
    let record = account.record
    return [
      account.account, loss, Self.distance(found.distance), Self.odds(found.normalTail),
      "\(found.dimension)", Self.odds(found.chiSquareTail),
      record.map { "\($0.farther) of \($0.windows)" } ?? "",
      record.map { "\($0.losing) of \($0.windows)" } ?? "", distance(.linear),
      distance(.quadratic),
    ]
  }

  static func distance(_ distance: Double) -> String {
    distance == 0 ? "0" : NumberText.plain(distance, significantDigits: 4)
  }

  /// A probability as `1 in 740`, or as a percentage when it is no rarity.
  static func odds(_ probability: Double) -> String {
    if probability >= 0.1 { return NumberText.percent(probability) }
    guard probability > 1e-12 else { return "below 1 in 1T" }
    return "1 in \(NumberText.compact(1 / probability))"
  }

  private func tell(_ account: ReverseStress.Account, to document: inout MarkdownDocument) {
    guard let found = account.scenario else { return }
    document.heading(3, "What would take it from \(account.account)")
    guard found.distance > 0 || !found.moves.allSatisfy({ $0.logMove == 0 }) else {
      document.paragraph("Nothing has to happen: it is there already.")
      return
    }
    document.table(
      [
        "factor", .right("move"), .right("price"), .right("standard deviations"), .right("P&L"),
      ],
      found.moves.map { move in
        [
          move.factor.name + (move.isGiven ? " (given)" : ""),
          NumberText.percent(move.relativeMove, decimals: 2),
          move.price.map(NumberText.money) ?? "",
          move.standardDeviations.map { NumberText.plain($0, significantDigits: 3) }
            ?? "never moves",
          NumberText.money(move.pnl),
        ]
      })
    if found.distance == 0, stressed.given != nil {
      document.paragraph(
        "The given moves alone cost it that much and more: nothing else has to happen, and a distance "
          + "of 0 is from where they leave the other factors, not from today.")
    }
    document.paragraph(
      "A loss of \(NumberText.money(found.loss ?? 0)) in all"
        + (found.marginLevel.map { "; it leaves a margin level of \(NumberText.ratio($0.value))" }
          ?? "") + ". " + approximations(account) + likeness(account))
  }

  /// How far the approximations mislead.
  private func approximations(_ account: ReverseStress.Account) -> String {
    [ReverseStress.Method.linear, .quadratic].map { method in
      guard let found = account.scenarios.first(where: { $0.method == method }) else {
        return "A \(method.rawValue) approximation finds no such scenario. "
      }
      guard let loss = found.loss else {
        return
          "That of a \(method.rawValue) approximation, at \(Self.distance(found.distance)), is "
          + "beyond all prices looked at. "
      }
      let outcome =
        loss >= 0 ? "loses \(NumberText.money(loss))" : "gains \(NumberText.money(-loss))"
      return
        "The scenario of a \(method.rawValue) approximation, at \(Self.distance(found.distance)), "
        + "in truth \(outcome). "
    }.joined()
  }

  /// The past window most like it.
  private func likeness(_ account: ReverseStress.Account) -> String {
    guard let window = account.record?.nearest.first else { return "" }
    let outcome =
      window.loss >= 0
      ? "would lose \(NumberText.money(window.loss))"
      : "would gain \(NumberText.money(-window.loss))"
    return
      "Of the past, the window that ended \(window.end) is most like it, "
      + "\(Self.distance(window.distanceToScenario)) standard deviations away; today it \(outcome)."
  }
}
