internal import FoundationEssentials

/// What is held and what it costs: prices, instruments, accounts.
///
/// - Verified by: BookTests.
public struct Book: Sendable {
  /// The book's name: its folder's, or that of its positions file.
  public let name: String
  /// Price history, up to the as-of time when one was given.
  public internal(set) var prices: PriceHistory
  /// The accounts, in order of name.
  public internal(set) var accounts: [Account]
  /// When the book is valued.
  public internal(set) var asOf: Timestamp
  /// What the accounts hold or have ordered, each instrument once.
  public internal(set) var instruments: [Instrument]
  /// What can be held: `instruments.csv` and the option chain.
  public let listing: InstrumentTable
  /// Spot prices at the as-of time of every factor the accounts need.
  public internal(set) var spot: [RiskFactor: Double]
  /// Where spot prices come from.
  let spotPrices: SpotPrices
  /// Orders that wait to be filled, in the order of their file.
  public private(set) var orders: [OpenOrder] = []
  /// Volumes, spreads and depths; nil when the book has none.
  public let liquidity: LiquidityTable?
  /// The option chain it was read with; nil when the book has none.
  public let chain: OptionChain?
  /// Past funding of perpetuals, up to the as-of time; nil when the book has none.
  public let funding: FundingHistory?
  /// Past bases of futures, up to the as-of time; nil when the book has none.
  public let futures: FuturesHistory?
  /// The files read, with their digests.
  public let inputs: [InputDigest]
  /// What was repaired or is worth knowing.
  public internal(set) var diagnostics: [Diagnostic]

  /// A book of accounts on a price history.
  ///
  /// - Parameters:
  ///   - asOf: when it is valued; nil takes the instruments' time, else the last price's.
  ///   - marks: spot prices that replace the history's.
  ///   - instruments: the table positions were read with, for the time of its marks and for errors.
  ///   - indexPrices: spot prices for when the history has ended.
  /// - Throws: an `InputError` when a factor has no price at that time, or a future or option has
  ///   expired.
  public init(
    name: String, prices: PriceHistory, accounts: [Account], asOf: Timestamp? = nil,
    marks: [RiskFactor: Double] = [:], instruments: InstrumentTable = InstrumentTable(),
    indexPrices: [RiskFactor: Double] = [:], liquidity: LiquidityTable? = nil,
    chain: OptionChain? = nil, funding: FundingHistory? = nil, futures: FuturesHistory? = nil,
    inputs: [InputDigest] = [],
    diagnostics: [Diagnostic] = []
  ) throws(InputError) {
    try self.init(
      name: name, prices: prices, accounts: accounts, held: HeldInstruments(accounts), asOf: asOf,
      marks: marks, instruments: instruments, indexPrices: indexPrices, liquidity: liquidity,
      chain: chain, funding: funding, futures: futures, inputs: inputs, diagnostics: diagnostics)
  }

  private init(
    name: String, prices: PriceHistory, accounts: [Account], held: HeldInstruments,
    asOf: Timestamp?, marks: [RiskFactor: Double], instruments: InstrumentTable,
    indexPrices: [RiskFactor: Double], liquidity: LiquidityTable?, chain: OptionChain?,
    funding: FundingHistory?, futures: FuturesHistory?, inputs: [InputDigest],
    diagnostics: [Diagnostic]
  ) throws(InputError) {
    guard let last = prices.times.last else { preconditionFailure("a history has rows") }
    let time = asOf ?? instruments.marksTime ?? last
    self.name = name
    self.prices = try prices.upTo(time)
    self.accounts = accounts
    self.instruments = held.instruments
    self.asOf = time
    self.liquidity = liquidity
    self.chain = chain
    self.funding = funding?.upTo(time)
    self.futures = futures?.upTo(time)
    self.inputs = inputs
    listing = instruments
    var found =
      prices.diagnostics + diagnostics + (funding?.diagnostics ?? [])
      + (futures?.diagnostics ?? [])
    spotPrices = SpotPrices(
      history: self.prices, asOf: time, marks: marks, indexPrices: indexPrices)
    spot = try spotPrices.prices(for: held, diagnostics: &found)
    self.diagnostics = found
    try refuseExpired()
    try refuseAbsurdSizes()
  }

