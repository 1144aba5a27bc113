internal import CPlimsollKernels

/// The tail of an account's gains with one more position, for one enquiry after another.
///
/// The sum of the account's gains and the position's is never stored: a sample of it gives a bound
/// that lies above the wanted rank with near certainty, one pass keeps what is not above the bound,
/// and counting finds the quantile among the few that are left. A sample that misleads costs time and
/// never exactness. The figures are those of the same sum selected in full, to the last bit, on every
/// instruction set.
///
/// Holds the room it works in, so that a call allocates nothing; each thread needs one of its own.
///
/// - Verified by: TailAfterTradeTests, VectorPathTests.
public struct TailAfterTrade: Sendable {
  /// How many scenarios there are.
  public let count: Int
  private let rank: Int
  private let weight: Double
  private var room: [Double]

  /// Losses of a tail.
  public struct Losses: Sendable, Equatable {
    /// The loss at the rank.
    public var quantile: Double
    /// The mean loss of the tail, the scenario that straddles the quantile by its fraction.
    public var shortfall: Double
  }

  /// Room for the tails of `count` scenarios.
  ///
  /// - Parameters:
  ///   - rank: of the quantile, from one for the worst gain.
  ///   - size: how many scenarios the mean is taken over; not whole when one straddles the quantile.
  public init(count: Int, rank: Int, size: Double) {
    precondition(rank >= 1 && rank <= count, "no rank \(rank) among \(count) scenarios")
    precondition(size > 0 && size <= Double(count), "a tail of \(size) of \(count) scenarios")
    self.count = count
    self.rank = rank
    weight = 1 / size
    room = [Double](repeating: 0, count: count + Int(PLIMSOLL_SPARE_ROOM))
  }

  /// The losses of `gains` + `quantity` × `unit`.
  ///
  /// - Parameters:
  ///   - gains: of the account, one a scenario, none of them NaN.
  ///   - quantity: finite; zero for the account as it is.
  ///   - unit: the gains of one contract, one a scenario.
  /// - Complexity: O(count), one pass over both arrays; no allocation.
  /// - Source: Acerbi and Tasche (2002) for the mean; Floyd and Rivest (1975) for the bound.
  public mutating func losses(of gains: [Double], adding quantity: Double, of unit: [Double])
    -> Losses
  {
    precondition(gains.count == count && unit.count == count, "one gain a scenario")
    precondition(quantity.isFinite, "a quantity of \(quantity)")
    let found = plimsoll_losses_after(
      gains, quantity, unit, Int64(count), Int64(rank), weight, &room)
    precondition(found.quantile == found.quantile, "NaN has no rank")
    return Losses(quantile: found.quantile, shortfall: found.shortfall)
  }
}
