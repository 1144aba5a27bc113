import Plimsoll

extension ReferenceMethod {
  /// Normal, Student-t and lognormal losses in closed form.
  static let parametric = ReferenceMethod(prefix: "risk-parametric-", key: "rows") { expected in
    for row in expected["rows"].elements {
      let (mean, sigma) = (try row["mu"].number(), try row["sigma"].number())
      let level = try row["alpha"].level()
      let normal = NormalLaw(mean: mean, standardDeviation: sigma)
      check(row["normal"]) { normal.value(of: $0, at: level) }
      for entry in row["t"].elements {
        let degrees = try entry["nu"].number()
        let plain = StudentTLaw(mean: mean, scale: sigma, degreesOfFreedom: degrees)
        let unit = StudentTLaw(mean: mean, standardDeviation: sigma, degreesOfFreedom: degrees)
        check(entry["sigma_is_scale"]) { plain.value(of: $0, at: level) }
        check(entry["sigma_is_std_dev"]) { unit.value(of: $0, at: level) }
      }
      let growth = LognormalLaw(mean: mean, standardDeviation: sigma)
      check(row["lognormal_long_unit"]) { growth.value(of: $0, at: level, side: .long) }
      check(row["lognormal_short_unit"]) { growth.value(of: $0, at: level, side: .short) }
    }
  }

  private static func check(_ expected: Expected, _ value: (RiskMeasure) -> Double) {
    expected["VaR"].agrees(with: value(.valueAtRisk))
    expected["ES"].agrees(with: value(.expectedShortfall))
  }
}
