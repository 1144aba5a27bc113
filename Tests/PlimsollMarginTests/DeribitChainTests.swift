import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

/// Where the public option chains are, when they are on this machine.
private let folder = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../shared/data").standardized.path
private let files = ["2026-01-15", "2026-02-06"].map { "\(folder)/options-deribit-\($0).csv" }

/// Whole chains of real marks, where the folder `shared/data` lies beside the package.
@Suite(
  .enabled(
    if: files.allSatisfy(FileManager.default.fileExists(atPath:)),
    "the public option chains ../shared/data/options-deribit-*.csv are not on this machine"))
struct DeribitChainTests {
  @Test(arguments: files) func marksFollowFromTheirVolatilities(path: String) throws {
    let file = try InputFile(path: path)
    let chain = try OptionChain(csv: file)
    let table = try CSVFile(file)
    let names = try table.requiredIndex(of: "instrument")
    let index = try chain.indexPrices()
    let asOf = try #require(chain.time)
    var errors: [Double] = []
    var volatilityErrors: [Double] = []
    for row in 0..<table.rowCount {
      let option = try #require(try chain.option(table.text(row: row, column: names)))
      let spot = try #require(index[option.underlying])
      let mark = try #require(option.markPrice)
      let valued = try OptionValuation(option, spot: spot, asOf: asOf)
      errors.append(abs(valued.value / spot - mark))
      // The way back, of a price that no venue has rounded.
      let black = Black76(
        forward: valued.forward, strike: valued.strike,
        yearsToExpiry: valued.life.days / 365, volatility: valued.volatility)
      let price = black.price(valued.right)
      let vega = black.greeks(valued.right).vega
      guard vega > 1e-3 else { continue }
      let implied = try ImpliedVolatility.of(
        price: price, right: valued.right, forward: valued.forward, strike: valued.strike,
        yearsToExpiry: black.yearsToExpiry)
      volatilityErrors.append(abs(implied - valued.volatility))
    }
    errors.sort()
    volatilityErrors.sort()
    #expect(errors.count == table.rowCount && errors.count > 1_400)
    #expect(errors[errors.count / 2] <= 2e-5)
    #expect(errors[errors.count * 95 / 100] < 5e-4)
    #expect((volatilityErrors.last ?? .infinity) < 1e-6)
    print(
      "chain of \(asOf): median error \(errors[errors.count / 2]) coin, 95 % below "
        + "\(errors[errors.count * 95 / 100]), \(errors.count) options")
  }
}
