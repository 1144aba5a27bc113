import Plimsoll

extension ReferenceMethod {
  /// Parts of positions in the measures of a book, from scenarios.
  static let scenarioComponents = ReferenceMethod(
    prefix: "risk-euler-components-scenarios", key: "ES_components"
  ) { expected in
    let losses = try expected.file.matrix("position_losses_rows_are_scenarios")
    guard let level = ConfidenceLevel(try expected.file.number("alpha")) else {
      throw ReferenceError.input("alpha")
    }
    let gains = (0..<losses.columns).map { column in losses.column(column).map { -$0 } }
    let total = (0..<losses.rows).map { row in gains.reduce(0) { $0 + $1[row] } }
    let tail = LossTail(PnLVector(total), level: level)
    func components(_ measure: RiskMeasure) -> [Double] {
      gains.map { tail.component(of: measure, gains: $0) }
    }
    expected["ES_total"].agrees(with: tail.expectedShortfall.value)
    expected["ES_components"].agrees(with: components(.expectedShortfall))
    expected["tail_scenario_indices_0based"].equals(tail.scenarios)
    expected["VaR_total_inverted_cdf"].agrees(with: tail.valueAtRisk.value)
    expected["VaR_scenario_index_0based"].equals(tail.quantileScenario)
    expected["VaR_components_at_scenario"].agrees(with: components(.valueAtRisk))
  }
}
