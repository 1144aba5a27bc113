internal import Glibc
import PlimsollMarket

/// Derive's portfolio margin of one market: a scan in which each expiry's options are discounted by
/// how they stand, beside skew scenarios and a basis contingency.
///
/// Σ over expiries of f V(s, σ) − V, plus perpetuals and coins at their moved price, times the
/// scenario's dampening; V by Black-76 discounted at the pack's rate. f takes time value off what is
/// owned and adds it to what is owed. The worst is multiplied by the initial or maintenance factor;
/// contingencies of perpetuals, naked shorts and coins are added. Coins count in units of the
/// stablecoin that the venue settles in.
///
/// - Source: METHODS G (Derive PM2, verified against the venue's source and its reference cases).
/// - Verified by: DerivePM2Tests.
struct DiscountedScanCharge: Sendable {
  var cells: [ScanCell]
  var volatility: VolatilityShock
  /// Continuous, a year.
  var rate: Double
  var long: Discounting
  var short: Discounting
  var skew: Skew
  var basis: BasisContingency
  var initial: Contingencies
  var maintenance: Contingencies
  /// What a stablecoin below its peg adds to the initial factor.
  var peg: Peg

  /// base × e^(∓τ (rate × multiple + addition)).
  struct Discounting: Sendable {
    var base: Double
    var multiple: Double
    var addition: Double
  }

  /// Volatility multiplied by 1 + a clamped line in log-moneyness.
  struct Skew: Sendable {
    var cap: Double
    var capSlope: Double
    var width: Double
    var widthSlope: Double
    var leastMoneyness: Double

    /// The multiplier at log-moneyness `k`.
    func multiplier(_ k: Double, years: Double) -> Double {
      let root = years.squareRoot()
      let cap = cap + capSlope * root
      let reach = max(leastMoneyness, 4 * root * (width + widthSlope * root))
      let line = k * cap / reach
      return max(0, 1 + (k >= 0 ? min(cap, line) : max(-cap, line)))
    }
  }

  /// Each expiry's loss at two moves, more the longer it runs.
  struct BasisContingency: Sendable {
    var move: Double
    var fixed: Double
    var perYear: Double
  }

  /// What multiplies the worst loss, and what is added.
  struct Contingencies: Sendable {
    var factor: Double
    /// Fractions of spot.
    var perpetual: Double
    var nakedShort: Double
    var coins: Double
  }

  struct Peg: Sendable {
    var asset: RiskFactor
    var threshold: Double
    var factor: Double
  }

  /// The charge of a unit of one underlying.
  ///
  /// - Parameter pegPrice: of the stablecoin in USD; nil when the book has none.
  func figure(_ unit: RiskUnit, _ kind: RequirementKind, pegPrice: Double?) -> ChargeFigure {
    let (terms, count) = (kind == .initial ? initial : maintenance, unit.holdings.count)
    var worst = ChargeFigure.none(count)
    for (name, gains) in outcomes(of: unit, pegPrice: pegPrice) {
      let loss = -gains.reduce(0, +)
      if loss > worst.amount {
        worst = ChargeFigure(amount: loss, binding: name, parts: gains.map { -$0 })
      }
    }
    let shortfall = kind == .initial ? max(0, peg.threshold - (pegPrice ?? 1)) : 0
    var figure = worst.scaled(terms.factor + peg.factor * shortfall)
    for (place, amount) in contingencies(unit, terms, pegPrice: pegPrice).enumerated() {
      figure.parts[place] += amount
      figure.amount += amount
    }
    return figure
  }

  /// USD by holding in every scenario.
  func outcomes(of unit: RiskUnit, pegPrice: Double?) -> [(name: String, gains: [Double])] {
    let expiries = OptionExpiry.all(of: unit, rate: rate)
    let linear = unit.holdings.map { holding in
      switch holding.kind {
      case .option: 0.0
      case .spot: holding.delta * holding.mark / (pegPrice ?? 1)
      case .perpetual, .future: holding.delta * holding.mark
      }
    }
    var found = cells.map { cell in
      var gains = linear.map { $0 * cell.move }
      for expiry in expiries {
        let values = expiry.values(move: cell.move) { volatility.volatility($0, cell.volatility) }
        let factor = discount(values.reduce(0, +), expiry.years)
        for (place, value) in zip(expiry.places, values) { gains[place] += factor * value }
        for (place, value) in zip(expiry.places, expiry.now) { gains[place] -= value }
      }
      return (
        name: "spot \(cell.move.percentText) %, volatility \(cell.volatility.rawValue)",
        gains: gains.map { $0 * cell.weight }
      )
    }
    found.append(("skew turned", skewed(unit, expiries) { $0 }))
    found.append(("skew bent", skewed(unit, expiries) { abs($0) }))
    found.append(("basis", basisGains(unit, expiries)))
    return found
  }

