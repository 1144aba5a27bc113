public import PlimsollMarket

/// The columns of a price file that a model of all of them takes in.
///
/// Under complete rows one column that ended, or that began last week, would cut the history of all.
/// A spec whose `fallback` ends in `exclude` lets such a column go, and says so.
///
/// - Verified by: CalibrationUniverseTests.
public struct CalibrationUniverse: Sendable {
  /// The factors left, in the order of the file.
  public let factors: [RiskFactor]
  /// One line for each that was left out.
  public let diagnostics: [Diagnostic]

  /// A column whose last price is older than this many bars has ended.
  static let endedBars = 3

  /// Chooses among the columns of `history`.
  ///
  /// - Throws: an `InputError` when none is left.
  public init(_ history: PriceHistory, spec: CalibrationSpec) throws(InputError) {
    guard spec.fallback.contains(.exclude) else {
      factors = history.factors
      diagnostics = []
      return
    }
    var kept: [RiskFactor] = []
    var found: [Diagnostic] = []
    for factor in history.factors {
      if let reason = Self.reasonToGo(factor, history, spec) {
        found.append(Diagnostic(.warning, factor.name, "left out of the model: \(reason)"))
      } else {
        kept.append(factor)
      }
    }
    guard !kept.isEmpty else {
      throw .data(
        history.digest.file,
        "no column can be calibrated; \(found.first?.subject ?? ""): "
          + (found.first?.message ?? "it has no columns"),
        remedy: "Give a longer history, or an earlier --as-of.")
    }
    factors = kept
    diagnostics = found
  }

  /// Why a factor cannot be in the model; nil when it can.
  private static func reasonToGo(
    _ factor: RiskFactor, _ history: PriceHistory, _ spec: CalibrationSpec
  ) -> String? {
    guard let listing = history.listing(of: factor), let first = history.times.first,
      let end = history.times.last
    else { return "it has no price" }
    if (end - listing.upperBound).seconds > endedBars * history.bar.seconds {
      return
        "its prices end \(listing.upperBound), \(Int((end - listing.upperBound).days)) days before "
        + "\(end)"
    }
    let returns = ReturnPanel.ownReturns(of: factor, in: history, window: spec.window)
    if returns < ReturnPanel.fewestReturns {
      return "\(returns) returns, at least \(ReturnPanel.fewestReturns) are needed"
    }
    // A history that is short itself asks no more of a column than it has.
    if let asked = spec.minimumHistory,
      (end - listing.lowerBound).seconds < min(asked.seconds, (end - first).seconds)
    {
      return "it is listed since \(listing.lowerBound) only, the spec asks for "
        + "\(asked) of history"
    }
    return nil
  }
}
