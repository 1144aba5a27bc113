import Plimsoll

extension ReferenceMethod {
  /// Student-t laws of single columns by maximum likelihood.
  static let studentT = ReferenceMethod(
    prefix: "estimators-student-t-", key: "univariate_t_mle"
  ) { expected in
    let scale = try expected.file.number("scale")
    let columns = try expected.file.columns(first: "n").map { $0.map { scale * $0 } }
    let names = try expected.file.input("columns", \.texts)
    for fit in expected["univariate_t_mle"].elements {
      guard let name = fit["column"].value?.text, let place = names.firstIndex(of: name) else {
        throw ReferenceError.input("expected.\(fit.key).column")
      }
      fit["column"].isRemark()
      fit["score_max"].isRemark()
      let values = columns[place]
      // The file bounds the scatter but not the location, whose error is of the same order.
      check(fit, StudentTFit(values), locationAs: "scatter")
      check(fit["zero_loc"], StudentTFit(values, location: 0), locationAs: "scatter")

      let meanSquare = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      let standardised = values.map { $0 / meanSquare.squareRoot() }
      for key in fit.keys where key.hasPrefix("unit_variance") {
        check(fit[key], StudentTFit(standardised: standardised), locationAs: "scatter")
      }
      fit["moment_nu_from_excess_kurtosis"].agrees(with: momentDegrees(values), as: "nu")
    }
    expected["multivariate_t_mle"].isPending()
    expected["t_copula"].isPending()
  }

  /// Compares a fit; a file without a tolerance for location and scale lends them another's.
  static func check(_ expected: Expected, _ fit: StudentTFit, locationAs name: String) {
    expected["nu"].agrees(with: fit.degreesOfFreedom, as: name)
    expected["loc"].agrees(with: fit.location, as: name)
    expected["scale"].agrees(with: fit.scale, as: name)
    expected["loglik"].agrees(with: fit.logLikelihood, as: name)
  }

  /// The degrees of freedom with the values' excess kurtosis, 6 / (ν − 4); nil when it is negative.
  private static func momentDegrees(_ values: [Double]) -> Double? {
    let mean = values.reduce(0, +) / Double(values.count)
    var (second, fourth) = (0.0, 0.0)
    for value in values {
      let square = (value - mean) * (value - mean)
      second += square / Double(values.count)
      fourth += square * square / Double(values.count)
    }
    let excess = fourth / (second * second) - 3
    return excess > 0 ? 4 + 6 / excess : nil
  }
}
