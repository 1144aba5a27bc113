import PlimsollMarket

extension MarginMonitor {
  /// What a name in the feed is a price of.
  enum Route: Sendable, Equatable {
    case factor(Int)
    case unit(Int)
    case unknown
  }

  /// What a name in the feed is a price of.
  mutating func route(_ name: Int, _ names: () -> [String]) -> Route {
    if name < routes.count, let known = routes[name] { return known }
    while routes.count <= name { routes.append(nil) }
    let called = names()[name]
    let mapped = settings.symbols[called] ?? called
    let found: Route
    if let factor = marks.book.factors.firstIndex(of: RiskFactor(mapped)) {
      found = .factor(factor)
    } else if let unit = marks.book.units.firstIndex(where: { $0.name == mapped }) {
      found =
        marks.book.units[unit].kind == .spot ? .factor(marks.book.units[unit].factor) : .unit(unit)
    } else {
      found = .unknown
    }
    routes[name] = found
    return found
  }

  /// What the sources of prices are called, by number: factors, then contracts.
  var sourceNames: [String] {
    marks.book.factors.map { "factor \($0)" } + marks.book.units.map { "contract \($0.name)" }
  }

  func source(of route: Route) -> (number: Int, known: Double)? {
    switch route {
    case .factor(let factor):
      (factor, marks.book.spot[factor] * marks.ratios[factor])
    case .unit(let unit): (marks.book.factors.count + unit, marks.price(of: unit))
    case .unknown: nil
    }
  }
}
