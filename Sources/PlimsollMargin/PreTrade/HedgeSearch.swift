import PlimsollMarket
import PlimsollNumerics

/// The size of one instrument that lowers an account's margin most.
struct HedgeSearch {
  private let unit: TradedUnit
  private let initial: Double
  private let slope: Double

  /// Digits of a size that are worth telling.
  private static let digits = 4
  private static let mostDoublings = 30

  /// - Parameters:
  ///   - initial: the margin without it.
  ///   - slope: what a small size bought takes off; its sign says on which side to look.
  init(_ unit: TradedUnit, initial: Double, slope: Double) {
    self.unit = unit
    self.initial = initial
    self.slope = slope
  }

  /// The size and the margin with it; nil when no size lowers it.
  ///
  /// Doubles a small size until the margin rises again, then narrows down between. Rounded to four
  /// digits.
  func best(for account: CheckedAccount, _ check: inout ShortfallCheck) throws(InputError) -> (
    quantity: Double, initial: Double
  )? {
    var account = account
    let side = slope > 0 ? 1.0 : -1
    var failure: InputError?
    func margin(_ size: Double) -> Double {
      do throws(InputError) {
        return try check.figures(of: &account, adding: side * size, of: unit).initial
      } catch {
        failure = error
        return .infinity
      }
    }
    var size = 0.02 * initial / abs(slope)
    guard size.isFinite, size > 0 else { return nil }
    var (last, next) = (initial, margin(size))
    var doublings = 0
    while next < last, doublings < Self.mostDoublings {
      size *= 2
      (last, next) = (next, margin(size))
      doublings += 1
    }
    if failure != nil { return nil }
    let found = BrentMinimiser(tolerance: 1e-4, maximumIterations: 40)
      .minimise(in: (doublings < 2 ? 0 : size / 4)...size) { margin($0) }
    let rounded = found.argument.rounded(toDigits: Self.digits)
    let value = margin(rounded)
    guard failure == nil, value < initial else { return nil }
    return (side * rounded, value)
  }
}
