import Plimsoll

extension ReferenceMethod {
  /// Kupiec's test of counts.
  static let proportionOfFailures = ReferenceMethod(
    prefix: "backtest-kupiec-", key: "results", check: checkExceptions)

  /// Christoffersen's tests of sequences.
  static let transitions = ReferenceMethod(
    prefix: "backtest-christoffersen-", key: "results", check: checkExceptions)

  /// Counts or sequences, as the inputs have it.
  @Sendable private static func checkExceptions(_ expected: Expected) throws {
    if expected.file.inputs["sequences"] != nil {
      try checkSequences(expected)
    } else {
      try checkCounts(expected)
    }
  }

  private static func checkCounts(_ expected: Expected) throws {
    let cases = try expected.file.input("cases", \.elements)
    for (result, input) in zip(expected["results"].elements, cases) {
      guard let n = input["n"]?.integer, let x = input["x"]?.integer, let p = input["p"]?.number
      else { throw ReferenceError.input("cases") }
      let test = ProportionOfFailures(observations: n, exceptions: x, rate: p)
      result.agrees(with: test.likelihoodRatio, statistic: "LR_uc", pValue: "p_value")
      result["binomial_P_X_le_x"].agrees(with: test.atMost, as: "p_value")
      result["binomial_P_X_ge_x"].agrees(with: test.atLeast, as: "p_value")
    }
  }

  private static func checkSequences(_ expected: Expected) throws {
    let sequences = try expected.file.input("sequences", \.elements)
    for (result, input) in zip(expected["results"].elements, sequences) {
      guard let hits = input["hits"]?.text, let p = input["p"]?.number else {
        throw ReferenceError.input("sequences")
      }
      let exceptions = hits.map { $0 == "1" }
      let count = exceptions.count(where: \.self)
      let coverage = ProportionOfFailures(
        observations: exceptions.count, exceptions: count, rate: p)
      result["LR_uc"].agrees(with: coverage.likelihoodRatio.statistic)
      let transitions = ExceptionTransitions(exceptions, rate: p)
      check(result, transitions, independence: "p_ind")
      result.agrees(
        with: transitions.conditionalCoverage, statistic: "LR_cc", pValue: "p_cc")
    }
  }

  /// The counts of transitions and the test of independence.
  static func check(
    _ expected: Expected, _ transitions: ExceptionTransitions, independence pValue: String
  ) {
    expected["n00,n01,n10,n11"].equals([
      transitions.quietAfterQuiet, transitions.exceptionAfterQuiet,
      transitions.quietAfterException, transitions.exceptionAfterException,
    ])
    expected.agrees(with: transitions.independence, statistic: "LR_ind", pValue: pValue)
  }
}
