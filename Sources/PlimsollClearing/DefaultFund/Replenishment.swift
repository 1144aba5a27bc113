/// What survivors pay to bring a used fund back to what it was.
///
/// Each restores what was taken of its own contribution; what the defaulters had paid in, used or not,
/// is lost with them and shared in proportion to contributions.
///
/// - Source: EMIR RTS 153/2013, Art. 36 (own resources are rebuilt within a month) for the idea; the
///   shares are the project's.
/// - Verified by: ReplenishmentTests.
public struct Replenishment: Sendable, Equatable {
  /// By survivor, what was taken of its contribution.
  public let used: [Double]
  /// By survivor, its part of what the defaulters had paid in.
  public let shareOfDefaulters: [Double]

  /// By survivor, what it pays.
  public let amounts: [Double]

  /// After a settlement of `event`.
  ///
  /// - Parameter unit: the smallest sum that can be paid; nil shares exactly.
  public init(after settlement: WaterfallSettlement, of event: DefaultEvent, unit: Double? = nil) {
    used = settlement.paid(count: event.survivors.count) { $0 == .mutualFund }
    shareOfDefaulters = ProRata.shares(
      of: event.defaulters.reduce(0) { $0 + $1.contribution },
      weights: event.survivors.map(\.contribution), unit: unit)
    amounts = zip(used, shareOfDefaulters).map { $0 + $1 }
  }
}
