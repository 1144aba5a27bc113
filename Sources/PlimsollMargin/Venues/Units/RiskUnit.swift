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

  /// The places within the unit of each underlying with a settlement, in order of name.
  let pairs: [[Int]]

  init(name: String, places: [Int], holdings: [VenueHolding]) {
    self.name = name
    self.places = places
    self.holdings = holdings
    pairs =
      holdings.count == 1
      ? [[0]]
      : Dictionary(grouping: holdings.indices) { holdings[$0].pair }
        .sorted { $0.key < $1.key }.map(\.value)
  }

  /// Draws the boundary through the holdings at `places` of an account.
  ///
  /// - Returns: the units in order of name.
  static func split(_ holdings: [VenueHolding], at places: [Int], by boundary: Boundary)
    -> [RiskUnit]
  {
    func name(_ holding: VenueHolding) -> String {
      switch boundary {
      case .underlying: holding.underlying.name
      case .underlyingAndSettlement: holding.pair
      case .position: holding.name
      case .account: "account"
      }
    }
    if places.count == 1 {
      let holding = holdings[places[0]]
      return [RiskUnit(name: name(holding), places: places, holdings: [holding])]
    }
    let groups = Dictionary(grouping: places) { name(holdings[$0]) }
    return groups.sorted { $0.key < $1.key }.map { name, places in
      RiskUnit(name: name, places: places, holdings: places.map { holdings[$0] })
    }
  }
}

/// Holdings of one pair and expiry.
struct ExpiryGroup: Sendable {
  /// Nil for perpetuals and spot.
  var expiry: Timestamp?
  var years: Double
  var places: [Int]
}

extension [VenueHolding] {
  /// Holdings by pair and expiry, in their order, perpetuals and spot first.
  var byExpiry: [ExpiryGroup] {
    let groups = Dictionary(grouping: indices) { place in
      PairExpiry(pair: self[place].pair, expiry: self[place].expiry)
    }
    return groups.sorted { $0.key < $1.key }.map { key, places in
      ExpiryGroup(
        expiry: key.expiry, years: self[places[0]].years, places: places)
    }
  }
}

private struct PairExpiry: Hashable, Comparable {
  var pair: String
  var expiry: Timestamp?

  static func < (left: PairExpiry, right: PairExpiry) -> Bool {
    (left.pair, left.expiry?.seconds ?? .min)
      < (right.pair, right.expiry?.seconds ?? .min)
  }
}
