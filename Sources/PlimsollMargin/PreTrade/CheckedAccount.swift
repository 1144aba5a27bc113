import PlimsollMarket
import PlimsollNumerics

/// An account made ready for one more position: its gains in every scenario, and what a rule charges
/// for, underlying by underlying.
struct CheckedAccount: Sendable {
  /// What it holds of one underlying.
  struct Exposure: Sendable {
    var underlying: RiskFactor
    var net: Double
    var gross: Double
    /// The measure of its positions alone when they take longer to close than the margin period of
    /// risk; zero otherwise.
    var slowMeasure = 0.0
    /// Their gains; nil until they are needed.
    var gains: [Double]?
  }

  let account: Account
  /// Positions by instrument.
  let held: [String: Position]
  /// Net of positions, and of simulated collateral.
  let gains: [Double]
  let standing: AccountStanding
  /// Of positions, and of simulated collateral, in each instantaneous scenario.
  let stress: [Double]
  var exposures: [Exposure]

  init(_ account: Account, in check: ShortfallCheck) {
    self.account = account
    let valuation = check.valuation
    let simulates = check.rule.collateral == .simulated
    held = Dictionary(account.positions.map { ($0.instrument.name, $0) }) { first, _ in first }
    gains = check.gains(of: account)
    standing = AccountStanding(account, valuation: valuation, haircut: check.rule.haircut)
    stress = check.addOns.scenarios.map { scenario in
      var gain = account.positions.reduce(0) {
        $0 + valuation.pnl(of: $1, under: scenario.shock)
      }
      if simulates {
        gain += account.collateral.reduce(0) { $0 + valuation.pnl(of: $1, under: scenario.shock) }
      }
      return gain
    }
    exposures = valuation.exposures(of: account).map {
      Exposure(underlying: $0.underlying, net: $0.net, gross: $0.gross)
    }
  }

  /// The place of an underlying's exposure, added when there is none.
  mutating func exposure(on underlying: RiskFactor) -> Int {
    if let place = exposures.firstIndex(where: { $0.underlying == underlying }) { return place }
    exposures.append(Exposure(underlying: underlying, net: 0, gross: 0))
    return exposures.count - 1
  }
}
