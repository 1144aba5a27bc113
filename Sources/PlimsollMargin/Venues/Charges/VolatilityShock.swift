internal import Glibc
import PlimsollMarket

/// Where a scenario takes implied volatility.
enum VolatilityMove: String, Sendable, CaseIterable {
  case down, same, up
}

/// How far a venue moves the implied volatility of an option.
///
/// relative: σ × (1 ± shock × (30 / max(least days, days))^p), p for short expiries below 30 days and
/// for long ones; absolute: σ ± points.
///
/// - Source: METHODS G, the form of Deribit, Paradex and Derive; a power of zero has no term structure.
/// - Verified by: VenueScanTests, ReferenceTests (margin-pm-scenario-matrix, margin-span).
struct VolatilityShock: Sendable, Equatable {
  /// Points are added rather than fractions multiplied.
  var isAbsolute = false
  var up: Double
  var down: Double
  var shortPower = 0.0
  var longPower = 0.0
  /// Expiries nearer than this many days are shocked as if they were that far.
  var leastDays = 0.0
  /// An upward shock ends at least here.
  var leastUp = 0.0
  /// A downward shock ends at least here.
  var floor = 0.0

  /// Days to expiry that the powers refer to.
  private static let referenceDays = 30.0
  /// Days of an expiry that is upon us, so that a power of it stays finite.
  private static let shortestDays = 1e-6

  /// The volatility a year of an option after a move.
  func volatility(_ option: OptionValuation, _ move: VolatilityMove) -> Double {
    let days = max(leastDays, option.life.days, Self.shortestDays)
    let power = days < Self.referenceDays ? shortPower : longPower
    let term = power == 0 ? 1 : pow(Self.referenceDays / days, power)
    let now = option.volatility
    switch move {
    case .same: return now
    case .up:
      return max(leastUp, isAbsolute ? now + up * term : now * (1 + up * term))
    case .down:
      return max(floor, 0, isAbsolute ? now - down * term : now * (1 - down * term))
    }
  }
}

extension VolatilityShock {
  static let keys = [
    "up", "down", "kind", "power_short", "power_long", "least_days", "least_up", "floor",
  ]

  private enum Kind: String, CaseIterable { case relative, absolute }

  init(_ section: PackSection) throws(InputError) {
    func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
    self.init(
      isAbsolute: try section["kind"]?.choice(Kind.self) == .absolute,
      up: try section.required("up", amount), down: try section.required("down", amount),
      shortPower: try section.value("power_short", amount) ?? 0,
      longPower: try section.value("power_long", amount) ?? 0,
      leastDays: try section.value("least_days", amount) ?? 0,
      leastUp: try section.value("least_up", amount) ?? 0,
      floor: try section.value("floor", amount) ?? 0)
  }
}
