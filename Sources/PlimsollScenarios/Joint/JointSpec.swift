internal import Glibc
public import PlimsollMarket
public import PlimsollNumerics

/// How volatility, skew, basis and funding answer to spot: `models/factors/*.yaml`.
///
/// Each is a response to the log return of its underlying plus a residual. A section that is not
/// there does not move. Residuals of volatility, skew and basis are per √day and grow with the square
/// root of the horizon: over days nothing reverts. Funding is an autoregression of payments.
///
/// - Source: Ackerer, Hugonnier and Jermann (2024), "Perpetual futures pricing", for what funding is;
///   the term structure of shocks is that of venues' margin rules, Deribit's and Derive's.
/// - Verified by: JointSpecTests, JointScenariosTests.
public struct JointSpec: Sendable, Equatable, Codable {
  /// The stem of its file.
  public var name: String
  /// Implied volatility; nil when it stands still.
  public var volatility: Volatility?
  /// Its skew; nil when it stands still.
  public var skew: Shift?
  /// The basis of futures and of options' forwards; nil when forwards move with spot.
  public var basis: Basis?
  /// Funding of perpetuals; nil when none is paid.
  public var funding: Funding?
  /// Correlations of residuals of one underlying; zero where none is stated.
  public var correlations: [Correlation] = []
  /// By what the correlation of residuals is multiplied between two underlyings.
  public var acrossUnderlyings = 0.0
  /// Of the residuals' Student-t law; nil for a normal one.
  public var degreesOfFreedom: Double?

  /// Nothing moves but spot.
  public init(name: String) { self.name = name }

  /// A number that may differ by underlying.
  public struct ByUnderlying: Sendable, Equatable, Codable {
    /// Those stated by name.
    public var named: [String: Double]
    /// Any other's.
    public var other: Double

    /// One number for all, but those named.
    public init(_ other: Double, named: [String: Double] = [:]) {
      self.named = named
      self.other = other
    }

    /// The number of an underlying.
    public func of(_ underlying: RiskFactor) -> Double { named[underlying.name] ?? other }
  }

  /// A parameter that history may give.
  public enum Parameter: Sendable, Equatable, Codable {
    /// This number, whatever history says.
    case stated(Double)
    /// What history says, else a number where one is given.
    case calibrated(otherwise: Double?)
  }

  /// A shift that fades with time to expiry as (30 / days)^power, of at least one day.
  public struct Shift: Sendable, Equatable, Codable {
    /// Change per unit of log return of the underlying.
    public var response: ByUnderlying
    /// Standard deviation of the rest, per √day.
    public var residual: Double
    /// The power below 30 days.
    public var shortPower: Double
    /// The power from 30 days on.
    public var longPower: Double
    /// The largest change, of either sign.
    public var limit: Double
    /// Where the numbers come from.
    public var evidence: String

    /// A shift by its numbers.
    public init(
      response: ByUnderlying, residual: Double, shortPower: Double, longPower: Double,
      limit: Double, evidence: String
    ) {
      self.response = response
      self.residual = residual
      self.shortPower = shortPower
      self.longPower = longPower
      self.limit = limit
      self.evidence = evidence
    }

    /// The part of a 30-day shift at `days` to expiry.
    public func share(days: Double) -> Double {
      pow(30 / max(1, days), days < 30 ? shortPower : longPower)
    }
  }

  /// Implied volatility.
  public struct Volatility: Sendable, Equatable, Codable {
    /// What each option's volatility follows while the level stands still.
    public var stickiness: Stickiness
    /// The level, in logarithms.
    public var level: Shift
    /// Shocks bring no volatility below this, unless it was there before.
    public var floor: Double

    /// A level that moves, and what it moves.
    public init(stickiness: Stickiness, level: Shift, floor: Double) {
      self.stickiness = stickiness
      self.level = level
      self.floor = floor
    }
  }

  /// What an option's volatility follows as its forward moves.
  public typealias Stickiness = MovingOption.Stickiness

  /// The annualised basis.
  public struct Basis: Sendable, Equatable, Codable {
    /// Its response, residual when none is calibrated, and term structure.
    public var shift: Shift
    /// Whether the residual is estimated from the book's futures where they suffice.
    public var calibratesResidual: Bool

    /// A shift, whose residual may be the book's.
    public init(shift: Shift, calibratesResidual: Bool) {
      self.shift = shift
      self.calibratesResidual = calibratesResidual
    }
  }

  /// Funding, payment by payment: r′ − mean = persistence × (r − mean) + loading × log return +
  /// residual.
  public struct Funding: Sendable, Equatable, Codable {
    /// The venue whose rates are taken; nil for that with the most.
    public var venue: String?
    /// From one payment to the next where there is no history.
    public var interval: TimeSpan
    /// The rate it returns to, per payment.
    public var mean: Parameter
    /// What is left of a deviation after one payment, above −1 and below 1.
    public var persistence: Parameter
    /// Rate per unit of log return between two payments.
    public var loading: Parameter
    /// Standard deviation of the rest, per payment.
    public var residual: Parameter
    /// The largest rate of a payment, on average over the horizon.
    public var limit: Double
    /// Where the numbers come from.
    public var evidence: String

    /// Funding by its parameters.
    public init(
      venue: String? = nil, interval: TimeSpan, mean: Parameter, persistence: Parameter,
      loading: Parameter, residual: Parameter, limit: Double, evidence: String
    ) {
      self.venue = venue
      self.interval = interval
      self.mean = mean
      self.persistence = persistence
      self.loading = loading
      self.residual = residual
      self.limit = limit
      self.evidence = evidence
    }
  }

  /// The correlation of two residuals of one underlying.
  public struct Correlation: Sendable, Equatable, Codable {
    /// One of them.
    public var first: JointKind
    /// The other.
    public var second: JointKind
    /// From −1 to 1.
    public var value: Double

    /// A correlation of two kinds.
    public init(first: JointKind, second: JointKind, value: Double) {
      self.first = first
      self.second = second
      self.value = value
    }
  }

  /// The kinds that move.
  public var kinds: [JointKind] {
    let present: [(JointKind, Bool)] = [
      (.volatility, volatility != nil), (.skew, skew != nil), (.basis, basis != nil),
      (.funding, funding != nil),
    ]
    return present.filter(\.1).map(\.0)
  }
}
