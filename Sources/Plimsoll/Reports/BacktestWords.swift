internal import PlimsollMargin

/// Figures of a backtest in words.
enum BacktestWords {
  /// A p-value: `0.34`, `0.012`, `<0.0001`.
  static func pValue(_ p: Double) -> String {
    if p < 0.0001 { return "<0.0001" }
    return NumberText.plain(p, significantDigits: 2)
  }

  /// How many exceptions a level gives on average: `21.9`.
  static func expected(_ coverage: ProportionOfFailures) -> String {
    NumberText.ratio(Double(coverage.observations) * coverage.rate)
  }

  /// `p = 0.34`, `p < 0.0001`.
  private static func p(_ p: Double) -> String {
    p < 0.0001 ? "p < 0.0001" : "p = \(pValue(p))"
  }

  /// `4 of 2.50`: exceptions, and how many are expected.
  static func ofExpected(_ coverage: ProportionOfFailures) -> String {
    "\(coverage.exceptions) of \(expected(coverage))"
  }

  /// The name of a test.
  static func test(_ failure: BacktestVerdict.Failure) -> String {
    switch failure {
    case .coverage: "Kupiec"
    case .conditionalCoverage: "conditional coverage"
    case .shortfall: "Z2"
    case .marginBreaches: "margin breaches"
    }
  }

  /// `1 exception`, `12 exceptions`.
  static func counted(_ coverage: ProportionOfFailures) -> String {
    "\(coverage.exceptions) \(coverage.exceptions == 1 ? "exception" : "exceptions")"
  }

  /// Why a test rejects.
  static func failure(_ failure: BacktestVerdict.Failure, of finding: BacktestFindings) -> String {
    let coverage = finding.coverage
    switch failure {
    case .coverage(let p, let tooMany):
      return "\(counted(coverage)) where \(expected(coverage)) are expected, too "
        + "\(tooMany ? "many" : "few") (Kupiec \(Self.p(p)))"
    case .conditionalCoverage(let p):
      let after = finding.transitions.exceptionAfterException
      return "number and spacing of exceptions, \(after) of which follow one the bar before "
        + "(conditional coverage \(Self.p(p)))"
    case .shortfall(let p):
      let z = finding.shortfall.map {
        NumberText.plain($0.test.unconditional, significantDigits: 3)
      }
      return "losses beyond VaR are more or larger than expected shortfall says (Z2 = \(z ?? ""), "
        + "\(Self.p(p)))"
    case .marginBreaches(let p):
      let margin = finding.margin
      return "\(margin.breaches) margin breaches in \(margin.observations) windows where "
        + "\(NumberText.ratio(Double(margin.observations) * coverage.rate)) are expected "
        + "(\(Self.p(p)))"
    }
  }

  /// The verdict's reasons, or what supports it.
  static func reasons(of finding: BacktestFindings) -> String {
    switch finding.verdict.outcome {
    case .rejected:
      return finding.verdict.failures.map { failure($0, of: finding) }.joined(separator: "; ")
    case .accepted:
      return "\(counted(finding.coverage)) where \(expected(finding.coverage)) are "
        + "expected; the least p-value that decides is \(pValue(finding.verdict.leastP))"
    case .inconclusive:
      let count = Double(finding.coverage.observations) * finding.coverage.rate
      return count < BacktestVerdict.fewestExpected
        ? "\(finding.coverage.observations) bars are too few: \(expected(finding.coverage)) "
          + "exceptions are expected, \(NumberText.ratio(BacktestVerdict.fewestExpected)) are needed"
        : "nothing was at risk"
    }
  }
}
