import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import Testing

/// Where the public option chains are, when they are on this machine.
private let folder = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../../shared/data").standardized.path
private let files = ["2026-01-15", "2026-02-06"].map { "\(folder)/options-deribit-\($0).csv" }

/// Whole chains of real quotes, where the folder `shared/data` lies beside the package.
@Suite(
  .enabled(
    if: files.allSatisfy(FileManager.default.fileExists(atPath:)),
    "the public option chains ../shared/data/options-deribit-*.csv are not on this machine"))
struct RealSurfaceTests {
  private static func smiles(_ path: String) throws -> [[Smile]] {
    let chain = try OptionChain(csv: try InputFile(path: path))
    return try ["BTC", "ETH"].map { name in
      try chain.quotes(of: RiskFactor(rawValue: name)).expiries.map { Smile($0) }
    }
  }

  /// Fits of raw SVI, by file, made once.
  private static let rawFits = Memo<String, [SurfaceFit], any Error>()

  private static func rawFits(_ path: String) throws -> [SurfaceFit] {
    try rawFits.value(for: path) { try smiles(path).map { SurfaceFit($0, kind: .svi) } }
  }

  @Test(arguments: files, SurfaceFit.Kind.allCases)
  func liquidStrikesInsideBidAndAsk(path: String, kind: SurfaceFit.Kind) throws {
    let fits =
      kind == .svi
      ? try Self.rawFits(path) : try Self.smiles(path).map { SurfaceFit($0, kind: kind) }
    for fit in fits {
      #expect(fit.slices.count == 12)
      #expect(fit.arbitrage.isEmpty, "\(fit.arbitrage)")
      if kind == .svi {
        for slice in fit.slices {
          let share = try #require(slice.insideShare)
          #expect(share >= 0.9, "\(slice.smile.underlying) \(slice.smile.expiry)")
        }
      }
      let liquid = fit.slices.reduce(0) { $0 + $1.liquidStrikes }
      let inside = fit.slices.reduce(0) { $0 + $1.inside }
      let good = fit.slices.count { ($0.insideShare ?? 0) >= 0.9 }
      print(
        "chain of \(path.suffix(14).dropLast(4)), \(fit.slices[0].smile.underlying) by \(kind): "
          + "\(inside) of \(liquid) liquid strikes inside bid and ask, at least 90 % in \(good) "
          + "of 12 expiries")
    }
  }

  /// By prices, not by Durrleman's function: calls fall and are convex in the strike, and a longer
  /// option at the same log-moneyness is worth no less; for log-moneyness up to ±3.
  @Test(arguments: files) func pricesAllowNoArbitrage(path: String) throws {
    for fit in try Self.rawFits(path) {
      var earlier: [Double] = []
      for slice in fit.slices {
        let strikes = (1...1_000).map { 0.02 * Double($0) }
        let prices = strikes.map { strike in
          Black76(
            forward: 1, strike: strike, yearsToExpiry: slice.smile.years,
            volatility: slice.curve.volatility(log(strike), years: slice.smile.years)
          ).price(.call)
        }
        let steps = zip(prices, prices.dropFirst()).map { $1 - $0 }
        let bends = zip(steps, steps.dropFirst()).map { $1 - $0 }
        let rises = zip(prices, earlier).map { $0 - $1 }
        #expect((steps.max() ?? 0) <= 1e-15, "\(slice.smile.expiry)")
        #expect((bends.min() ?? 0) >= -1e-14, "\(slice.smile.expiry)")
        #expect((rises.min() ?? 0) >= -1e-15, "\(slice.smile.expiry)")
        earlier = prices
      }
    }
  }

  /// Between expiries, where linear interpolation is not proved to keep butterflies away, and hours
  /// before the first.
  @Test(arguments: files) func interpolatedTimesAllowNoButterfly(path: String) throws {
    for fit in try Self.rawFits(path) {
      let smiles = fit.slices.map(\.smile)
      let surface = VolatilitySurface(
        fit, underlying: smiles[0].underlying, time: Timestamp(seconds: 0))
      let ends = [0] + smiles.map(\.years) + [smiles[11].years * 2]
      for (start, end) in zip(ends, ends.dropFirst()) {
        for share in [0.1, 0.5, 0.9] {
          let years = start + share * (end - start)
          var least = Double.infinity
          for k in stride(from: -3.0, through: 3, by: 0.02) {
            let h = 1e-4
            let w = surface.totalVariance(k, years: years)
            let up = surface.totalVariance(k + h, years: years)
            let down = surface.totalVariance(k - h, years: years)
            let (first, second) = ((up - down) / (2 * h), (up - 2 * w + down) / (h * h))
            let inner = 1 - 0.5 * k * first / w
            least = min(
              least, inner * inner - 0.25 * first * first * (1 / w + 0.25) + 0.5 * second)
          }
          #expect(least > -1e-6, "\(smiles[0].underlying), \(365 * years) days")
        }
      }
    }
  }
}
