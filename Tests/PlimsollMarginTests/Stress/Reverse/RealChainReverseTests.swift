import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

/// Where the public prices and chains are, when they are on this machine.
private let folder = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../../../shared/data").standardized.path
private let chain = "\(folder)/options-deribit-2026-02-06.csv"

/// Books of real options under a law calibrated to real prices.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: chain),
    "the public market data ../shared/data is not on this machine"))
struct RealChainReverseTests {
  private static let positions = """
    account,instrument,quantity
    butterfly,BTC-27MAR26-60000-P,5
    butterfly,BTC-27MAR26-70000-C,-12
    butterfly,BTC-27MAR26-80000-C,6
    ratio,BTC-27MAR26-60000-P,-10
    ratio,BTC-27MAR26-70000-C,4
    ratio,ETH-27MAR26-1800-P,120
    ratio,ETH-27MAR26-2200-C,-300
    ratio,SOL,-500
    strangle,BTC-27MAR26-60000-P,-10
    strangle,BTC-27MAR26-80000-C,-10
    strangle,ETH-27MAR26-1800-P,-200
    strangle,ETH-27MAR26-2200-C,-200

    """

  private func stressed() throws -> StressedBook {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "positions-\(UUID().uuidString).csv").path
    try Data(Self.positions.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let book = try Book(
      reading: BookFiles(
        folder: nil, prices: "\(folder)/prices-daily.csv", positions: path, surface: chain),
      marks: ["SOL": 85])
    let model = try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: CalibrationSpec())
    let valuation = try Valuation(book)
    return try StressedBook(
      book, law: try Plausibility(model, factors: book.factors, horizon: .days(2)),
      horizon: .days(2), haircut: .none,
      requirements: book.accounts.map {
        MarginRequirement(
          account: $0.name,
          standing: AccountStanding($0, valuation: valuation, haircut: .none), initial: 0,
          maintenance: 0, netMeasure: Estimate(value: 0, standardError: nil), gross: 0,
          contributions: [])
      }, library: StressLibrary(name: "none"),
      history: try HistoricalWindows(book.prices, factors: book.factors, bars: 2))
  }

  @Test(arguments: [20_000.0, 100_000]) func noRandomScenarioIsMorePlausible(loss: Double) throws {
    let stressed = try stressed()
    let stream = RandomStream(seed: 8, stream: 1)
    var found = 0
    for (index, account) in try ReverseStress(.amount(loss), on: stressed).accounts.enumerated() {
      guard let scenario = account.scenario else { continue }
      found += 1
      #expect(abs(try #require(scenario.loss) - loss) < 1e-9 * loss)
      let payoff = stressed.payoff(ofAccount: index, haircut: .none)
      let law = try stressed.plausibility.marginal(of: payoff.factors)
      let n = payoff.factors.count
      for draw in 0..<30_000 {
        let z = (0..<n).map { stream.normal(scenario: draw, dimension: $0) }
        let size = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let radius =
          scenario.distance * pow(stream.uniform(scenario: draw, dimension: n), 1 / Double(n))
        let moves = law.moves(of: z.map { $0 / size * radius })
        let gain = zip(payoff.tables, moves).reduce(0) { $0 + $1.0.look($1.1).gain }
        #expect(gain > -loss * (1 + 1e-5))
      }
      #expect(account.record?.windows ?? 0 > 1_000)
    }
    #expect(found >= 2)
  }
}
