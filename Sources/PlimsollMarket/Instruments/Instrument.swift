/// What can be held: data only; what it is worth is a function of the margin stage.
///
/// Kept by reference, so that the positions of many accounts in one instrument share it.
public indirect enum Instrument: Sendable, Equatable {
  /// The asset itself.
  case spot(Spot)
  /// A contract without expiry.
  case perpetual(Perpetual)
  /// A contract with expiry.
  case future(DatedFuture)
  /// An option exercised at expiry only.
  case option(EuropeanOption)
}

/// An asset held outright.
public struct Spot: Sendable, Equatable {
  /// The name positions call it by.
  public var name: String
  /// The asset.
  public var underlying: RiskFactor
  /// Units of the asset per contract.
  public var contractSize: Double
  /// A price that replaces the history's at the as-of time.
  public var markPrice: Double?

  /// A spot instrument.
  public init(
    name: String, underlying: RiskFactor, contractSize: Double = 1, markPrice: Double? = nil
  ) {
    self.name = name
    self.underlying = underlying
    self.contractSize = contractSize
    self.markPrice = markPrice
  }
}

/// A perpetual contract.
public struct Perpetual: Sendable, Equatable {
  /// The name positions call it by.
  public var name: String
  /// The asset it follows.
  public var underlying: RiskFactor
  /// In what it pays.
  public var settlement: Settlement
  /// Units of the asset (linear) or USD (inverse) per contract.
  public var contractSize: Double
  /// Its price at the as-of time; nil takes the spot price.
  public var markPrice: Double?

  /// A perpetual contract.
  public init(
    name: String, underlying: RiskFactor, settlement: Settlement, contractSize: Double = 1,
    markPrice: Double? = nil
  ) {
    self.name = name
    self.underlying = underlying
    self.settlement = settlement
    self.contractSize = contractSize
    self.markPrice = markPrice
  }
}

/// A future that expires.
public struct DatedFuture: Sendable, Equatable {
  /// The name positions call it by.
  public var name: String
  /// The asset it follows.
  public var underlying: RiskFactor
  /// In what it pays.
  public var settlement: Settlement
  /// Units of the asset (linear) or USD (inverse) per contract.
  public var contractSize: Double
  /// Its price at the as-of time.
  public var markPrice: Double
  /// When it settles.
  public var expiry: Timestamp

  /// A dated future.
  public init(
    name: String, underlying: RiskFactor, settlement: Settlement, contractSize: Double = 1,
    markPrice: Double, expiry: Timestamp
  ) {
    self.name = name
    self.underlying = underlying
    self.settlement = settlement
    self.contractSize = contractSize
    self.markPrice = markPrice
    self.expiry = expiry
  }
}

extension Instrument {
  /// The name positions call it by.
  public var name: String {
    switch self {
    case .spot(let spot): spot.name
    case .perpetual(let perpetual): perpetual.name
    case .future(let future): future.name
    case .option(let option): option.name
    }
  }

  /// The factor its value follows.
  public var underlying: RiskFactor {
    switch self {
    case .spot(let spot): spot.underlying
    case .perpetual(let perpetual): perpetual.underlying
    case .future(let future): future.underlying
    case .option(let option): option.underlying
    }
  }

  /// Units of the underlying, or USD for inverse perpetuals and futures, per contract.
  public var contractSize: Double {
    switch self {
    case .spot(let spot): spot.contractSize
    case .perpetual(let perpetual): perpetual.contractSize
    case .future(let future): future.contractSize
    case .option(let option): option.contractSize
    }
  }

  /// In what it pays.
  public var settlement: Settlement {
    switch self {
    case .spot: .linear
    case .perpetual(let perpetual): perpetual.settlement
    case .future(let future): future.settlement
    case .option(let option): option.settlement
    }
  }

  /// The price given for the as-of time, when there is one; of an option its premium.
  public var markPrice: Double? {
    switch self {
    case .spot(let spot): spot.markPrice
    case .perpetual(let perpetual): perpetual.markPrice
    case .future(let future): future.markPrice
    case .option(let option): option.markPrice
    }
  }

  /// When it settles; nil for what does not expire.
  public var expiry: Timestamp? {
    switch self {
    case .spot, .perpetual: nil
    case .future(let future): future.expiry
    case .option(let option): option.expiry
    }
  }

  /// The option it is; nil for anything else.
  public var option: EuropeanOption? {
    if case .option(let option) = self { return option }
    return nil
  }
}
