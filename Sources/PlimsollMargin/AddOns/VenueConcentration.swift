public import PlimsollMarket

/// How much of one underlying all accounts of a book hold together, against its market.
///
/// - Verified by: AddOnTests.
public struct VenueConcentration: Sendable, Equatable {
  /// The underlying.
  public var underlying: RiskFactor
  /// Signed sizes in USD at spot over all accounts, added up.
  public var netNotional: Double
  /// Sizes in USD at spot over all accounts and positions, added up.
  public var grossNotional: Double
  /// Of its market; nil when the table has no row for it.
  public var averageDailyVolume: Double?
  /// To close the net notional; nil without a market.
  public var daysToClose: Double?
  /// The account with the largest net notional either way, the first by name of equals.
  public var largestAccount: String
  /// Its part of the accounts' net notionals without sign; nil when all are zero.
  public var largestShare: Double?

  /// The table of a book in order of underlying; empty when the book has no liquidity.
  ///
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  public static func table(of book: Book, participation: Double) throws(InputError)
    -> [VenueConcentration]
  {
    guard let liquidity = book.liquidity else { return [] }
    let valuation = try Valuation(book)
    var found: [RiskFactor: [(account: String, exposure: UnderlyingExposure)]] = [:]
    for account in book.accounts {
      for exposure in valuation.exposures(of: account) {
        found[exposure.underlying, default: []].append((account.name, exposure))
      }
    }
    let addOn = LiquidityAddOn(participation: participation)
    return found.sorted { $0.key.name < $1.key.name }.map { underlying, held in
      let net = held.reduce(0) { $0 + $1.exposure.net }
      let sizes = held.reduce(0) { $0 + abs($1.exposure.net) }
      let largest = held.indices.reduce(0) { best, place in
        abs(held[place].exposure.net) > abs(held[best].exposure.net) ? place : best
      }
      let market = liquidity.markets[underlying]
      return VenueConcentration(
        underlying: underlying, netNotional: net,
        grossNotional: held.reduce(0) { $0 + $1.exposure.gross },
        averageDailyVolume: market?.averageDailyVolume,
        daysToClose: market.map { addOn.daysToClose(net, in: $0) },
        largestAccount: held[largest].account,
        largestShare: sizes > 0 ? abs(held[largest].exposure.net) / sizes : nil)
    }
  }
}
