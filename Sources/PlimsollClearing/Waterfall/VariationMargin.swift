/// Variation margin of one settlement by participant: what each is to receive, negative when it is to
/// pay.
///
/// - Verified by: GainsHaircuttingTests, ReferenceTests (margin-vmgh-pro-rata).
public struct VariationMargin: Sendable, Equatable {
  /// The participants, in order of name.
  public let participants: [String]
  /// By participant.
  public let amounts: [Double]

  /// Amounts by participant.
  public init(_ amounts: [String: Double]) {
    participants = amounts.keys.sorted()
    self.amounts = participants.map { amounts[$0] ?? 0 }
  }

  /// What those who win are to receive.
  public var gains: Double { amounts.reduce(0) { $0 + max(0, $1) } }
  /// What those who lose are to pay.
  public var payments: Double { amounts.reduce(0) { $0 + max(0, -$1) } }

  /// What is paid when `shortfall` of the payments is missing and the gains are cut to fill it.
  public func haircut(toFill shortfall: Double, unit: Double? = nil) -> GainsHaircutting {
    GainsHaircutting(amounts, shortfall: shortfall, unit: unit)
  }
}
