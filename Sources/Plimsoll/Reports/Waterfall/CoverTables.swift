internal import PlimsollClearing

/// The tables of the fund: what it must cover, and who pays into it.
struct CoverTables {
  let result: WaterfallResult

  /// One row a scenario: the two largest groups, before and after endogenous moves.
  var cover: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "largest_group", "largest_loss", "second_group", "second_loss", "cover_1",
      "cover_2", "cover_2_ignoring_groups", "cover_1_after", "cover_2_after", "fund", "excess",
    ])
    let (before, after) = (result.losses, result.lossesAfter)
    for (number, scenario) in before.scenarios.enumerated() {
      let ranked = before.ranked(number)
      let cover = before.cover(result.settings.cover, scenario: number)
      table.append([
        .text(scenario.name), Self.group(ranked, 0), Self.loss(ranked, 0), Self.group(ranked, 1),
        Self.loss(ranked, 1), .number(before.cover(1, scenario: number).fromCents),
        .number(before.cover(2, scenario: number).fromCents),
        .number(before.coverIgnoringGroups(2, scenario: number).fromCents),
        .optional(after?.cover(1, scenario: number).fromCents),
        .optional(after?.cover(2, scenario: number).fromCents), .number(result.paidIn.fromCents),
        .number((result.paidIn - cover).fromCents),
      ])
    }
    return table
  }

  private static func group(_ ranked: [StressLosses.GroupLoss], _ place: Int) -> CSVValue {
    ranked.count > place && ranked[place].loss > 0 ? .text(ranked[place].group) : .blank
  }

  private static func loss(_ ranked: [StressLosses.GroupLoss], _ place: Int) -> CSVValue {
    ranked.count > place ? .number(ranked[place].loss.fromCents) : .blank
  }

  /// One row a member.
  var fund: CSVTable {
    var table = CSVTable(columns: [
      "member", "group", "contribution", "required", "difference", "required_after",
      "difference_after",
    ])
    let before = result.required(for: result.losses).shares
    let after = result.lossesAfter.map { result.required(for: $0).shares }
    let paid = result.cleared.contributions
    for (place, member) in result.cleared.members.enumerated() {
      table.append([
        .text(member.name), .text(member.group), .number(paid[place].fromCents),
        .number(before[place].fromCents), .number((before[place] - paid[place]).fromCents),
        .optional(after?[place].fromCents),
        .optional(after.map { ($0[place] - paid[place]).fromCents }),
      ])
    }
    return table
  }
}
