internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// The rows that are made of spot and joint factors together: of carried contracts, and of the
/// markets of options.
///
/// - Verified by: JointRowsTests.
struct JointRows: Sendable {
  /// Rows of carried contracts, with their place among all rows.
  private(set) var carries: [(row: Int, carry: CarryRow)] = []
  /// One for each expiry with options, in order.
  private(set) var markets: [OptionMarket] = []

  private let joint: JointMarkets
  private let horizon: TimeSpan

  init(_ joint: JointMarkets, horizon: TimeSpan) {
    self.joint = joint
    self.horizon = horizon
  }

  /// The change of the basis at a life, times the years left at the horizon: its row and factor; nil
  /// when it does not move or nothing is left.
  private func basis(of underlying: RiskFactor, life: TimeSpan) -> OptionMarket.Scaled? {
    let left = TimeSpan(seconds: max(0, life.seconds - horizon.seconds)).years
    guard let shift = joint.spec.basis?.shift, left > 0,
      let row = joint.row(of: .basis, underlying)
    else { return nil }
    return OptionMarket.Scaled(row: row, factor: shift.share(days: life.days) * left)
  }

  /// The row of a carried contract: one it shares with others, else `next`; nil when spot alone moves
  /// it.
  mutating func row(of carry: PnLUnit.Carry, on underlying: RiskFactor, factor: Int, next: Int)
    -> Int?
  {
    let mover: CarryRow.Mover
    if let life = carry.life {
      guard let basis = basis(of: underlying, life: life) else { return nil }
      mover = .basis(row: basis.row, years: basis.factor)
    } else {
      guard let funding = joint.row(of: .funding, underlying) else { return nil }
      mover = .funding(row: funding)
    }
    let wanted = CarryRow(
      mover: mover, isInverse: carry.settlement == .inverse, factor: factor)
    if let known = carries.first(where: { $0.carry == wanted }) { return known.row }
    carries.append((next, wanted))
    return next
  }

  /// The market of an option, and the option ready for it; nil when spot alone moves it or it expires
  /// inside the horizon.
  mutating func place(_ option: OptionValuation, on underlying: RiskFactor, factor: Int) -> (
    option: MovingOption, market: Int
  )? {
    let life = option.life
    func scaled(_ kind: JointKind, _ shift: JointSpec.Shift?) -> OptionMarket.Scaled? {
      guard let shift, let row = joint.row(of: kind, underlying) else { return nil }
      return OptionMarket.Scaled(row: row, factor: shift.share(days: life.days))
    }
    let wanted = OptionMarket(
      factor: factor, life: life, isInverse: option.isInverse,
      volatility: scaled(.volatility, joint.spec.volatility?.level),
      skew: scaled(.skew, joint.spec.skew), basis: basis(of: underlying, life: life))
    guard wanted.volatility != nil || wanted.skew != nil || wanted.basis != nil,
      let moving = MovingOption(
        option, horizon: horizon, volatility: joint.spec.volatility,
        smile: joint.smile(of: underlying, life: life))
    else { return nil }
    if let known = markets.firstIndex(of: wanted) { return (moving, known) }
    markets.append(wanted)
    return (moving, markets.count - 1)
  }

  /// Writes the rows of carried contracts into `gains`, whose first rows are relative moves, and the
  /// markets' into `inputs`.
  func fill(
    _ gains: inout [Double], _ inputs: inout [Double], moves: [Double], stride: Int, count: Int
  ) {
    for (row, carry) in carries {
      carry.write(&gains, row: row, moves: moves, stride: stride, count: count)
    }
    for (place, market) in markets.enumerated() {
      market.write(
        &inputs, at: place * OptionRows.rowsOfMarket * stride, moves: moves, relative: gains,
        stride: stride, count: count)
    }
  }
}
