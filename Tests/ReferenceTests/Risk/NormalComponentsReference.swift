import Plimsoll

extension ReferenceMethod {
  /// Parts of exposures in the measures of a normally distributed book.
  static let normalComponents = ReferenceMethod(
    prefix: "risk-euler-components-normal", key: "portfolio_mean"
  ) { expected in
    let book = try NormalBook(expected.file)
    expected["portfolio_sigma"].agrees(with: book.law.standardDeviation)
    expected["portfolio_mean"].agrees(with: book.law.mean)
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      check(row["VaR"], .valueAtRisk, at: level, of: book)
      check(row["ES"], .expectedShortfall, at: level, of: book)
    }
  }

  private static func check(
    _ expected: Expected, _ measure: RiskMeasure, at level: ConfidenceLevel, of book: NormalBook
  ) {
    let total = book.law.value(of: measure, at: level)
    let components = NormalLaw.components(
      of: measure, at: level, exposures: book.exposures, mean: book.mean,
      covariance: book.covariance)
    let places = book.exposures.indices
    expected["total"].agrees(with: total)
    expected["component"].agrees(with: components)
    expected["component_sum"].agrees(with: components.reduce(0, +))
    expected["percent"].agrees(with: components.map { $0 / total })
    // A component is an exposure times its marginal; an exposure of one leaves the marginal.
    expected["marginal"].agrees(with: places.map { book.marginal(of: measure, at: level, $0) })
    expected["incremental_remove_position"].agrees(
      with: places.map { total - book.without($0).value(of: measure, at: level) })
    expected["standalone"].agrees(
      with: places.map { book.alone($0).value(of: measure, at: level) })
  }
}
