internal import PlimsollClearing
internal import PlimsollMarket

extension ImpactModel {
  /// What a run must say of the model.
  ///
  /// - Verified by: LiquidateCommandTests.
  func doubts(of book: Book, isBounded: Bool = false) -> [Diagnostic] {
    let held = Set(book.accounts.flatMap(\.positions).map(\.instrument.underlying))
    var found = books.keys.filter { !held.contains($0) }.map(\.name).sorted().map {
      Diagnostic(
        .note, $0, "impact \(name) has an order book for it, and nobody holds a position in it")
    }
    if isBounded {
      found.append(
        Diagnostic(
          .warning, "impact \(name)",
          "forced trades are too large for the markets given: where they would push a price by more "
            + "than a factor of 1000, it is bounded there"))
    }
    return found
  }
}
