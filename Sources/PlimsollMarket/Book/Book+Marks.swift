/// Prices at one moment, to value a book at.
public struct BookMarks: Sendable, Equatable, Codable {
  /// When they are of.
  public var time: Timestamp
  /// Spot prices of all the book's factors, by name.
  public var spot: [String: Double]
  /// Prices of contracts that have one of their own, by name.
  public var contracts: [String: Double]
  /// Closes of bars that have ended since the book's history did, in order of time.
  public var closes: [Close]

  /// Spot prices at the end of a bar.
  public struct Close: Sendable, Equatable, Codable {
    /// When the bar ended.
    public var time: Timestamp
    /// By factor name.
    public var prices: [String: Double]

    /// A close.
    public init(time: Timestamp, prices: [String: Double]) {
      self.time = time
      self.prices = prices
    }
  }

  /// The prices a book has.
  public init(_ book: Book) {
    time = book.asOf
    spot = Dictionary(uniqueKeysWithValues: book.spot.map { ($0.key.name, $0.value) })
    contracts = [:]
    closes = []
  }
}

extension Book {
  /// The book at other prices and a later time: contracts without a price of their own move with spot,
  /// options keep the volatility they have, and the history goes on with the closes.
  ///
  /// - Parameter volatility: of an option that has no mark volatility, by name.
  /// - Verified by: MarginMonitorTests.
  public func marked(_ marks: BookMarks, volatility: (String) -> Double?) -> Book {
    var copy = self
    copy.asOf = marks.time
    for factor in spot.keys { copy.spot[factor] = marks.spot[factor.name] ?? spot[factor] }
    if !marks.closes.isEmpty { copy.prices = prices.adding(marks.closes) }
    var moved: [String: Instrument] = [:]
    for instrument in instruments {
      let ratio =
        (copy.spot[instrument.underlying] ?? 1) / (spot[instrument.underlying] ?? 1)
      moved[instrument.name] = instrument.marked(
        ratio: ratio, own: marks.contracts[instrument.name],
        volatility: volatility(instrument.name))
    }
    copy.instruments = instruments.map { moved[$0.name] ?? $0 }
    for account in copy.accounts.indices {
      for position in copy.accounts[account].positions.indices {
        let held = copy.accounts[account].positions[position]
        guard let instrument = moved[held.instrument.name] else { continue }
        copy.accounts[account].positions[position].instrument = instrument
        // Without an entry price nothing had been gained then; what has been since is not forgotten.
        copy.accounts[account].positions[position].entryPrice =
          held.entryPrice ?? held.instrument.markPrice ?? spot[held.instrument.underlying]
      }
    }
    return copy
  }
}

/// A position that ended, and what it paid.
public struct ExpirySettlement: Sendable, Equatable, Codable {
  /// The contract.
  public var instrument: String
  /// Whose it was.
  public var account: String
  /// USD, negative when it was paid.
  public var amount: Double

  /// A position that ended.
  public init(instrument: String, account: String, amount: Double) {
    self.instrument = instrument
    self.account = account
    self.amount = amount
  }
}

extension Book {
  /// Turns positions that have ended into cash.
  public mutating func settle(_ settlements: [ExpirySettlement]) {
    let names = Set(settlements.map(\.instrument))
    instruments.removeAll { names.contains($0.name) }
    let places = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1.name, $0) })
    for settlement in settlements {
      guard let place = places[settlement.account] else { continue }
      accounts[place].positions.removeAll { $0.instrument.name == settlement.instrument }
      if let cash = accounts[place].collateral.firstIndex(where: { $0.asset == nil }) {
        accounts[place].collateral[cash].amount += settlement.amount
      } else {
        accounts[place].collateral.append(Collateral(asset: nil, amount: settlement.amount))
      }
    }
  }
}

extension Instrument {
  /// The contract at another price.
  fileprivate func marked(ratio: Double, own: Double?, volatility: Double?) -> Instrument {
    switch self {
    case .spot: return self
    case .perpetual(var perpetual):
      perpetual.markPrice = own ?? perpetual.markPrice.map { $0 * ratio }
      return .perpetual(perpetual)
    case .future(var future):
      future.markPrice = own ?? future.markPrice * ratio
      return .future(future)
    case .option(var option):
      option.underlyingPrice = option.underlyingPrice.map { $0 * ratio }
      option.markVolatility = option.markVolatility ?? volatility
      option.markPrice = own
      return .option(option)
    }
  }
}

extension PriceHistory {
  /// The history with more rows at its end; those not after its last row are left out.
  fileprivate func adding(_ closes: [BookMarks.Close]) -> PriceHistory {
    var columns = factors.map { column(of: $0) ?? [] }
    var all = times
    for close in closes where close.time > (all.last ?? close.time - .day) {
      all.append(close.time)
      for (place, factor) in factors.enumerated() {
        columns[place].append(close.prices[factor.name] ?? .nan)
      }
    }
    return PriceHistory(
      factors: factors, times: all, prices: columns, digest: digest, diagnostics: diagnostics)
  }
}
