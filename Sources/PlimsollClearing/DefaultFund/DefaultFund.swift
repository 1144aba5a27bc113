/// A fund that members pay into together, large enough for the default of the largest of them.
///
/// size = buffer × max over scenarios of what the N groups with the largest losses beyond margin lose
/// in that scenario.
///
/// - Source: PFMI, Principle 4, key consideration 4 (cover 1 and cover 2); METHODS (fund sizing).
/// - Verified by: DefaultFundTests, ReferenceTests (margin-cover2-default-fund).
public struct DefaultFund: Sendable, Equatable {
  /// The members, and what each pays in.
  public var contributions: [(member: String, amount: Double)]

  /// A fund.
  public init(contributions: [(member: String, amount: Double)]) {
    self.contributions = contributions
  }

  /// All that is paid in.
  public var size: Double { contributions.reduce(0) { $0 + $1.amount } }

  /// Two funds of the same contributions are the same.
  public static func == (left: DefaultFund, right: DefaultFund) -> Bool {
    left.contributions.elementsEqual(right.contributions, by: ==)
  }

  /// How large a fund must be, and which scenario says so.
  public struct Size: Sendable, Equatable {
    /// With the buffer.
    public var amount: Double
    /// The number of the scenario that it is for, the first of equals; nil without scenarios.
    public var scenario: Int?
  }

  /// The size that covers the default of the `count` largest groups in any one scenario.
  public static func sized(toCover count: Int, of losses: StressLosses, buffer: Double = 1)
    -> Size
  {
    precondition(count >= 1, "cover \(count)")
    var found = Size(amount: 0, scenario: nil)
    for scenario in losses.scenarios.indices {
      let amount = losses.cover(count, scenario: scenario)
      if found.scenario == nil || amount > found.amount {
        found = Size(amount: amount, scenario: scenario)
      }
    }
    found.amount *= buffer
    return found
  }

  /// The fund of that size, shared by largest stressed loss over margin.
  public static func sized(
    toCover count: Int, of losses: StressLosses, buffer: Double = 1, floor: Double,
    unit: Double? = nil
  ) -> DefaultFund {
    let size = sized(toCover: count, of: losses, buffer: buffer).amount
    let shares = FundAllocation.shares(
      of: size, weights: losses.largest, floor: floor, unit: unit)
    return DefaultFund(
      contributions: zip(losses.members, shares).map { (member: $0, amount: $1) })
  }
}
