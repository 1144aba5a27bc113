internal import Glibc
internal import PlimsollMarket

/// What takes the place of the relative move m of spot for a contract that is carried.
///
/// The gain of one contract is its exposure, F for a linear one marked at F and S/F for an inverse one
/// of one USD, times
/// - linear future: F'/F − 1 = (1 + m) eᵘ − 1;
/// - inverse future: m + 1 − e⁻ᵘ, from (1/F − 1/F') S' = (S/F) (1 + m) (1 − F/F');
/// - linear perpetual: m − f, since longs pay f × mark over the horizon;
/// - inverse perpetual: m − (1 + m) f: one USD at mark F pays f/F coins, which convert at S'.
///
/// Here F' = F (1 + m) eᵘ; u is the change of the annualised basis at the contract's tenor times the
/// years that are left at the horizon, so that a contract at its expiry has none; f is the sum of
/// funding rates, paid at the mark of now.
///
/// - Source: the project's valuation convention; METHODS of linear and inverse contracts as Deribit
///   and BitMEX publish them, funding as venues state it: cash = −size × mark × rate.
/// - Verified by: JointRowsTests, state by state.
struct CarryRow: Sendable, Equatable {
  /// What moves beside spot.
  enum Mover: Sendable, Equatable {
    /// The basis, in row `row`; u = it × `years`.
    case basis(row: Int, years: Double)
    /// Funding, in row `row`.
    case funding(row: Int)
  }

  var mover: Mover
  var isInverse: Bool
  /// The row of spot.
  var factor: Int

  /// Writes its row of a tile whose row `factor` holds m, from the scenarios' moves.
  func write(_ gains: inout [Double], row: Int, moves: [Double], stride: Int, count: Int) {
    let spot = factor * stride
    switch mover {
    case .basis(let basis, let years):
      for i in 0..<count {
        let (m, u) = (gains[spot + i], moves[basis * stride + i] * years)
        gains[row * stride + i] = isInverse ? m - expm1(-u) : m + (1 + m) * expm1(u)
      }
    case .funding(let funding):
      for i in 0..<count {
        let (m, paid) = (gains[spot + i], moves[funding * stride + i])
        gains[row * stride + i] = m - (isInverse ? (1 + m) * paid : paid)
      }
    }
  }
}
