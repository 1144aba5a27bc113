import Plimsoll

extension ReferenceMethod {
  /// The zones of exception counts and the supervisors' plus factors.
  static let trafficLight = ReferenceMethod(prefix: "backtest-basel-", key: "zones") { expected in
    let close = expected.file.tolerance(["all"])
    for zone in expected["zones"].elements {
      let (n, p) = (try zone["n"].number(), try zone["p"].number())
      guard let n = Int(exactly: n) else { throw ReferenceError.input("zones.n") }
      let light = TrafficLight(observations: n, rate: p)
      zone["first_yellow"].equals(light.firstYellow)
      zone["first_red"].equals(light.firstRed)
      for (x, probability) in zone["cumulative_P_X_le_x_for_x0_to_first_red"].elements.enumerated()
      {
        let count = ProportionOfFailures(observations: n, exceptions: x, rate: p)
        probability.agrees(with: count.atMost, under: close)
      }
    }
    let light = TrafficLight(observations: 250, rate: 0.01)
    for row in expected["plus_factor_250_obs_99pct"].elements {
      guard let count = Int(exactly: try row["exceptions"].number()) else {
        throw ReferenceError.input("plus_factor_250_obs_99pct.exceptions")
      }
      row["zone"].equals(light.zone(of: count).rawValue)
      row["basel_1996_plus_on_multiplier_3"].agrees(
        with: TrafficLight.plusOf1996(exceptions: count))
      row["basel_2019_MAR32_plus_on_multiplier_1.5"].agrees(
        with: TrafficLight.plusOf2019(exceptions: count))
    }
  }
}
