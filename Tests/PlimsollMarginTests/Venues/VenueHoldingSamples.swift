import PlimsollMarket

@testable import PlimsollMargin

extension VenueHolding {
  /// A position valued in the scenarios of one charge.
  static func sample(
    _ instrument: Instrument, _ quantity: Double, under charge: VenueCharge? = nil,
    valuation: Valuation, asOf: Timestamp, pegs: [RiskFactor: Double] = [:]
  ) throws -> VenueHolding {
    var contract = VenueHolding(
      Position(instrument: instrument, quantity: 1), valuation: valuation, asOf: asOf)
    contract.vectors =
      try charge.map {
        [try $0.vector(of: contract, pack: "p", pegs: pegs)]
      } ?? []
    return VenueHolding(quantity, of: contract, entry: nil)
  }
}
