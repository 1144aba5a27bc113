import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct VolatilitySurfaceTests {
  static let time = Timestamp(seconds: 1_700_000_000)

  static func slice(days: Double, _ forward: Double, _ curve: RawSVI) -> VolatilitySurface.Slice {
    VolatilitySurface.Slice(
      expiry: Timestamp(seconds: time.seconds + Int(days * 86_400)), years: days / 365,
      forward: forward, curve: curve)
  }

  static let near = SSVISlice(theta: 0.004, rho: -0.2, phi: 12).raw
  static let far = SSVISlice(theta: 0.02, rho: -0.3, phi: 5).raw
  static let surface = VolatilitySurface(
    underlying: "BTC", time: time,
    slices: [slice(days: 7, 100, near), slice(days: 35, 104, far)])

  @Test func atAnExpiryItIsTheSlice() {
    for k in stride(from: -3.0, through: 3, by: 0.25) {
      let strike = 104 * exp(k)
      let volatility = Self.surface.volatility(
        strike: strike, forward: 104, timeToExpiry: 35.0 / 365)
      #expect(abs(volatility - Self.far.volatility(k, years: 35.0 / 365)) < 1e-12)
    }
    #expect(Self.surface.arbitrage.isEmpty)
  }

  @Test func halfWayTotalVarianceIsHalfWay() {
    for k in [-3.0, -0.4, 0, 0.4, 3] {
      let mean = 0.5 * (Self.near.totalVariance(k) + Self.far.totalVariance(k))
      #expect(abs(Self.surface.totalVariance(k, years: 21.0 / 365) - mean) < 1e-15)
    }
    #expect(abs(Self.surface.forward(years: 21.0 / 365) - (100.0 * 104).squareRoot()) < 1e-12)
  }

  /// Hours to expiry: volatility at a log-moneyness stays that of the first slice, to the last second
  /// and at it.
  @Test func beforeTheFirstExpiryVolatilityIsFlat() {
    for k in [-3.0, -0.1, 0, 0.1, 3] {
      let wanted = Self.near.volatility(k, years: 7.0 / 365)
      for seconds in [0.0, 1.0, 3_600.0, 21_600.0, 86_400.0] {
        let volatility = Self.surface.volatility(
          strike: 100 * exp(k), forward: 100, timeToExpiry: seconds / 86_400 / 365)
        #expect(abs(volatility - wanted) < 1e-12)
      }
    }
    #expect(Self.surface.totalVariance(0.3, years: 0) == 0)
    #expect(Self.surface.forward(years: 0.001) == 100)
  }

  @Test func afterTheLastExpiryVarianceRisesAsAtTheMoneyBefore() {
    let years = 70.0 / 365
    let rate = (0.02 - 0.004) / (28.0 / 365)
    for k in [-3.0, 0, 3] {
      let wanted = Self.far.totalVariance(k) + rate * 35 / 365
      #expect(abs(Self.surface.totalVariance(k, years: years) - wanted) < 1e-12)
    }
    let single = VolatilitySurface(
      underlying: "BTC", time: Self.time, slices: [Self.slice(days: 7, 100, Self.near)])
    let flat = single.volatility(strike: 100, timeToExpiry: 1)
    #expect(abs(flat - Self.near.volatility(0, years: 7.0 / 365)) < 1e-12)
  }

  /// Butterflies at every time, from an hour to two years, by Durrleman's function of differences.
  @Test func noTimeHasAButterfly() {
    for years in [1.0 / 8_760, 3.0 / 365, 0.03, 0.06, 0.09, 0.2, 2] {
      var below = 0
      for k in stride(from: -3.0, through: 3, by: 0.01) {
        let h = 1e-4
        let (w, up, down) = (
          Self.surface.totalVariance(k, years: years),
          Self.surface.totalVariance(k + h, years: years),
          Self.surface.totalVariance(k - h, years: years)
        )
        let (first, second) = ((up - down) / (2 * h), (up - 2 * w + down) / (h * h))
        let inner = 1 - 0.5 * k * first / w
        let g = inner * inner - 0.25 * first * first * (1 / w + 0.25) + 0.5 * second
        if !(g > -1e-6) { below += 1 }
      }
      #expect(below == 0)
    }
  }

  @Test func varianceNeverFallsWithTime() {
    for k in stride(from: -3.0, through: 3, by: 0.1) {
      var last = 0.0
      for hours in stride(from: 0.0, through: 2_000, by: 1) {
        let w = Self.surface.totalVariance(k, years: hours / 8_760)
        #expect(w >= last)
        last = w
      }
    }
  }

  @Test func leesBoundHoldsInTheWings() {
    for years in [0.001, 0.05, 0.5] {
      for k in [-50.0, 50] {
        let slope =
          Self.surface.totalVariance(k * 1.01, years: years)
          - Self.surface.totalVariance(k, years: years)
        #expect(slope / (0.01 * abs(k)) <= RawSVI.largestWingSlope)
      }
    }
  }

  @Test func aCleanSurfaceIsNotMoved() {
    let (surface, repairs) = Self.surface.repaired()
    #expect(surface == Self.surface)
    #expect(repairs == [.none, .none])
  }

  /// The slice of Vogt has a butterfly, and a later slice that lies below it a calendar spread.
  @Test func repairsAreCleanAndSayTheirSize() {
    let low = RawSVI(a: -0.045, b: 0.1331, rho: 0.2, m: 0.3, sigma: 0.4)
    let broken = VolatilitySurface(
      underlying: "BTC", time: Self.time,
      slices: [
        Self.slice(days: 365, 100, RawSVITests.vogt), Self.slice(days: 400, 100, low),
      ])
    #expect(!broken.arbitrage.isEmpty)
    let (surface, repairs) = broken.repaired()
    #expect(surface.arbitrage.isEmpty, "\(surface.arbitrage)")
    for (repair, (before, after)) in zip(repairs, zip(broken.slices, surface.slices)) {
      #expect(repair.largest > 0 && repair.rootMeanSquare > 0)
      #expect(repair.rootMeanSquare <= repair.largest)
      let money = abs(
        after.curve.volatility(0, years: after.years)
          - before.curve.volatility(0, years: before.years))
      #expect(money <= repair.largest + 1e-12)
      // Volatility of 13 % moves by a few points, not by its own size.
      #expect(repair.largest < 0.05)
    }
  }

  @Test func jsonReadsBackAndRefusesDisorder() throws {
    let data = try JSONEncoder().encode(Self.surface)
    #expect(try JSONDecoder().decode(VolatilitySurface.self, from: data) == Self.surface)
    let text = String(decoding: data, as: UTF8.self)
    for broken in [
      text.replacing("\"forward\":104", with: "\"forward\":0"),
      text.replacing(/"slices":\[.*\]/, with: "\"slices\":[]"),
    ] {
      #expect(broken != text)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(VolatilitySurface.self, from: Data(broken.utf8))
      }
    }
  }
}
