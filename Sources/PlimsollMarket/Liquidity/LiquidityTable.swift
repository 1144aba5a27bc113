/// How much of each underlying can be traded, and at what cost.
///
/// - Verified by: LiquidityTableTests.
public struct LiquidityTable: Sendable, Equatable {
  /// One underlying's market.
  public struct Market: Sendable, Equatable {
    /// Average daily volume in USD, above zero.
    public var averageDailyVolume: Double
    /// Bid to ask in basis points of the middle; zero when not given.
    public var spreadBasisPoints: Double
    /// USD that stands in the book near the touch; nil when not given.
    public var depth: Double?

    /// A market with a volume above zero.
    public init(averageDailyVolume: Double, spreadBasisPoints: Double = 0, depth: Double? = nil) {
      precondition(averageDailyVolume > 0, "a market without volume cannot be closed out of")
      self.averageDailyVolume = averageDailyVolume
      self.spreadBasisPoints = spreadBasisPoints
      self.depth = depth
    }
  }

  /// The file's name in errors.
  public let file: String
  /// Markets by underlying.
  public private(set) var markets: [RiskFactor: Market]

  /// A table held in memory.
  public init(_ markets: [RiskFactor: Market], file: String = "liquidity.csv") {
    self.file = file
    self.markets = markets
  }

  /// The market of an underlying that is closed out of.
  ///
  /// - Throws: an `InputError` with a remedy when the table has no row for it.
  public func market(of underlying: RiskFactor) throws(InputError) -> Market {
    if let market = markets[underlying] { return market }
    throw .data(
      file, column: "underlying", "there is no row for \(underlying)",
      remedy: "Add its average daily volume in USD and its spread in basis points.")
  }
}

extension LiquidityTable {
  /// Reads `liquidity.csv`.
  ///
  /// - Throws: an `InputError` for a repeated underlying, a volume that is not above zero, or a
  ///   negative spread or depth.
  public init(csv file: InputFile) throws(InputError) {
    let table = try CSVFile(file)
    let name = try table.requiredIndex(of: "underlying")
    let volume = try table.requiredIndex(of: "average_daily_volume")
    let spread = table.index(of: "spread_bps")
    let depth = table.index(of: "depth_usd")
    self.init([:], file: file.name)
    for row in 0..<table.rowCount {
      let underlying = RiskFactor(try table.requiredText(row: row, column: name))
      guard markets[underlying] == nil else {
        throw table.error(
          row: row, column: name, "\(underlying) is there twice",
          remedy: "Keep one row per underlying.")
      }
      let traded = try table.requiredNumber(row: row, column: volume)
      guard traded > 0 else {
        throw table.error(
          row: row, column: volume,
          "average daily volume \(table.text(row: row, column: volume)) is not above zero",
          remedy: "Nothing can be closed out of a market that does not trade: give its volume in "
            + "USD a day, or remove the row and the positions in \(underlying).")
      }
      markets[underlying] = Market(
        averageDailyVolume: traded,
        spreadBasisPoints: try Self.notNegative(table, row: row, column: spread) ?? 0,
        depth: try Self.notNegative(table, row: row, column: depth))
    }
  }

  private static func notNegative(_ table: CSVFile, row: Int, column: Int?) throws(InputError)
    -> Double?
  {
    guard let column, let value = try table.number(row: row, column: column) else { return nil }
    guard value >= 0 else {
      throw table.error(
        row: row, column: column, "\(table.text(row: row, column: column)) is below zero",
        remedy: "Give zero or more, or leave it blank.")
    }
    return value
  }
}
