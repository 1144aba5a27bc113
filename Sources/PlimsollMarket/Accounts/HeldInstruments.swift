/// What accounts hold, each instrument and each factor once, in the order of the accounts.
struct HeldInstruments {
  /// The instruments of positions.
  private(set) var instruments: [Instrument] = []
  /// The factors that instruments and collateral need.
  private(set) var factors: [RiskFactor] = []
  private var seen: Set<RiskFactor> = []
  /// Of the instruments; empty until one is added that may be there already.
  private var names: Set<String> = []

  /// Nothing yet.
  init() {}

  /// What `accounts` hold; an instrument is known by its name.
  init(_ accounts: [Account]) {
    var names: Set<String> = []
    for account in accounts {
      for position in account.positions where names.insert(position.instrument.name).inserted {
        add(position.instrument)
      }
      add(account.collateral)
    }
  }

  /// Adds an instrument that is not there yet.
  mutating func add(_ instrument: Instrument) {
    instruments.append(instrument)
    add(instrument.underlying)
  }

  /// Adds an instrument unless one of its name is there.
  mutating func addIfNew(_ instrument: Instrument) {
    if names.isEmpty { names = Set(instruments.map(\.name)) }
    guard names.insert(instrument.name).inserted else { return }
    add(instrument)
  }

  /// Adds the assets of collateral.
  mutating func add(_ collateral: [Collateral]) {
    for item in collateral { if let asset = item.asset { add(asset) } }
  }

  private mutating func add(_ factor: RiskFactor) {
    if seen.insert(factor).inserted { factors.append(factor) }
  }
}
