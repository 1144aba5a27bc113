public import PlimsollMarket

extension Valuation {
  /// What an account would have to trade in each underlying to close out: signed sizes in USD at
  /// spot, added up; an option counts with its delta.
  ///
  /// - Verified by: CloseOutImpactTests.
  public func netExposures(of account: Account) -> [(underlying: RiskFactor, exposure: Double)] {
    exposures(of: account).map { ($0.underlying, $0.net) }
  }
}
