internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

/// Tables of what moves beside spot.
enum JointTables {
  /// Larger correlation tables than this are left to readers of the scenarios.
  private static let mostFactors = 12

  /// Writes where each factor stands, how it answers, what that rests on, and what comes of it.
  static func write(
    _ joint: PreparedScenarios.Joint, under title: String, to document: inout MarkdownDocument
  ) {
    document.heading(4, "Joint factors, \(title)")
    document.table(
      [
        "factor", .right("level"), .right("moves by"), .right("per unit of log return"),
        .right("residual"), "from",
      ],
      joint.model.rows.map { row in
        [
          row.factor.name, row.level.map { number($0) } ?? "", number(row.constant),
          number(row.response), number(row.deviation), row.evidence,
        ]
      })
    document.paragraph(
      "Over the horizon: volatility as the log change of its level, skew as the change of volatility "
        + "per unit of standardised log moneyness, basis as the change of its annual rate, all at 30 "
        + "days to expiry; funding as the sum of the payments. The residual is a standard "
        + "deviation.")
    guard joint.factors.count <= mostFactors else { return }
    document.table(
      [MarkdownColumn("correlation")] + joint.factors.map { .right($0.name) },
      joint.factors.indices.map { row in
        [joint.factors[row].name]
          + joint.factors.indices.map { NumberText.ratio(joint.correlation[row, $0]) }
      })
    document.paragraph(
      "As drawn, in \(joint.observations) scenarios: responses and residuals "
        + "together.")
  }

  private static func number(_ value: Double) -> String {
    value == 0 ? "0" : "\(value.rounded(toDigits: 3))"
  }
}
