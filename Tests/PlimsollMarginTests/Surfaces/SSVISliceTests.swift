import Foundation
import PlimsollMargin
import Testing

@Suite struct SSVISliceTests {
  @Test func theRawCurveIsTheSameFormula() {
    let slice = SSVISlice(theta: 0.04, rho: -0.4, phi: 3)
    for k in stride(from: -2.0, through: 2, by: 0.1) {
      let x = 3 * k - 0.4
      let formula = 0.02 * (1 - 1.2 * k + (x * x + 1 - 0.16).squareRoot())
      #expect(abs(slice.raw.totalVariance(k) - formula) < 1e-15)
    }
    #expect(abs(slice.raw.totalVariance(0) - 0.04) < 1e-15)
  }

  /// The closed conditions imply what the scan of the raw curve looks for.
  @Test func theConditionsImplyNoArbitrage() {
    var met = 0
    var pairs = 0
    var earlier: [SSVISlice] = []
    for theta in [0.0005, 0.01, 0.1, 0.6] {
      for rho in [-0.9, -0.5, 0, 0.4, 0.8] {
        for phi in [0.3, 1, 3, 8, 25, 70] {
          let slice = SSVISlice(theta: theta, rho: rho, phi: phi)
          guard slice.meetsButterflyConditions else { continue }
          met += 1
          #expect(slice.raw.isFreeOfButterflyArbitrage, "\(slice)")
          for before in earlier where slice.meetsCalendarConditions(after: before) {
            pairs += 1
            let least = slice.raw.leastRise(after: before.raw, in: -20...20)
            #expect(least.value >= -1e-15, "\(before) \(slice)")
          }
          earlier.append(slice)
        }
      }
    }
    #expect(met > 40 && pairs > 100)
  }

  @Test func aSliceBeyondTheConditionsHasArbitrage() {
    let sharp = SSVISlice(theta: 0.01, rho: 0, phi: 100)
    #expect(!sharp.meetsButterflyConditions)
    #expect(!sharp.raw.isFreeOfButterflyArbitrage)
    let flat = SSVISlice(theta: 0.02, rho: -0.2, phi: 3)
    let steep = SSVISlice(theta: 0.01, rho: -0.2, phi: 9)
    #expect(!flat.meetsCalendarConditions(after: steep))
    #expect(!flat.raw.isFreeOfCalendarArbitrage(after: steep.raw))
  }

  @Test func aPowerLawIsFreeOfArbitrage() {
    let law = PowerLawSSVI(rho: -0.3, eta: 1.5, gamma: 0.5)
    #expect(law.isFreeOfArbitrage)
    let slices = [0.0003, 0.002, 0.02, 0.2, 0.8].map(law.slice)
    for slice in slices { #expect(slice.meetsButterflyConditions) }
    for (before, after) in zip(slices, slices.dropFirst()) {
      #expect(after.meetsCalendarConditions(after: before))
      #expect(after.raw.isFreeOfCalendarArbitrage(after: before.raw))
    }
    #expect(!PowerLawSSVI(rho: -0.3, eta: 1.6, gamma: 0.5).isFreeOfArbitrage)
  }
}
