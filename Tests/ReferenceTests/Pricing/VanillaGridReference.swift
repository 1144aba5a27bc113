import Plimsoll

extension ReferenceMethod {
  /// Prices and Greeks on a grid of markets beside the file; a column F means Black-76, a column S
  /// Black-Scholes.
  static let vanillaGrid = ReferenceMethod(prefix: "pricing-black", key: "columns_expected") {
    try checkGrid($0)
  }

  private static func checkGrid(_ expected: Expected) throws {
    let table = try CSVFile(expected.file.csv())
    let columns = expected["columns_expected"]
    let tolerance: JSONValue = expected.file.tolerance
    func number(_ row: Int, _ name: String) throws -> Double {
      try table.requiredNumber(row: row, column: table.requiredIndex(of: name))
    }
    for row in 0..<table.rowCount {
      let type = table.text(row: row, column: try table.requiredIndex(of: "type"))
      guard let right = OptionRight(rawValue: type) else { throw ReferenceError.input("type") }
      let forward = table.index(of: "F") == nil ? nil : try number(row, "F")
      let spot = table.index(of: "S") == nil ? nil : try number(row, "S")
      let market = try GridMarket(
        forward: forward, spot: spot, strike: try number(row, "K"),
        years: try number(row, "T_years"), rate: try number(row, "r"),
        yield: try number(row, "q"), volatility: try number(row, "sigma"))
      for name in columns.value?.texts ?? [] {
        let wanted = try number(row, name)
        let got: Double? = market.value(name, right)
        let allowed: JSONValue? = tolerance[name] ?? tolerance["greeks"]
        let relative: Double? = allowed?["rel"]?.number
        var absolute: Double? = allowed?["abs"]?.number
        if let fraction = allowed?["abs_over_F"]?.number { absolute = fraction * market.scale }
        let bound = Tolerance(relative: relative, absolute: absolute)
        let share: Double = got.map { bound.share($0, wanted) } ?? .infinity
        columns.settle(share, "\(got ?? .nan) for \(wanted), row \(row + 1), \(name),")
      }
    }
  }
}

/// One row's market.
private struct GridMarket {
  let scale: Double
  private let price: @Sendable (OptionRight) -> Double
  private let greeks: @Sendable (OptionRight) -> Greeks

  init(
    forward: Double?, spot: Double?, strike: Double, years: Double, rate: Double,
    yield: Double, volatility: Double
  ) throws {
    if let forward {
      let black = Black76(
        forward: forward, strike: strike, yearsToExpiry: years, volatility: volatility,
        rate: rate)
      (scale, price, greeks) = (forward, black.price, black.greeks)
    } else if let spot {
      let black = BlackScholes(
        spot: spot, strike: strike, yearsToExpiry: years, volatility: volatility, rate: rate,
        carry: rate - yield)
      (scale, price, greeks) = (spot, black.price, black.greeks)
    } else {
      throw ReferenceError.input("F or S")
    }
  }

  func value(_ column: String, _ right: OptionRight) -> Double? {
    if column == "price" { return price(right) }
    let greeks = greeks(right)
    return switch column {
    case "delta": greeks.delta
    case "gamma": greeks.gamma
    case "vega": greeks.vega
    case "theta": greeks.theta
    case "rho": greeks.rho
    case "vanna": greeks.vanna
    case "volga": greeks.volga
    case "charm": greeks.charm
    case "speed": greeks.speed
    case "zomma": greeks.zomma
    case "color": greeks.color
    case "dual_delta": greeks.dualDelta
    case "prob_itm": greeks.probabilityInTheMoney
    default: nil
    }
  }
}
