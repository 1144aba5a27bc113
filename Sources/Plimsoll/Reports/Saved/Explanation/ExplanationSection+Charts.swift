internal import PlimsollMarket

extension ExplanationSection {
  /// One chart with what it shows.
  struct Chart {
    var path, caption, svg: String
  }

  /// Of margin the sum of all accounts under each rule; then the accounts that moved most.
  var charts: [Chart] {
    var names = FileNames()
    return (sums.prefix(Self.mostRules) + movers.prefix(Self.mostCharted)).map { row in
      let subject = [row.key.account, row.key.rule].joined(separator: ", ")
      return Chart(
        path: "charts/\(names.name(for: "bridge-\(row.key.rule)-\(row.key.account)")).svg",
        caption: "From before to after: \(subject)", svg: Self.svg(row, subject, figure))
    }
  }

  /// Margin of all accounts together under each rule; sums of risk measures would mean nothing.
  var sums: [Explanation.Row] {
    verb == MarginStudy.verb ? leading.map(\.key.rule).unique().compactMap(sum) : []
  }

  var figure: String { verb == MarginStudy.verb ? "initial margin" : "risk" }

  /// All accounts of a rule together; nil when nothing moved.
  private func sum(_ rule: String) -> Explanation.Row? {
    let rows = leading.filter { $0.key.rule == rule }
    guard rows.count > 1, rows.contains(where: { $0.change != 0 }) else { return nil }
    func total(_ value: (Explanation.Row) -> Double) -> Double { rows.reduce(0) { $0 + value($1) } }
    return Explanation.Row(
      key: .init(account: "all accounts", rule: rule, measure: "initial_margin"),
      before: total(\.before),
      steps: InputGroup.allCases.indices.map { step in total { $0.steps[step] } },
      after: total(\.after), unexplained: total(\.unexplained), note: "")
  }

  private static func svg(_ row: Explanation.Row, _ subject: String, _ figure: String) -> String {
    let steps = zip(InputGroup.allCases, row.steps).map {
      WaterfallChart.Step(label: $0.rawValue, reduction: -$1)
    }
    let rest =
      row.unexplained == 0
      ? [] : [WaterfallChart.Step(label: "unexplained", reduction: -row.unexplained)]
    return WaterfallChart(
      title: subject, subtitle: "\(figure) before and after, and what moved it",
      start: ("before", row.before), steps: steps + rest, end: "after", axis: "\(figure) (USD)",
      tellsChanges: true
    ).svg
  }
}