  /// The factors the accounts need, in the order of the price file.
  public var factors: [RiskFactor] { prices.factors.filter { spot[$0] != nil } }

  /// The options the accounts hold, each once.
  public var options: [EuropeanOption] { instruments.compactMap(\.option) }

  /// More USD than this in one holding is a mistake, and its squares would overflow.
  private static let largestValue = 1e20

  func refuseAbsurdSizes() throws(InputError) {
    let highest = highestPrice
    for account in accounts { try refuseAbsurdSizes(of: account, highest: highest) }
  }

  // What is small enough at the highest price needs no price of its own.
  private var highestPrice: Double { max(1, spot.values.max() ?? 1) }

  private func refuseAbsurdSizes(of account: Account, highest: Double) throws(InputError) {
    for position in account.positions where !(abs(position.size) * highest <= Self.largestValue) {
      let price = spot[position.instrument.underlying] ?? 1
      let isInUSD =
        position.instrument.settlement == .inverse && position.instrument.option == nil
      let unit = isInUSD ? 1 : price
      guard abs(position.size) * unit <= Self.largestValue else {
        throw InputError(
          .data, at: .init(file: "positions.csv", column: "quantity"),
          "account \(account.name) holds \(position.instrument.name) for more than "
            + "\(Self.largestValue) USD",
          remedy: "Check its quantity, contract_size and price.")
      }
    }
    for collateral in account.collateral
    where !(abs(collateral.amount) * highest <= Self.largestValue) {
      let price = collateral.asset.flatMap { spot[$0] } ?? 1
      guard abs(collateral.amount) * price <= Self.largestValue else {
        throw InputError(
          .data, at: .init(file: "collateral.csv", column: "amount"),
          "account \(account.name) holds \(collateral.name) for more than "
            + "\(Self.largestValue) USD", remedy: "Check its amount and price.")
      }
    }
  }

  /// Puts another account in the place of one, at a price that does not grow with the others.
  ///
  /// What nobody holds any more stays among `instruments`.
  ///
  /// - Throws: an `InputError` for what has expired or is absurdly large.
  /// - Verified by: BookTradingTests.
  package mutating func replace(_ place: Int, by account: Account) throws(InputError) {
    try refuseAbsurdSizes(of: account, highest: highestPrice)
    let former = Set(accounts[place].positions.map(\.instrument.name))
    let new = account.positions.map(\.instrument).filter { !former.contains($0.name) }
    for instrument in new { try refuseExpired(instrument) }
    accounts[place] = account
    for instrument in new where !instruments.contains(where: { $0.name == instrument.name }) {
      instruments.append(instrument)
    }
  }

  /// Refuses what has settled.
  func refuseExpired() throws(InputError) {
    for instrument in instruments { try refuseExpired(instrument) }
  }

  private func refuseExpired(_ instrument: Instrument) throws(InputError) {
    guard let expiry = instrument.expiry, expiry <= asOf else { return }
    let place = instrument.option?.origin.map {
      InputError.Place(file: $0.file, line: $0.line, column: "expiry")
    }
    throw InputError(
      .data, at: place ?? listing.places[instrument.name],
      "\(instrument.name) expired at \(expiry), the book is valued at \(asOf)",
      remedy: "Remove the position, or give an earlier --as-of.")
  }
}

extension Book {
  /// What to do with repeated rows.
  public struct DuplicatePolicy: Sendable, Hashable, Codable {
    /// Of price rows with one time, keep the last.
    public var keepLastPrice = false
    /// Add repeated (account, instrument) rows up.
    public var sumPositions = false

    /// Refuses both.
    public init(keepLastPrice: Bool = false, sumPositions: Bool = false) {
      self.keepLastPrice = keepLastPrice
      self.sumPositions = sumPositions
    }
  }

