import Plimsoll

extension ReferenceMethod {
  /// Student-t laws of single columns and of all, and the t copula, by maximum likelihood.
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
    let joint = expected["multivariate_t_mle"]
    let law = try MultivariateTFit(columns)
    joint["nu"].agrees(with: law.degreesOfFreedom)
    // The file bounds the scatter; a location near zero has the same error in units of its scale.
    let bound = expected.file.tolerance(["scatter"])?.relative ?? 0
    for (place, entry) in joint["mu"].elements.enumerated() where place < columns.count {
      let scale = law.scatter[place, place].squareRoot()
      entry.agrees(with: law.location[place], under: Tolerance(absolute: bound * scale))
    }
    joint["scatter"].agrees(with: law.scatter)
    joint["loglik"].agrees(with: law.logLikelihood)
    try checkCopula(expected["t_copula"], of: columns)
  }

  /// Compares a t copula; what follows in closed form from ranks has the tolerance of a likelihood
  /// at given degrees of freedom.
  private static func checkCopula(_ expected: Expected, of columns: [[Double]]) throws {
    let tight = expected.file.tolerance(["loglik_at_nu"])
    let fit = TCopulaFit(columns)
    expected["kendall_tau"].agrees(with: RankCorrelation.kendallTau(columns), under: tight)
    expected["corr"].agrees(with: fit.correlation, under: tight)
    expected["nu_pseudo_ml"].agrees(with: fit.degreesOfFreedom, as: "nu")
    expected["loglik"].agrees(with: fit.logLikelihood)
    for row in expected["loglik_at_nu"].elements {
      let degrees = try row["nu"].number()
      row["loglik"].agrees(with: fit.logLikelihood(degreesOfFreedom: degrees), under: tight)
    }
    expected["gaussian_copula_loglik_same_corr"].agrees(
      with: fit.gaussianLogLikelihood, under: tight)
    for key in expected.keys where key.hasPrefix("tail_dependence_lambda_") {
      // The digits are the numbers, from one, of two columns.
      let pair = key.suffix(2).compactMap(\.wholeNumberValue)
      guard pair.count == 2, pair.allSatisfy({ (1...columns.count) ~= $0 }) else {
        throw ReferenceError.input("expected.\(key)")
      }
      expected[key].agrees(
        with: TCopulaFit.tailDependence(
          degreesOfFreedom: fit.degreesOfFreedom,
          correlation: fit.correlation[pair[0] - 1, pair[1] - 1]), as: "nu")
    }
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
