import Plimsoll

extension ReferenceMethod {
  /// The standard normal law.
  static let normalCumulative = ReferenceMethod(prefix: "rng-normal-cdf", key: "log_cdf") {
    expected in
    let points = try expected.file.numbers("x")
    expected["cdf"].agrees(with: points.map(NormalDistribution.cumulative))
    expected["sf"].agrees(with: points.map(NormalDistribution.survival))
    expected["pdf"].agrees(with: points.map(NormalDistribution.density))
    expected["log_cdf"].agrees(with: points.map(NormalDistribution.logCumulative))
  }

  /// Its inverse.
  static let normalQuantile = ReferenceMethod(prefix: "rng-normal-quantile", key: "ndtri") {
    expected in
    let probabilities = try expected.file.numbers("p")
    expected["ndtri"].agrees(with: probabilities.map(NormalDistribution.quantile))
    expected["scipy_max_rel_diff"].isRemark()
  }
}
