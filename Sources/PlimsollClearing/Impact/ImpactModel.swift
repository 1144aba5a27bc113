public import PlimsollMarket

/// How forced trading moves prices: while it lasts, for good, and how fast the former is forgotten.
///
/// - Source: METHODS H. Almgren, Thum, Hauptmann and Li (2005), Risk 18, for a permanent part linear in
///   the volume and a temporary one that costs whoever trades; the square root as Tóth et al. (2011).
/// - Verified by: ImpactModelTests.
public struct ImpactModel: Sendable, Equatable {
  /// What results call it.
  public var name: String
  /// Y of the square-root law Y σ √(Q / ADV).
  public var temporary: Double
  /// γ of the permanent part γ σ Q / ADV.
  public var permanent: Double
  /// In which half of the temporary displacement is forgotten; zero forgets it before the next step.
  public var halfLife: TimeSpan
  /// Order books that take the place of the square root, by underlying.
  public var books: [RiskFactor: OrderBook]
  /// The files it was read from.
  public var inputs: [InputDigest]

  /// A model; coefficients are not negative.
  public init(
    name: String, temporary: Double, permanent: Double, halfLife: TimeSpan,
    books: [RiskFactor: OrderBook] = [:], inputs: [InputDigest] = []
  ) {
    precondition(temporary >= 0 && permanent >= 0, "impact is not negative")
    self.name = name
    self.temporary = temporary
    self.permanent = permanent
    self.halfLife = halfLife
    self.books = books
    self.inputs = inputs
  }

  /// A coefficient above this is a mistake.
  private static let largest = 1_000.0

  /// Prices that nothing moves, and spreads that cost nothing.
  public static let none = ImpactModel(
    name: "none", temporary: 0, permanent: 0, halfLife: TimeSpan(seconds: 0))

  /// Whether nothing moves prices.
  public var isNone: Bool { temporary == 0 && permanent == 0 && books.isEmpty }
}

extension ImpactModel {
  /// Reads a model; an order book's path is relative to the file's.
  public init(path: String) throws(InputError) {
    let file = try InputFile(path: path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    try self.init(yaml: file) { name throws(InputError) in
      try InputFile(path: name.hasPrefix("/") ? name : folder + name)
    }
  }

  /// Reads a model.
  ///
  /// - Parameter read: how the file of an order book is read.
  public init(yaml file: InputFile, reading read: (String) throws(InputError) -> InputFile)
    throws(InputError)
  {
    let root = try ConfigDocument(file).root
    let keys = try root.mapping(["temporary", "permanent", "half_life", "book"])
    func coefficient(_ key: String) throws(InputError) -> Double {
      guard let node = keys[key] else {
        throw root.error("the key `\(key)` is missing", remedy: "Write \(key): 0.5.")
      }
      return try node.number("of zero or more, up to \(Self.largest)") {
        $0 >= 0 && $0 <= Self.largest
      }
    }
    self.init(
      name: file.name.lastIndex(of: ".").map { String(file.name[..<$0]) } ?? file.name,
      temporary: try coefficient("temporary"), permanent: try coefficient("permanent"),
      halfLife: try keys["half_life"]?.timeSpan() ?? TimeSpan(seconds: 0),
      inputs: [InputDigest(file)])
    guard keys["half_life"] != nil || (temporary == 0 && keys["book"] == nil) else {
      throw root.error(
        "the key `half_life` is missing", remedy: "Say how fast prices recover: half_life: 4h.")
    }
    guard let node = keys["book"] else { return }
    let book = try node.mapping(["file", "symbols"])
    guard let name = book["file"], let symbols = book["symbols"] else {
      throw node.error(
        "file or symbols is missing", remedy: "Write {file: book.csv, symbols: {BTCUSDT: BTC}}.")
    }
    let snapshot = try read(try name.text())
    let found = try OrderBook.read(csv: snapshot)
    inputs.append(InputDigest(snapshot))
    let named = try symbols.keys(nil)
    guard !named.isEmpty else {
      throw symbols.error(
        "no symbol is named", remedy: "Write {BTCUSDT: BTC}, or leave `book` out.")
    }
    for (symbol, node) in named {
      guard let book = found[symbol] else {
        throw node.error(
          "\(snapshot.name) has no symbol \(symbol)",
          remedy: InputError.suggestion(for: symbol, among: found.keys.sorted()))
      }
      let underlying = RiskFactor(try node.text())
      guard books[underlying] == nil else {
        throw node.error(
          "\(underlying) has two books", remedy: "Name one symbol for each underlying.")
      }
      books[underlying] = book
    }
  }
}
