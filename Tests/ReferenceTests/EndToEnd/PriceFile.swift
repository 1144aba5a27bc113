import Plimsoll

/// The prices beside an end-to-end file, and the book it holds.
struct PriceFile {
  /// Log returns of the main asset.
  let mainReturns: [Double]
  /// One array of simple returns per asset.
  let simpleReturns: [[Double]]
  /// Value of each asset over that of the book.
  let weights: [Double]

  private let history: PriceHistory
  private let assets: [RiskFactor]

  init(_ file: ReferenceFile) throws {
    history = try PriceHistory(csv: file.csv())
    assets = try file.input("assets", \.texts).map { RiskFactor($0) }
    weights = try file.numbers("weights")
    guard weights.count == assets.count else { throw ReferenceError.input("weights") }
    let main = RiskFactor(try file.input("main_asset", \.text))
    mainReturns = try ReturnPanel(history, factors: [main]).returns[0]
    simpleReturns = assets.map { [history] asset in
      let prices = history.times.indices.compactMap { history.price(of: asset, row: $0) }
      return zip(prices.dropFirst(), prices).map { $0 / $1 - 1 }
    }
  }

  /// The P&L of spot positions worth the weights today, in every past bar: prices, book, scenarios
  /// and revaluation as a user runs them.
  func replay() throws -> PnLVector {
    let positions = try zip(assets, weights).map { asset, weight in
      guard let last = history.times.last, let spot = history.lastPrice(of: asset, at: last) else {
        throw ReferenceError.input("assets")
      }
      return Position(
        instrument: .spot(Spot(name: asset.name, underlying: asset)),
        quantity: weight / spot.price)
    }
    let book = try Book(
      name: "weights", prices: history, accounts: [Account(name: "desk", positions: positions)])
    let panel = try ReturnPanel(history, factors: book.factors)
    let source = try HistoricalReplay(panel, bars: 1)
    return try PortfolioPnL(book, under: source, horizon: .day).ofAccount(0)
  }
}
