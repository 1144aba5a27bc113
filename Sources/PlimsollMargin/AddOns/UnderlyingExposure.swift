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
  /// A contract that gains as its underlying does counts with its size, an option with its delta:
  /// what would be traded in the underlying to hedge it.
  ///
  /// - Verified by: AddOnTests.
  func exposures(of account: Account) -> [UnderlyingExposure] {
    var found: [RiskFactor: UnderlyingExposure] = [:]
    for (place, position) in account.positions.enumerated() {
      let underlying = position.instrument.underlying
      let size = exposure(of: position)
      var exposure =
        found[underlying]
        ?? UnderlyingExposure(underlying: underlying, net: 0, gross: 0, positions: [])
      exposure.net += size
      exposure.gross += abs(size)
      exposure.positions.append(place)
      found[underlying] = exposure
    }
    return found.values.sorted { $0.underlying.name < $1.underlying.name }
  }

  /// Signed size in USD at spot; for an option, its delta in USD.
  func exposure(of position: Position) -> Double {
    if case .option(let held) = position.instrument {
      return position.quantity * option(held).exposure
    }
    let size = notional(of: position)
    return position.size < 0 ? -size : size
  }
}
