/// The loss that a reverse stress asks a scenario for.
///
/// - Verified by: PlausibilityTests.
public enum LossTarget: Sendable, Equatable {
  /// USD, above zero.
  case amount(Double)
  /// A fraction of each account's own equity, above zero.
  case equityShare(Double)
  /// What takes an account's collateral value down to its maintenance margin.
  case liquidation

  /// What `init?(_:)` reads, in words for an error.
  public static let meaning =
    "a loss above zero: an amount in USD, a percentage of equity such as 50%, or liquidation"

  /// More than this is a mistake, as it is in a book.
  private static let largest = 1e20
  private static let liquidationWord = "liquidation"

  /// A loss written as `250000`, `50%` or `liquidation`; nil for anything else, and for what is not
  /// above zero.
  public init?(_ text: String) {
    if text == Self.liquidationWord {
      self = .liquidation
      return
    }
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text), number > 0,
      number <= Self.largest
    else { return nil }
    self = isPercent ? .equityShare(number / 100) : .amount(number)
  }

  /// What `init?(_:)` reads.
  public var text: String {
    switch self {
    case .amount(let loss): "\(loss)"
    case .equityShare(let share): "\(share * 100)%"
    case .liquidation: Self.liquidationWord
    }
  }

  /// What an account has to lose.
  enum Answer: Sendable, Equatable {
    /// So much of P&L or, on the way to liquidation, of collateral value.
    case loss(Double)
    /// Why there is no such loss.
    case none(String)
  }

  /// The loss asked of an account that stands where `requirement` says.
  func loss(of requirement: MarginRequirement) -> Answer {
    switch self {
    case .amount(let loss):
      return .loss(loss)
    case .equityShare(let share):
      let equity = requirement.standing.equity
      return equity > 0 ? .loss(share * equity) : .none("it has no equity to lose a part of")
    case .liquidation:
      guard requirement.maintenance > 0 else { return .none("no margin is required of it") }
      return .loss(max(0, requirement.standing.collateralValue - requirement.maintenance))
    }
  }
}

extension LossTarget: Codable {
  /// Reads what `init?(_:)` reads.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let target = LossTarget(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not a loss"))
    }
    self = target
  }

  /// Writes it as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
