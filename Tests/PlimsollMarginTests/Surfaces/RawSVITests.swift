import Foundation
import PlimsollMargin
import Testing

@Suite struct RawSVITests {
  /// A slice by Axel Vogt that allows a butterfly arbitrage, from Gatheral and Jacquier (2014).
  static let vogt = RawSVI(a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153)
  static let calm = RawSVI(a: 0.012, b: 0.085, rho: -0.25, m: 0.02, sigma: 0.11)

  @Test(arguments: [vogt, calm]) func derivativesAreThoseOfTheCurve(slice: RawSVI) {
    for k in stride(from: -2.0, through: 2, by: 0.125) {
      let h = 1e-5
      let (up, down) = (slice.totalVariance(k + h), slice.totalVariance(k - h))
      #expect(abs((up - down) / (2 * h) - slice.slope(k)) < 1e-9)
      let bend = (slice.slope(k + h) - slice.slope(k - h)) / (2 * h)
      #expect(abs(bend - slice.convexity(k)) < 1e-8)
    }
  }

  @Test func theArbitrageOfVogtIsFound() {
    let least = Self.vogt.leastDurrleman(in: -3...3)
    #expect(abs(least.value + 0.032864) < 1e-6)
    #expect(abs(least.k - 0.879) < 1e-3)
    #expect(!Self.vogt.isFreeOfButterflyArbitrage)
    #expect(Self.calm.isFreeOfButterflyArbitrage)
  }

  @Test func aWingAboveLeesBoundIsArbitrage() {
    let steep = RawSVI(a: 1, b: 1.1, rho: 0.9, m: 0, sigma: 1)
    #expect(steep.rightSlope > RawSVI.largestWingSlope)
    #expect(!steep.isFreeOfButterflyArbitrage)
  }

  @Test func negativeVarianceIsArbitrageAndHasNoVolatility() {
    let slice = RawSVI(a: -0.1, b: 0.1, rho: 0, m: 0, sigma: 0.1)
    #expect(slice.minimumTotalVariance < 0)
    #expect(!slice.isFreeOfButterflyArbitrage)
    #expect(slice.volatility(0, years: 1) == 0)
  }

  /// A density: it integrates to one and has the forward for its mean.
  @Test func theDensityIsOneAndAMartingale() {
    var (mass, mean) = (0.0, 0.0)
    let step = 1e-3
    for place in -12_000...12_000 {
      let k = Double(place) * step
      mass += Self.calm.density(k) * step
      mean += exp(k) * Self.calm.density(k) * step
    }
    #expect(abs(mass - 1) < 1e-6)
    #expect(abs(mean - 1) < 1e-6)
  }

  @Test func wingsBecomeTheSlopes() {
    #expect(abs(Self.calm.slope(1e6) - Self.calm.rightSlope) < 1e-12)
    #expect(abs(Self.calm.slope(-1e6) + Self.calm.leftSlope) < 1e-12)
  }

  @Test func jsonReadsBackAndRefusesWhatIsNoSlice() throws {
    let data = try JSONEncoder().encode(Self.calm)
    #expect(try JSONDecoder().decode(RawSVI.self, from: data) == Self.calm)
    for text in [
      #"{"a": 0, "b": -1, "rho": 0, "m": 0, "sigma": 1}"#,
      #"{"a": 0, "b": 1, "rho": 1.5, "m": 0, "sigma": 1}"#,
      #"{"a": 0, "b": 1, "rho": 0, "m": 0, "sigma": 0}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(RawSVI.self, from: Data(text.utf8))
      }
    }
  }
}
