import PlimsollMarket

/// Holdings whose gains and losses a venue lets offset each other.
struct RiskUnit: Sendable {
  /// How a venue draws the line.
  enum Boundary: String, Sendable, CaseIterable {
    /// Everything on one underlying.
    case underlying
    /// What is on one underlying and pays in one currency.
    case underlyingAndSettlement = "underlying-and-settlement"
    /// Every holding alone.
    case position
    /// The whole account.
    case account
  }

  /// What results call it: `BTC`, `BTC inverse`, an instrument's name.
  let name: String
  /// The places of its holdings in the account.
  let places: [Int]
  /// Its holdings.
  let holdings: [VenueHolding]

  /// Draws the boundary through the holdings at `places` of an account.
  ///
  /// - Returns: the units in order of name.
  static func split(_ holdings: [VenueHolding], at places: [Int], by boundary: Boundary)
    -> [RiskUnit]
  {
    let groups = Dictionary(grouping: places) { place -> String in
      let holding = holdings[place]
      switch boundary {
      case .underlying: return holding.underlying.name
      case .underlyingAndSettlement:
        return holding.underlying.name + (holding.isInverse ? " inverse" : " linear")
      case .position: return holding.name
      case .account: return "account"
      }
    }
    return groups.sorted { $0.key < $1.key }.map { name, places in
      RiskUnit(name: name, places: places, holdings: places.map { holdings[$0] })
    }
  }
}

extension [VenueHolding] {
  /// Delta in coins by expiry, the perpetual and spot under nil, in order of expiry.
  var deltaByExpiry: [(expiry: Timestamp?, years: Double, places: [Int], delta: Double)] {
    let groups = Dictionary(grouping: indices) { self[$0].expiry }
    return groups.sorted { left, right in
      guard let earlier = left.key else { return right.key != nil }
      return right.key.map { earlier < $0 } ?? false
    }.map { expiry, places in
      (
        expiry, self[places[0]].years, places,
        places.reduce(0) { $0 + self[$1].delta }
      )
    }
  }
}
