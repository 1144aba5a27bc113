import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct SurfaceFitTests {
  static let slices = [
    SSVISlice(theta: 0.0008, rho: -0.1, phi: 25), SSVISlice(theta: 0.004, rho: -0.2, phi: 11),
    SSVISlice(theta: 0.02, rho: -0.25, phi: 5.5), SSVISlice(theta: 0.1, rho: -0.25, phi: 2.2),
  ]
  static let days = [0.25, 7, 35, 150]

  static func smiles(half: Double = 0.005) -> [Smile] {
    zip(slices, days).map {
      SurfaceSamples.smile(of: $0.raw, days: $1, half: half)
    }
  }

  /// Quotes about an SSVI surface are fitted inside their spreads by the families that hold it.
  @Test(arguments: [SurfaceFit.Kind.svi, .essvi]) func aKnownSurfaceIsFound(
    kind: SurfaceFit.Kind
  ) throws {
    let fit = SurfaceFit(Self.smiles(), kind: kind)
    #expect(fit.arbitrage.isEmpty)
    for (slice, truth) in zip(fit.slices, Self.slices) {
      #expect(slice.insideShare == 1)
      #expect(try #require(slice.rootMeanSquareError) < 0.0025)
      let volatility = slice.curve.volatility(0, years: slice.smile.years)
      #expect(abs(volatility - truth.raw.volatility(0, years: slice.smile.years)) < 0.005)
    }
  }

  @Test func aPowerLawIsFound() throws {
    let law = PowerLawSSVI(rho: -0.3, eta: 1.2, gamma: 0.4)
    let smiles = zip([0.001, 0.01, 0.05, 0.3], Self.days).map {
      SurfaceSamples.smile(of: law.slice(theta: $0).raw, days: $1)
    }
    let fit = SurfaceFit(smiles, kind: .ssvi)
    let found = try #require(fit.powerLaw)
    #expect(found.isFreeOfArbitrage && fit.arbitrage.isEmpty)
    #expect(abs(found.rho + 0.3) < 1e-3)
    #expect(abs(found.eta - 1.2) < 1e-2)
    #expect(abs(found.gamma - 0.4) < 1e-2)
    #expect(fit.slices.allSatisfy { $0.insideShare == 1 })
  }

  /// A raw slice that no SSVI slice equals: only five numbers hold it in a tight spread.
  @Test func fiveNumbersHoldWhatThreeDoNot() throws {
    let curve = RawSVI(a: -0.005, b: 0.09, rho: 0.3, m: 0.12, sigma: 0.2)
    #expect(curve.isFreeOfButterflyArbitrage)
    let smile = SurfaceSamples.smile(of: curve, days: 30, half: 0.001)
    let raw = SurfaceFit([smile], kind: .svi).slices[0]
    let three = SurfaceFit([smile], kind: .essvi).slices[0]
    #expect(try #require(raw.insideShare) == 1)
    #expect(try #require(three.insideShare) < 0.9)
  }

  /// Quotes that allow a butterfly: the fit follows them but for the arbitrage, and says by how much
  /// it moved.
  @Test func arbitrageInQuotesIsRepairedAndSized() {
    let smile = SurfaceSamples.smile(
      of: RawSVITests.vogt, days: 365, half: 0.001, count: 41, reach: 8)
    let fit = SurfaceFit([smile], kind: .svi)
    #expect(fit.arbitrage.isEmpty)
    #expect(fit.slices[0].leastDurrleman.value >= 0)
    #expect(fit.slices[0].repair.largest > 0)
    #expect(fit.slices[0].repair.rootMeanSquare <= fit.slices[0].repair.largest)
  }

  /// Total variance that falls with time in the quotes: the later slice is lifted to the earlier one.
  @Test func calendarArbitrageInQuotesIsRepaired() {
    let smiles = [
      SurfaceSamples.smile(of: SSVISlice(theta: 0.02, rho: -0.2, phi: 5).raw, days: 20),
      SurfaceSamples.smile(of: SSVISlice(theta: 0.018, rho: -0.2, phi: 5).raw, days: 25),
    ]
    for kind in SurfaceFit.Kind.allCases {
      let fit = SurfaceFit(smiles, kind: kind)
      #expect(fit.arbitrage.isEmpty, "\(kind): \(fit.arbitrage)")
      #expect(fit.slices[1].curve.totalVariance(0) >= fit.slices[0].curve.totalVariance(0))
    }
  }

  @Test func threadsChangeNothing() {
    let one = SurfaceFit(Self.smiles(), kind: .svi, threads: 1)
    let three = SurfaceFit(Self.smiles(), kind: .svi, threads: 3)
    #expect(one == three)
  }

  /// A minute to expiry, three quotes, and a volatility of 1,000 %.
  @Test(arguments: SurfaceFit.Kind.allCases) func extremesAreFitted(kind: SurfaceFit.Kind) {
    let minute = 1.0 / 1_440
    let short = SurfaceSamples.smile(
      of: SSVISlice(theta: 0.25 * minute / 365, rho: 0, phi: 600).raw, days: minute)
    let three = SurfaceSamples.smile(
      of: SSVISlice(theta: 0.002, rho: 0, phi: 10).raw, days: 3, count: 3, reach: 1)
    let wild = SurfaceSamples.smile(
      of: SSVISlice(theta: 100, rho: 0, phi: 0.01).raw, days: 365, reach: 0.2)
    let fit = SurfaceFit([short, three, wild], kind: kind)
    #expect(fit.arbitrage.isEmpty, "\(fit.arbitrage)")
    for slice in fit.slices {
      #expect(slice.curve.totalVariance(0).isFinite && slice.curve.totalVariance(0) > 0)
    }
  }
}
