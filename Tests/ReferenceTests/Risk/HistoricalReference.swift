import Plimsoll

extension ReferenceMethod {
  /// Value at risk and expected shortfall of equally likely losses, by the project's conventions,
  /// and intervals from order statistics.
  static let historical = ReferenceMethod(
    prefix: "risk-historical-", key: "order_statistic_confidence_intervals"
  ) { expected in
    let losses = try expected.file.numbers("losses")
    let pnl = PnLVector(losses.map { -$0 })
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      let quantiles = row["VaR_quantile_of_losses_at_alpha"]
      quantiles["inverted_cdf"].agrees(with: pnl.valueAtRisk(at: level).value)
      let shortfalls = row["ES"]
      shortfalls["acerbi_tasche_fractional"].agrees(with: pnl.expectedShortfall(at: level).value)
      let tail = level.tail(of: losses.count)
      shortfalls["n_times_1_minus_alpha"].agrees(with: Double(tail.whole) + tail.fraction)

      // Other conventions, given for contrast.
      for key in quantiles.keys where key != "inverted_cdf" { quantiles[key].isPending(as: key) }
      for key in shortfalls.keys where key.hasPrefix("mean_") { shortfalls[key].isPending(as: key) }
      let other = "VaR_minus_quantile_of_pnl_at_1_minus_alpha"
      row[other].isPending(as: other)
    }

    let sorted = losses.sorted()
    for row in expected["order_statistic_confidence_intervals"].elements {
      let level = try row["alpha"].level()
      let confidence = try row["confidence"].number()
      let interval = OrderStatisticInterval(
        count: losses.count, level: level, confidence: confidence)
      row["lower_rank"].equals(interval.lowerRank)
      row["upper_rank"].equals(interval.upperRank)
      row["lower"].agrees(with: interval.lowerRank.map { sorted[$0 - 1] })
      row["upper"].agrees(with: interval.upperRank.map { sorted[$0 - 1] })
      row["exact_coverage"].agrees(with: interval.coverage)
      if confidence == 0.95 {
        let estimate = pnl.valueAtRisk(at: level)
        row["lower"].agrees(with: estimate.lower)
        row["upper"].agrees(with: estimate.upper)
      }
    }
  }
}
