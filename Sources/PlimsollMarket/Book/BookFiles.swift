internal import FoundationEssentials

/// Where the files of a book are: a folder, and any file named on its own.
public struct BookFiles: Sendable, Hashable, Codable {
  /// The folder that holds files by their usual names; nil when all are named.
  public var folder: String?
  /// Price history.
  public var prices: String?
  /// Instruments.
  public var instruments: String?
  /// Positions.
  public var positions: String?
  /// Collateral.
  public var collateral: String?
  /// Option chain.
  public var surface: String?
  /// Volumes, spreads and depths.
  public var liquidity: String?
  /// Open orders.
  public var openOrders: String?
  /// Past funding of perpetuals.
  public var funding: String?
  /// Past marks of futures.
  public var futures: String?

  /// A book in `folder`, with files named on their own taking precedence.
  public init(
    folder: String?, prices: String? = nil, instruments: String? = nil, positions: String? = nil,
    collateral: String? = nil, surface: String? = nil, liquidity: String? = nil,
    openOrders: String? = nil, funding: String? = nil, futures: String? = nil
  ) {
    self.folder = folder
    self.prices = prices
    self.instruments = instruments
    self.positions = positions
    self.collateral = collateral
    self.surface = surface
    self.liquidity = liquidity
    self.openOrders = openOrders
    self.funding = funding
    self.futures = futures
  }

  /// The paths of the files a book is read from: those named, and those found in the folder.
  ///
  /// - Throws: an `InputError` when prices or positions are neither named nor have a folder.
  public func found() throws(InputError) -> [String] {
    var paths = [try path(prices, "prices.csv"), try path(positions, "positions.csv")]
    let optional = [
      (instruments, "instruments.csv"), (surface, "surface.csv"), (collateral, "collateral.csv"),
      (liquidity, "liquidity.csv"), (openOrders, "open-orders.csv"), (funding, "funding.csv"),
      (futures, "futures.csv"),
    ]
    for (named, usual) in optional where named != nil || folder != nil {
      let path = try path(named, usual)
      if named != nil || FileManager.default.fileExists(atPath: path) { paths.append(path) }
    }
    return paths
  }

  /// The same files, each named on its own, without a folder.
  ///
  /// - Throws: an `InputError` when prices or positions are neither named nor have a folder.
  public func eachNamed() throws(InputError) -> BookFiles {
    func found(_ named: String?, _ usual: String) throws(InputError) -> String? {
      guard named == nil, folder != nil else { return named }
      let path = try path(nil, usual)
      return FileManager.default.fileExists(atPath: path) ? path : nil
    }
    return BookFiles(
      folder: nil, prices: try path(prices, "prices.csv"),
      instruments: try found(instruments, "instruments.csv"),
      positions: try path(positions, "positions.csv"),
      collateral: try found(collateral, "collateral.csv"),
      surface: try found(surface, "surface.csv"), liquidity: try found(liquidity, "liquidity.csv"),
      openOrders: try found(openOrders, "open-orders.csv"),
      funding: try found(funding, "funding.csv"), futures: try found(futures, "futures.csv"))
  }

  /// The path of a file: the one named, else the one in the folder.
  func path(_ named: String?, _ usual: String) throws(InputError) -> String {
    if let named { return named }
    guard let folder else {
      throw .usage(
        "no \(usual) is given", remedy: "Name a book folder, or the file by its flag.")
    }
    return folder.hasSuffix("/") ? folder + usual : folder + "/" + usual
  }
}
