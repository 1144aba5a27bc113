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
  /// Its place among the pack's charges, where holdings keep their vectors.
  var place = 0

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

  /// The charges of a unit of one underlying.
  ///
  /// - Parameter pegPrice: of the stablecoin in USD; nil when the book has none.
  func figures(_ unit: RiskUnit, pegPrice: Double?) -> RequirementFigures {
    var worst = ChargeFigure.none(unit.holdings.count)
    for (name, gains) in outcomes(of: unit) {
      let loss = -gains.reduce(0, +)
      if loss > worst.amount {
        worst = ChargeFigure(amount: loss, binding: name, parts: gains.map { -$0 })
      }
    }
    func figure(_ terms: Contingencies, shortfall: Double) -> ChargeFigure {
      var figure = worst.scaled(terms.factor + peg.factor * shortfall)
      for (place, amount) in contingencies(unit, terms, pegPrice: pegPrice).enumerated() {
        figure.parts[place] += amount
        figure.amount += amount
      }
      return figure
    }
    return RequirementFigures(
      initial: figure(initial, shortfall: max(0, peg.threshold - (pegPrice ?? 1))),
      maintenance: figure(maintenance, shortfall: 0))
  }

  /// What one contract is worth, discounted, in every cell, under both skews, after both basis moves
  /// and now; of anything but an option, what it gains.
  ///
  /// - Parameter contract: a holding of one.
  func vector(of contract: VenueHolding, pegPrice: Double?) -> [Double] {
    guard let option = contract.option?.valuation else {
      let unit = contract.isSpot ? pegPrice ?? 1 : 1
      return cells.map { contract.delta * contract.mark / unit * $0.move } + [0, 0, 0, 0, 0]
    }
    let years = option.life.years
    let discount = exp(-max(0, rate) * years)
    func value(_ move: Double, _ volatility: Double) -> Double {
      discount * option.value(move, volatility: volatility, after: TimeSpan(seconds: 0))
    }
    let moneyness = log(option.strike / option.forward)
    let skewed = [moneyness, abs(moneyness)].map {
      value(0, option.volatility * skew.multiplier($0, years: years))
    }
    return cells.map { value($0.move, volatility.volatility(option, $0.volatility)) } + skewed
      + [basis.move, -basis.move, 0].map { value($0, option.volatility) }
  }

  /// Where the vectors keep what follows the cells.
  private var turned: Int { cells.count }
  private var bent: Int { cells.count + 1 }
  private var raised: Int { cells.count + 2 }
  private var lowered: Int { cells.count + 3 }
  private var now: Int { cells.count + 4 }

  /// USD by holding in every scenario.
  ///
  /// - Parameter inFull: whether volatility is named where it makes no difference, without options.
  func outcomes(of unit: RiskUnit, inFull: Bool = false) -> [(name: String, gains: [Double])] {
    let expiries = OptionExpiry.all(of: unit, charge: place)
    let linear = unit.holdings.indices.filter { unit.holdings[$0].option == nil }
    var found: [(name: String, gains: [Double])] = []
    for (number, cell) in cells.enumerated() {
      var gains = [Double](repeating: 0, count: unit.holdings.count)
      for place in linear {
        gains[place] =
          unit.holdings[place].quantity * unit.holdings[place].vectors[self.place][number]
      }
      for expiry in expiries {
        for (place, gain) in zip(expiry.places, discounted(expiry, number)) { gains[place] = gain }
      }
      found.append(
        (
          "spot \(cell.move.percentText) %"
            + (expiries.isEmpty && !inFull ? "" : ", volatility \(cell.volatility.rawValue)"),
          gains.map { $0 * cell.weight }
        ))
    }
    found.append(("skew turned", skewed(unit, expiries, turned)))
    found.append(("skew bent", skewed(unit, expiries, bent)))
    found.append(("basis", basisGains(unit, expiries)))
    return found
  }

  /// What an expiry's options gain in a state whose values count after discounting.
  private func discounted(_ expiry: OptionExpiry, _ state: Int) -> [Double] {
    let values = expiry.values(state)
    let factor = discount(values.reduce(0, +), expiry.years)
    return zip(values, expiry.values(now)).map { factor * $0 - $1 }
  }

  /// Each expiry loses what the skew moves it, whichever way.
  private func skewed(_ unit: RiskUnit, _ expiries: [OptionExpiry], _ state: Int) -> [Double] {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for expiry in expiries {
      let moved = discounted(expiry, state)
      let sign: Double = moved.reduce(0, +) > 0 ? -1 : 1
      for (place, gain) in zip(expiry.places, moved) { gains[place] = sign * gain }
    }
    return gains
  }

  private func basisGains(_ unit: RiskUnit, _ expiries: [OptionExpiry]) -> [Double] {
    var gains = [Double](repeating: 0, count: unit.holdings.count)
    for expiry in expiries {
      let moved = [raised, lowered].map { state in
        zip(expiry.values(state), expiry.values(now)).map { $0 - $1 }
      }
      let worse = moved.min { $0.reduce(0, +) < $1.reduce(0, +) } ?? []
      guard worse.reduce(0, +) < 0 else { continue }
      let factor = basis.fixed + basis.perYear * expiry.years
      for (place, gain) in zip(expiry.places, worse) { gains[place] = factor * gain }
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

/// The options of one expiry of a unit.
private struct OptionExpiry {
  let years: Double
  let places: [Int]
  private let options: [(quantity: Double, vector: [Double])]

  static func all(of unit: RiskUnit, charge: Int) -> [OptionExpiry] {
    let groups = Dictionary(
      grouping: unit.holdings.indices.filter { unit.holdings[$0].option != nil }
    ) { unit.holdings[$0].years }
    return groups.sorted { $0.key < $1.key }.map { years, places in
      OptionExpiry(
        years: years, places: places,
        options: places.map {
          (unit.holdings[$0].quantity, unit.holdings[$0].vectors[charge])
        })
    }
  }

  /// USD by option in a state.
  func values(_ state: Int) -> [Double] { options.map { $0.quantity * $0.vector[state] } }
}
