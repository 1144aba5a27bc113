import Foundation
import Plimsoll

extension ReferenceMethod {
  /// Volatilities of prices to within what the last digit of the price allows, and prices that have
  /// none.
  static let impliedVolatility = ReferenceMethod(prefix: "pricing-implied-vol", key: "implied") {
    expected in
    for row in expected["results"].elements {
      let right = try row["type"].right()
      let forward = try row["F"].number()
      let years = try row["T"].number()
      let discount = exp(-(try row["r"].number()) * years)
      let price = try row["price"].number()
      let strike = try row["K"].number()
      let volatility = try ImpliedVolatility.of(
        price: price, right: right, forward: forward, strike: strike, yearsToExpiry: years,
        discountFactor: discount)
      let bound = max(1e-10, 16 * (try row["conditioning_dIV_per_ulp"].number()))
      let wanted = try row["implied_vol"].number()
      row["implied_vol"].settle(
        Tolerance(absolute: bound).share(volatility, wanted), "\(volatility)")
      let black = Black76(
        forward: forward, strike: strike, yearsToExpiry: years, volatility: volatility,
        discountFactor: discount)
      let vega = row["vega"]
      vega.settle(
        Tolerance(relative: 1e-9).share(black.greeks(right).vega, try vega.number()), "a vega")
      row["price_in_coin"].settle(
        Tolerance(relative: 1e-14).share(price / forward, try row["price_in_coin"].number()),
        "\(price / forward)")
    }
    for refused in expected.file.inputs["must_be_rejected"]?.elements ?? [] {
      guard let right = refused["type"]?.text.flatMap(OptionRight.init(rawValue:)),
        let forward = refused["F"]?.number, let strike = refused["K"]?.number,
        let years = refused["T"]?.number, let rate = refused["r"]?.number,
        let price = refused["price"]?.number
      else { throw ReferenceError.input("must_be_rejected") }
      let volatility = try? ImpliedVolatility.of(
        price: price, right: right, forward: forward, strike: strike, yearsToExpiry: years,
        discountFactor: exp(-rate * years))
      expected["results"].settle(
        volatility == nil ? 0 : .infinity,
        "\(volatility ?? .nan) for a price that is \(refused["why"]?.text ?? "impossible")")
    }
  }
}
