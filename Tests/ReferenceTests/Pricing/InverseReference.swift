import Plimsoll

extension ReferenceMethod {
  /// Coin-settled options; rows name their market.
  static let inverse = ReferenceMethod(prefix: "pricing-inverse", key: "inverse_options") {
    expected in
    for row in expected["results"].elements {
      let right = try row["type"].right()
      let forward = try row["F"].number()
      let option = InverseOption(
        forward: forward, strike: try row["K"].number(), yearsToExpiry: try row["T"].number(),
        volatility: try row["sigma"].number(), right: right)
      row["usd_price"].agrees(with: option.black.price(right))
      row["coin_price"].agrees(with: option.price)
      row["black_delta"].agrees(with: option.black.greeks(right).delta)
      row["premium_adjusted_delta"].agrees(with: option.premiumAdjustedDelta)
      row["dCoin_dF"].agrees(with: option.delta)
      row["d2Coin_dF2"].agrees(with: option.gamma)
      row["coin_vega_per_1.00"].agrees(with: option.vega)
      row["coin_theta_per_year"].agrees(with: option.theta)
      row["payoff_coin_at_S_0.5F_F_2F"].agrees(
        with: [0.5, 1, 2].map { option.payoff(at: $0 * forward) })
    }
  }
}
