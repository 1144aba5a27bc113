import PlimsollMarket

/// What owing coins or dollars costs an account: a rate on each debt at market value.
///
/// - Source: VENUES 1.1 (OKX's MR8), 4 (Binance's loans).
/// - Verified by: VenueGoldenTests.
struct BorrowCharge: Sendable {
  var initialRate: Double
  var maintenanceRate: Double

  func amount(_ account: Account, _ kind: RequirementKind, valuation: Valuation) -> Double {
    let owed = account.collateral.reduce(0) { $0 + max(0, -valuation.marketValue(of: $1)) }
    return owed * (kind == .initial ? initialRate : maintenanceRate)
  }
}