  /// Reads a book's files; all but prices and positions may be absent from the folder.
  ///
  /// - Throws: an `InputError` for what is missing or cannot be used.
  public init(
    reading files: BookFiles, asOf: Timestamp? = nil, marks: [RiskFactor: Double] = [:],
    duplicates: DuplicatePolicy = DuplicatePolicy()
  ) throws(InputError) {
    if let folder = files.folder { try Self.requireFolder(folder) }
    let priceFile = try InputFile(path: try files.path(files.prices, "prices.csv"))
    let positionFile = try InputFile(path: try files.path(files.positions, "positions.csv"))
    let instrumentFile = try Self.optional(files, files.instruments, "instruments.csv")
    let surfaceFile = try Self.optional(files, files.surface, "surface.csv")
    let collateralFile = try Self.optional(files, files.collateral, "collateral.csv")
    let liquidityFile = try Self.optional(files, files.liquidity, "liquidity.csv")
    let orderFile = try Self.optional(files, files.openOrders, "open-orders.csv")
    let fundingFile = try Self.optional(files, files.funding, "funding.csv")
    let futuresFile = try Self.optional(files, files.futures, "futures.csv")

    let prices = try PriceHistory(
      csv: priceFile, duplicates: duplicates.keepLastPrice ? .keepLast : .refuse)
    for factor in marks.keys.sorted(by: { $0.name < $1.name }) where !prices.contains(factor) {
      throw .usage(
        "--mark names \(factor), which is not a price column",
        remedy: InputError.suggestion(for: factor.name, among: prices.factors.map(\.name)))
    }
    var instruments =
      try instrumentFile.map { file throws(InputError) in
        try InstrumentTable(csv: file)
      } ?? InstrumentTable()
    let chain = try surfaceFile.map { file throws(InputError) in try OptionChain(csv: file) }
    if let chain { instruments.add(chain) }
    var table = AccountTable()
    try table.readPositions(
      positionFile, instruments: instruments, prices: prices,
      sumDuplicates: duplicates.sumPositions)
    if let collateralFile { try table.readCollateral(collateralFile, prices: prices) }
    var (accounts, held) = table.content
    let orders =
      try orderFile.map { file throws(InputError) in
        try OpenOrder.read(
          file, accounts: accounts.map(\.name), instruments: instruments, prices: prices)
      } ?? []
    for order in orders { held.addIfNew(order.instrument) }
    try self.init(
      name: files.folder.map(InputFile.displayName) ?? positionFile.name, prices: prices,
      accounts: accounts, held: held, asOf: asOf, marks: marks,
      instruments: instruments, indexPrices: try chain?.indexPrices() ?? [:],
      liquidity: try liquidityFile.map { file throws(InputError) in try LiquidityTable(csv: file) },
      chain: chain,
      funding: try fundingFile.map { file throws(InputError) in
        try FundingHistory(csv: file, prices: prices)
      },
      futures: try futuresFile.map { file throws(InputError) in
        try FuturesHistory(csv: file, prices: prices)
      },
      inputs: [
        prices.digest, instrumentFile.map(InputDigest.init), chain?.digest,
        InputDigest(positionFile), collateralFile.map(InputDigest.init),
        liquidityFile.map(InputDigest.init), orderFile.map(InputDigest.init),
        fundingFile.map(InputDigest.init), futuresFile.map(InputDigest.init),
      ].compactMap(\.self),
      diagnostics: table.diagnostics)
    self.orders = orders
  }

  private static func requireFolder(_ folder: String) throws(InputError) {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory
    else {
      throw InputError(
        .absentFile, at: .init(file: folder), "no such book folder",
        remedy: "Give a folder with prices.csv and positions.csv in it.")
    }
  }

  private static func optional(_ files: BookFiles, _ named: String?, _ usual: String)
    throws(InputError) -> InputFile?
  {
    if let named { return try InputFile(path: named) }
    guard files.folder != nil else { return nil }
    let path = try files.path(nil, usual)
    return FileManager.default.fileExists(atPath: path) ? try InputFile(path: path) : nil
  }
}
