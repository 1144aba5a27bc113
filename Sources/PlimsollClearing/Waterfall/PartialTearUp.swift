/// Contracts of a defaulter torn up against those of others who hold the other side, in proportion to
/// what they hold.
///
/// What the others do not hold stays open. Afterwards the operator's book is flat in whatever was torn
/// up: the quantities taken from the others add up to those of the defaulter.
///
/// - Source: CPMI-IOSCO (2017), "Recovery of financial market infrastructures", 4.5 (partial
///   tear-up); the pro rata rule is the project's.
/// - Verified by: PartialTearUpTests.
public struct PartialTearUp: Sendable, Equatable {
  /// By holder, the quantity torn up of each contract, with the sign of what it held.
  public let torn: [[Double]]
  /// By contract, what of the defaulter's quantity stays open.
  public let open: [Double]

  /// Tears up `quantities` of a defaulter, contract by contract, long positive.
  ///
  /// - Parameter holders: by holder, what it holds of the same contracts.
  public init(_ quantities: [Double], against holders: [[Double]]) {
    precondition(holders.allSatisfy { $0.count == quantities.count }, "the same contracts")
    var torn = holders.map { $0.map { _ in 0.0 } }
    var open = quantities
    for (contract, quantity) in quantities.enumerated() where quantity != 0 {
      let opposite = holders.map { max(0, quantity > 0 ? -$0[contract] : $0[contract]) }
      let held = opposite.reduce(0, +)
      guard held > 0 else { continue }
      let closed = min(abs(quantity), held)
      let sign: Double = quantity > 0 ? 1 : -1
      for holder in holders.indices where opposite[holder] > 0 {
        torn[holder][contract] = -sign * closed * (opposite[holder] / held)
      }
      open[contract] = quantity - sign * closed
    }
    self.torn = torn
    self.open = open
  }

  /// By holder, what is torn up at a value of each contract.
  public func values(at contractValues: [Double]) -> [Double] {
    torn.map { quantities in
      zip(quantities, contractValues).reduce(0) { $0 + abs($1.0) * $1.1 }
    }
  }
}
