/// How much a margin moves through time: what it asks of those who must fund it.
///
/// - Source: the measures of the European supervisors' guidelines on procyclicality (2018) and of
///   Murphy, Vasios and Vause (2014), "An investigation into the procyclicality of risk-based
///   initial margin models".
/// - Verified by: ProcyclicalityTests.
public struct Procyclicality: Sendable, Equatable {
  /// The margins, oldest first.
  private let margins: [Double]

  /// The mean margin: what the rule costs.
  public let average: Double
  /// The largest margin over the least; nil when the least is zero.
  public let peakToTrough: Double?

  /// The margins of one account under one rule, oldest first, at least one.
  ///
  /// - Complexity: O(n).
  public init(_ margins: [Double]) {
    precondition(!margins.isEmpty)
    self.margins = margins
    average = margins.reduce(0, +) / Double(margins.count)
    let (least, largest) = (margins.min() ?? 0, margins.max() ?? 0)
    peakToTrough = least > 0 ? largest / least : nil
  }

  /// The largest rise of the margin over so many steps, never below zero: what may be called within
  /// that time.
  public func largestIncrease(over steps: Int) -> Double {
    zip(margins.dropFirst(steps), margins).reduce(0) { max($0, $1.0 - $1.1) }
  }

  /// The largest rise over so many steps as a share of the margin before; nil when a margin is zero.
  public func largestRelativeIncrease(over steps: Int) -> Double? {
    guard peakToTrough != nil else { return nil }
    return zip(margins.dropFirst(steps), margins).reduce(0) { max($0, $1.0 / $1.1 - 1) }
  }
}
