internal import Glibc
internal import PlimsollMarket
internal import PlimsollScenarios

extension Book {
  /// The underlyings of what is held, with the joint factors that matter to it, in the order of the
  /// price file.
  var jointNeeds: [(underlying: RiskFactor, kinds: Set<JointKind>)] {
    var kinds: [RiskFactor: Set<JointKind>] = [:]
    for instrument in instruments {
      switch instrument {
      case .spot: continue
      case .perpetual: kinds[instrument.underlying, default: []].insert(.funding)
      case .future: kinds[instrument.underlying, default: []].insert(.basis)
      case .option:
        kinds[instrument.underlying, default: []].formUnion([.volatility, .skew, .basis])
      }
    }
    return factors.compactMap { factor in kinds[factor].map { (factor, $0) } }
  }

  /// Volatilities and annualised bases of now, each of the held instrument nearest to 30 days.
  ///
  /// Of options of one expiry the nearest to the money counts. What expires within a day is left out.
  var jointLevels: [RiskFactor: Double] {
    var nearest: [RiskFactor: (distance: Double, level: Double)] = [:]
    func offer(_ factor: RiskFactor, _ distance: Double, _ level: Double) {
      if distance < nearest[factor]?.distance ?? .infinity { nearest[factor] = (distance, level) }
    }
    for instrument in instruments {
      guard let expiry = instrument.expiry, let spot = spot[instrument.underlying] else { continue }
      let life = expiry - asOf
      guard life >= .day else { continue }
      let away = abs(log(life.days / 30))
      let option = instrument.option
      let forward = option == nil ? instrument.markPrice : option?.underlyingPrice
      if let forward {
        offer(
          JointKind.basis.factor(of: instrument.underlying), away, log(forward / spot) / life.years)
      }
      if let option, let volatility = option.markVolatility, volatility > 0 {
        let moneyness =
          abs(log(option.strike / (forward ?? spot))) / (volatility * life.years.squareRoot())
        offer(
          JointKind.volatility.factor(of: instrument.underlying), away + 1e-3 * moneyness,
          volatility)
      }
    }
    return nearest.mapValues(\.level)
  }
}
