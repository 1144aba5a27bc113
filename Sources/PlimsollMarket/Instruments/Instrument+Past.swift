extension Instrument {
  /// The same contract at another level of its underlying and another time: everything quoted in
  /// USD of the underlying times `ratio`, time to expiry kept.
  ///
  /// Premiums in coin and contracts of so many USD stand as they are, and so does the volatility an
  /// option is marked at: its value in units of the underlying is the same.
  ///
  /// - Parameters:
  ///   - ratio: of the underlying's prices, positive.
  ///   - shift: what is added to an expiry, negative for the past.
  func carried(by ratio: Double, shift: TimeSpan) -> Instrument {
    switch self {
    case .spot(var spot):
      spot.markPrice = spot.markPrice.map { $0 * ratio }
      return .spot(spot)
    case .perpetual(var perpetual):
      perpetual.markPrice = perpetual.markPrice.map { $0 * ratio }
      return .perpetual(perpetual)
    case .future(var future):
      future.markPrice *= ratio
      future.expiry = future.expiry + shift
      return .future(future)
    case .option(var option):
      option.strike *= ratio
      option.underlyingPrice = option.underlyingPrice.map { $0 * ratio }
      if option.settlement == .linear { option.markPrice = option.markPrice.map { $0 * ratio } }
      option.expiry = option.expiry + shift
      return .option(option)
    }
  }
}
