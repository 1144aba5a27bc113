/// What has happened when a waterfall is asked: who has defaulted with which loss, and what the
/// others have.
///
/// Amounts are of one currency, in any unit, finite and not negative but for `gain`.
public struct DefaultEvent: Sendable, Equatable {
  /// Those who default.
  public var defaulters: [Defaulter]
  /// The others.
  public var survivors: [Survivor]

  /// Names are in any order: shares do not depend on it.
  public init(defaulters: [Defaulter], survivors: [Survivor]) {
    self.defaulters = defaulters.sorted { $0.name < $1.name }
    self.survivors = survivors.sorted { $0.name < $1.name }
  }

  /// Those who are in order of name already.
  init(sorted defaulters: [Defaulter], survivors: [Survivor]) {
    self.defaulters = defaulters
    self.survivors = survivors
  }

  /// One who defaults.
  public struct Defaulter: Sendable, Equatable {
    /// The name.
    public var name: String
    /// What closing it out loses, before any resource.
    public var loss: Double
    /// Its margin.
    public var margin: Double
    /// The part of the margin that may pay the loss: where accounts are segregated, that of each
    /// account up to the loss of that account.
    public var usableMargin: Double
    /// What it has paid into the fund.
    public var contribution: Double

    /// One who defaults; all margin may pay unless said otherwise.
    public init(
      name: String, loss: Double, margin: Double, usableMargin: Double? = nil,
      contribution: Double = 0
    ) {
      self.name = name
      self.loss = loss
      self.margin = margin
      self.usableMargin = usableMargin ?? margin
      self.contribution = contribution
    }
  }

  /// One who does not default.
  public struct Survivor: Sendable, Equatable {
    /// The name.
    public var name: String
    /// What it has paid into the fund.
    public var contribution: Double
    /// Variation margin since the default; negative when it is to pay.
    public var gain: Double
    /// What it owns, for a loss shared by equity.
    public var equity: Double
    /// Its place in the queue for deleveraging, the highest first.
    public var score: Double

    /// One who does not default.
    public init(
      name: String, contribution: Double = 0, gain: Double = 0, equity: Double = 0,
      score: Double = 0
    ) {
      self.name = name
      self.contribution = contribution
      self.gain = gain
      self.equity = equity
      self.score = score
    }
  }

  /// What closing all of them out loses.
  public var loss: Double { defaulters.reduce(0) { $0 + $1.loss } }
}