  /// Each expiry loses what the skew moves it, whichever way.
  private func skewed(
    _ unit: RiskUnit, _ expiries: [OptionExpiry], _ moneyness: (Double) -> Double
  ) -> [Double] {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for expiry in expiries {
      let values = expiry.values(move: 0) { option in
        option.volatility
          * skew.multiplier(moneyness(log(option.strike / option.forward)), years: expiry.years)
      }
      let factor = discount(values.reduce(0, +), expiry.years)
      let moved = zip(values, expiry.now).map { factor * $0 - $1 }
      let sign: Double = moved.reduce(0, +) > 0 ? -1 : 1
      for (place, gain) in zip(expiry.places, moved) { gains[place] += sign * gain }
    }
    return gains
  }

  private func basisGains(_ unit: RiskUnit, _ expiries: [OptionExpiry]) -> [Double] {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for expiry in expiries {
      let moved = [basis.move, -basis.move].map { move in
        zip(expiry.values(move: move) { $0.volatility }, expiry.now).map { $0 - $1 }
      }
      let worse = moved.min { $0.reduce(0, +) < $1.reduce(0, +) } ?? []
      guard worse.reduce(0, +) < 0 else { continue }
      let factor = basis.fixed + basis.perYear * expiry.years
      for (place, gain) in zip(expiry.places, worse) { gains[place] += factor * gain }
    }
    return gains
  }

  /// f for an expiry whose options are worth `value` together.
  private func discount(_ value: Double, _ years: Double) -> Double {
    let rate = max(0, rate)
    if value >= 0 {
      return long.base * exp(-years * (rate * long.multiple + long.addition))
    }
    return min(
      short.base * exp(years * (rate * short.multiple + short.addition)), exp(rate * years))
  }

  private func contingencies(_ unit: RiskUnit, _ terms: Contingencies, pegPrice: Double?)
    -> [Double]
  {
    var amounts = unit.holdings.map { holding in
      switch holding.kind {
      case .spot: max(0, holding.size) * holding.index / (pegPrice ?? 1) * terms.coins
      case .perpetual, .future: abs(holding.delta) * holding.index * terms.perpetual
      case .option: 0.0
      }
    }
    let strikes = Dictionary(
      grouping: unit.holdings.indices.filter { unit.holdings[$0].option != nil }
    ) { place in
      StrikeOfExpiry(
        expiry: unit.holdings[place].expiry, strike: unit.holdings[place].option?.terms.strike)
    }
    for places in strikes.values {
      let net = places.reduce(0) { $0 + unit.holdings[$1].size }
      let short = places.reduce(0) { $0 + min(0, unit.holdings[$1].size) }
      guard net < 0 else { continue }
      for place in places where unit.holdings[place].size < 0 {
        let holding = unit.holdings[place]
        amounts[place] += holding.size / short * -net * holding.index * terms.nakedShort
      }
    }
    return amounts
  }

  private struct StrikeOfExpiry: Hashable {
    var expiry: Timestamp?
    var strike: Double?
  }
}

/// The options of one expiry of a unit, discounted.
private struct OptionExpiry {
  let years: Double
  let places: [Int]
  /// USD by option, now.
  let now: [Double]
  private let options: [(quantity: Double, valuation: OptionValuation)]
  private let discount: Double

  static func all(of unit: RiskUnit, rate: Double) -> [OptionExpiry] {
    let groups = Dictionary(
      grouping: unit.holdings.indices.filter { unit.holdings[$0].option != nil }
    ) { unit.holdings[$0].years }
    return groups.sorted { $0.key < $1.key }.map { years, places in
      OptionExpiry(years: years, places: places, unit: unit, rate: rate)
    }
  }

  private init(years: Double, places: [Int], unit: RiskUnit, rate: Double) {
    self.years = years
    self.places = places
    discount = exp(-max(0, rate) * years)
    options = places.compactMap { place in
      unit.holdings[place].option.map { (unit.holdings[place].quantity, $0.valuation) }
    }
    let discount = discount
    now = options.map { $0.quantity * $0.valuation.value * discount }
  }

  /// USD by option after a move, at volatilities of that state.
  func values(move: Double, _ volatility: (OptionValuation) -> Double) -> [Double] {
    options.map { quantity, option in
      quantity * discount
        * option.value(move, volatility: volatility(option), after: TimeSpan(seconds: 0))
    }
  }
}
