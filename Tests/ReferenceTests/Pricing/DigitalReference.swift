import Plimsoll

extension ReferenceMethod {
  /// Cash-or-nothing and asset-or-nothing options; rows name their market.
  static let digital = ReferenceMethod(prefix: "pricing-digital", key: "digitals") { expected in
    for row in expected["results"].elements {
      let right = try row["type"].right()
      let rate = try row["r"].number()
      let option = DigitalOption(
        BlackScholes(
          spot: try row["S"].number(), strike: try row["K"].number(),
          yearsToExpiry: try row["T"].number(), volatility: try row["sigma"].number(), rate: rate,
          carry: rate - (try row["q"].number())), right: right)
      row["cash_or_nothing_1"].agrees(with: option.cashOrNothing)
      row["cash_delta"].agrees(with: option.cashDelta)
      row["cash_gamma"].agrees(with: option.cashGamma)
      row["cash_vega"].agrees(with: option.cashVega)
      row["asset_or_nothing"].agrees(with: option.assetOrNothing)
      row["asset_delta"].agrees(with: option.assetDelta)
    }
  }
}

extension Expected {
  /// The right a row is of; marks it as read.
  func right() throws -> OptionRight {
    guard let right = value?.text.flatMap(OptionRight.init(rawValue:)) else {
      throw ReferenceError.input("expected.\(key)")
    }
    log.markRead(path)
    return right
  }
}
