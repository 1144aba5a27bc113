internal import PlimsollClearing

extension WaterfallReport {
  /// What the fund must be, what is uncovered, and how often members default.
  var figures: [Report.Figure] {
    let losses = result.losses
    let required = result.required(for: losses).shares.reduce(0, +).fromCents
    let after = result.lossesAfter.map { result.required(for: $0).shares.reduce(0, +).fromCents }
    let drawn = result.simulation
    return [
      Report.Figure("required_fund", required), Report.Figure("required_fund_after", after),
      Report.Figure("default_fund", result.paidIn.fromCents),
      Report.Figure(
        "cover_1", losses.scenarios.indices.map { losses.cover(1, scenario: $0).fromCents }.max()),
      Report.Figure(
        "cover_2", losses.scenarios.indices.map { losses.cover(2, scenario: $0).fromCents }.max()),
      Report.Figure(
        "largest_uncovered",
        result.stress.scenarios.map { $0.settlement.uncovered.fromCents }.max()),
      Report.Figure("default_probability", drawn.loss.reached.value),
      Report.Figure("uncovered_probability", drawn.uncovered.reached.value),
      Report.Figure("expected_uncovered", drawn.uncovered.expected.value),
    ]
  }
}
