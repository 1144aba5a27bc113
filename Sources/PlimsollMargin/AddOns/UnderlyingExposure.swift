import PlimsollMarket

/// What an account would have to trade in one underlying to close out.
struct UnderlyingExposure: Sendable, Equatable {
  var underlying: RiskFactor
  /// Signed sizes in USD at spot, added up.
  var net: Double
  /// Sizes in USD at spot, added up.
  var gross: Double
  /// The places of its positions in the account.
  var positions: [Int]
}

extension Valuation {
  /// The exposures of an account in order of underlying.
  ///
  /// Every contract here gains as its underlying does, so the sign of its size is that of its
  /// exposure; an instrument of which that is not so needs its delta instead.
  ///
  /// - Verified by: AddOnTests.
  func exposures(of account: Account) -> [UnderlyingExposure] {
    var found: [RiskFactor: UnderlyingExposure] = [:]
    for (place, position) in account.positions.enumerated() {
      let underlying = position.instrument.underlying
      let size = notional(of: position)
      var exposure =
        found[underlying]
        ?? UnderlyingExposure(underlying: underlying, net: 0, gross: 0, positions: [])
      exposure.net += position.size < 0 ? -size : size
      exposure.gross += size
      exposure.positions.append(place)
      found[underlying] = exposure
    }
    return found.values.sorted { $0.underlying.name < $1.underlying.name }
  }
}
