internal import Glibc
internal import PlimsollMargin
internal import PlimsollMarket

/// What is given and what follows, as CSV and as a section of a report.
struct GivenSection {
  let stressed: StressedBook
  let given: GivenMoves
  let conditional: Plausibility.Conditional
  let scenario: StressScenario

  /// Nil when nothing is given.
  init?(_ stressed: StressedBook) {
    guard let given = stressed.given, let scenario = stressed.givenScenario else { return nil }
    self.stressed = stressed
    self.given = given.moves
    conditional = given.conditional
    self.scenario = scenario
  }

  private struct Row {
    var factor: RiskFactor
    var isGiven: Bool
    var move: Double
    var price: Double?
    var deviations: Double?
  }

  private var rows: [Row] {
    let fixed = Set(given.factors)
    let law = stressed.plausibility
    let others = (law.factors + law.still).filter { !fixed.contains($0) }
    return (given.factors + others).map { factor in
      let move = scenario.shock.logMoves[factor] ?? 0
      return Row(
        factor: factor, isGiven: fixed.contains(factor), move: move,
        price: stressed.book.spot[factor].map { $0 * exp(move) },
        deviations: law.deviation(of: factor).map { move / $0 })
    }
  }

  var table: CSVTable {
    var table = CSVTable(columns: [
      "factor", "given", "log_move", "relative_move", "price", "standard_deviations",
    ])
    for row in rows {
      table.append([
        .text(row.factor.name), .flag(row.isGiven), .number(row.move), .number(expm1(row.move)),
        .optional(row.price), .optional(row.deviations),
      ])
    }
    return table
  }

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "With moves given")
    document.paragraph(
      "Some moves are given; every other factor is put where the model expects it once those have "
        + "happened, as its regression on them says. The scenario is called `\(scenario.name)` in "
        + "`stress.csv`. "
        + (conditional.given.isEmpty
          ? "By the model the given factors never move, so nothing follows from them."
          : "The given moves by themselves lie at a distance of "
            + "\(NumberText.ratio(conditional.distance)) standard deviations."))
    document.table(
      [
        "factor", "", .right("move"), .right("price"), .right("standard deviations"),
      ],
      rows.map { row in
        [
          row.factor.name, row.isGiven ? "given" : "follows",
          NumberText.percent(expm1(row.move), decimals: 2),
          row.price.map(NumberText.money) ?? "",
          row.deviations.map { NumberText.plain($0, significantDigits: 3) } ?? "never moves",
        ]
      })
  }
}
