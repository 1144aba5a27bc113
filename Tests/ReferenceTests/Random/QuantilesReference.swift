import Plimsoll

extension ReferenceMethod {
  /// The laws of Student, chi-square, gamma and beta; rows name their parameters.
  static let quantiles = ReferenceMethod(prefix: "rng-other-quantiles", key: "student_t_cdf") {
    expected in
    for row in expected["student_t"].elements {
      let law = StudentTDistribution(degreesOfFreedom: try row["nu"].number())
      row["quantile"].agrees(with: law.quantile(try row["p"].number()))
    }
    for row in expected["student_t_cdf"].elements {
      let law = StudentTDistribution(degreesOfFreedom: try row["nu"].number())
      let point = try row["x"].number()
      row["cdf"].agrees(with: law.cumulative(point))
      row["pdf"].agrees(with: law.density(point))
    }
    for row in expected["chi_square"].elements {
      let law = ChiSquareDistribution(degreesOfFreedom: try row["k"].number())
      row["quantile"].agrees(with: law.quantile(try row["p"].number()))
    }
    for row in expected["gamma"].elements {
      let law = GammaDistribution(
        shape: try row["shape"].number(), scale: try row["scale"].number())
      row["quantile"].agrees(with: law.quantile(try row["p"].number()))
    }
    for row in expected["beta"].elements {
      let law = BetaDistribution(a: try row["a"].number(), b: try row["b"].number())
      row["quantile"].agrees(with: law.quantile(try row["p"].number()))
    }
  }
}
