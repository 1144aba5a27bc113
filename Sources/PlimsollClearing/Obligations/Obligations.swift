/// Who owes whom, and what is left of it when debts are set off.
///
/// Bilaterally, of two debts between a pair the larger one is left, less the smaller. Multilaterally,
/// each has one balance with all others, as through a clearing house.
///
/// - Source: netting ratio = 1 − net / gross; the reference values of margin-netting-collateral.
/// - Verified by: ObligationsTests, ReferenceTests (margin-netting-collateral).
public struct Obligations: Sendable, Equatable {
  /// The participants.
  public let participants: [String]
  /// The row owes the column; the diagonal is zero.
  public let owed: [[Double]]

  /// Debts between participants, not negative.
  public init(participants: [String], owed: [[Double]]) {
    precondition(
      owed.count == participants.count && owed.allSatisfy { $0.count == participants.count },
      "one row and one column a participant")
    self.participants = participants
    self.owed = owed.enumerated().map { row, debts in
      debts.enumerated().map { $0.offset == row ? 0 : $0.element }
    }
  }

  /// All debts.
  public var gross: Double { owed.joined().reduce(0, +) }

  /// What each pair is left with.
  public var bilateralNet: Obligations {
    Obligations(
      participants: participants,
      owed: participants.indices.map { row in
        participants.indices.map { max(0, owed[row][$0] - owed[$0][row]) }
      })
  }

  /// What each is to receive from all others together, negative when it is to pay; adds up to zero.
  public var multilateralNet: [Double] {
    participants.indices.map { one in
      participants.indices.reduce(0) { $0 + owed[$1][one] } - owed[one].reduce(0, +)
    }
  }

  /// What is paid when all settle with one counterparty: half the sum of the balances' sizes.
  public var multilateralPayments: Double { multilateralNet.reduce(0) { $0 + abs($1) } / 2 }

  /// The part of the gross debts that need not be paid; zero without debts.
  public var bilateralRatio: Double { ratio(bilateralNet.gross) }

  /// The part of the gross debts that need not be paid; zero without debts.
  public var multilateralRatio: Double { ratio(multilateralPayments) }

  private func ratio(_ net: Double) -> Double { gross > 0 ? 1 - net / gross : 0 }
}
