import Foundation
import PlimsollMargin
import PlimsollMarket
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
  @Test(arguments: files, SurfaceFit.Kind.allCases)
  func chain(path: String, kind: SurfaceFit.Kind) throws {
    let chain = try OptionChain(csv: try InputFile(path: path))
    for underlying: RiskFactor in ["BTC", "ETH"] {
      let smiles = try chain.quotes(of: underlying).expiries.map { Smile($0) }
      #expect(smiles.count == 12)
      let clock = ContinuousClock()
      let start = clock.now
      let fit = SurfaceFit(smiles, kind: kind)
      let elapsed = clock.now - start
      #expect(fit.arbitrage.isEmpty, "\(fit.arbitrage)")
      print("\(path.suffix(14)) \(underlying) \(kind) \(elapsed)")
      for slice in fit.slices {
        let share = try #require(slice.insideShare)
        if kind == .svi { #expect(share >= 0.9, "\(underlying) \(slice.smile.expiry)") }
        print(
          "  \(slice.smile.expiry) \(slice.inside)/\(slice.liquidStrikes) repair \(slice.repair.largest)"
            + " min g \(slice.leastDurrleman.value) rms \(slice.rootMeanSquareError ?? 0) \(slice.curve)"
        )
      }
    }
  }
}
