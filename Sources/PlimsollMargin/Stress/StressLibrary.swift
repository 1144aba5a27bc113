public import PlimsollMarket

/// Scenarios to try on a book: named crises, grids of spot and volatility, stablecoins off their
/// peg, and breaks of correlation.
///
/// - Source: METHODS of stress families; the shipped library's figures name their own.
/// - Verified by: StressLibraryTests.
public struct StressLibrary: Sendable, Equatable {
  /// What reports call it: the stem of its file.
  public var name: String
  /// Moves of named factors.
  public var crises: [Crisis]
  /// Moves of all factors together.
  public var grids: [Grid]
  /// Stablecoins that lose their peg, one at a time.
  public var depeg: Depeg?
  /// Coins that fail, one at a time.
  public var jumps: [Jump] = []
  /// Correlations that break.
  public var correlationBreaks: [CorrelationBreak]
  /// Coins that grids and defaults leave alone.
  public var stablecoins: Set<RiskFactor>
  /// Whether a factor that the price file lacks is left out; otherwise it is an error.
  public var isOptional: Bool
  /// Where the file names factors, for errors.
  var mentions: [FactorMention] = []
  /// The files it was read from.
  public var inputs: [InputDigest]

  /// Coins taken for stablecoins when a library does not list its own.
  public static let usualStablecoins: Set<RiskFactor> = [
    "USDT", "USDC", "DAI", "USTC", "TUSD", "BUSD", "FDUSD", "PYUSD", "USDE",
  ]

  /// A library without scenarios; add them.
  public init(
    name: String, crises: [Crisis] = [], grids: [Grid] = [], depeg: Depeg? = nil,
    correlationBreaks: [CorrelationBreak] = [],
    stablecoins: Set<RiskFactor> = StressLibrary.usualStablecoins, isOptional: Bool = false,
    inputs: [InputDigest] = []
  ) {
    self.name = name
    self.crises = crises
    self.grids = grids
    self.depeg = depeg
    self.correlationBreaks = correlationBreaks
    self.stablecoins = stablecoins
    self.isOptional = isOptional
    self.inputs = inputs
  }

  /// How far one factor moves.
  public enum FactorShock: Sendable, Equatable {
    /// A log return.
    case log(Double)
    /// A relative move, above −1.
    case relative(Double)
    /// A multiple of the log return of a factor that the same scenario moves by name.
    case beta(Double, of: RiskFactor)
  }

  /// A dated or imagined event.
  public struct Crisis: Sendable, Equatable {
    /// What reports call it.
    public var name: String
    /// Where its figures come from.
    public var source: String
    /// Moves by factor.
    public var shocks: [RiskFactor: FactorShock]
    /// The move of any other factor that is not a stablecoin; nil leaves it where it is.
    public var defaultShock: FactorShock?
    /// Relative changes of implied volatility by factor.
    public var volatility: [RiskFactor: Double]
    /// The change for any other factor that is not a stablecoin.
    public var defaultVolatility: Double?
    /// What it does beside moving prices.
    public var conditions = MarketConditions.usual

    /// An event.
    public init(
      name: String, source: String = "", shocks: [RiskFactor: FactorShock],
      defaultShock: FactorShock? = nil, volatility: [RiskFactor: Double] = [:],
      defaultVolatility: Double? = nil
    ) {
      self.name = name
      self.source = source
      self.shocks = shocks
      self.defaultShock = defaultShock
      self.volatility = volatility
      self.defaultVolatility = defaultVolatility
    }
  }

  /// Every pair of a spot move and a volatility change, of all factors but stablecoins.
  public struct Grid: Sendable, Equatable {
    /// Relative moves of spot, above −1.
    public var spot: [Double]
    /// Relative changes of implied volatility, above −1.
    public var volatility: [Double]

    /// A grid.
    public init(spot: [Double], volatility: [Double] = [0]) {
      self.spot = spot
      self.volatility = volatility
    }
  }

  /// Stablecoins that move alone, one scenario each.
  public struct Depeg: Sendable, Equatable {
    /// The stablecoins.
    public var assets: [RiskFactor]
    /// The relative move.
    public var relative: Double

    /// A depeg of each of `assets`.
    public init(assets: [RiskFactor], relative: Double) {
      self.assets = assets
      self.relative = relative
    }
  }

  /// Coins or stablecoins that jump to default, one scenario each.
  public struct Jump: Sendable, Equatable {
    /// The coins.
    public var assets: [RiskFactor]
    /// The relative move, above −1.
    public var relative: Double

    /// A jump of each of `assets`.
    public init(assets: [RiskFactor], relative: Double) {
      self.assets = assets
      self.relative = relative
    }
  }

  /// A factor named somewhere in the file.
  struct FactorMention: Sendable, Equatable {
    var factor: RiskFactor
    var place: InputError.Place
  }
}
