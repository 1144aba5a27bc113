import Foundation
import PlimsollNumerics
import Testing

@Suite struct NormalMixtureTests {
  private let mixture = NormalMixture([
    .init(weight: 0.2, mean: -1, deviation: 3), .init(weight: 0.7, mean: 0.1, deviation: 1),
    .init(weight: 0.1, mean: 2, deviation: 0.5),
  ])

  @Test func oneComponentIsNormal() {
    let one = NormalMixture([.init(weight: 3, mean: 1, deviation: 2)])
    for x in [-70.0, -3, 0, 1, 4, 60] {
      let z = (x - 1) / 2
      #expect(one.cumulative(x) == NormalDistribution.cumulative(z))
      #expect(one.survival(x) == NormalDistribution.survival(z))
      #expect(abs(one.density(x) - NormalDistribution.density(z) / 2) < 1e-17)
    }
    for p in [1e-12, 0.01, 0.5, 0.8] {
      #expect(abs(one.quantile(p) - (1 + 2 * NormalDistribution.quantile(p))) < 1e-14)
    }
  }

  @Test func momentsAreThoseOfTheParts() {
    #expect(abs(mixture.mean - 0.07) < 1e-15)
    let second = 0.2 * 10 + 0.7 * 1.01 + 0.1 * 4.25
    #expect(abs(mixture.variance - (second - 0.07 * 0.07)) < 1e-14)
    // Simpson's rule on the density.
    let pieces = 20_000
    func integral(_ range: ClosedRange<Double>, _ f: (Double) -> Double) -> Double {
      let width = (range.upperBound - range.lowerBound) / Double(pieces)
      return (0...pieces).reduce(0) { sum, i in
        let x = range.lowerBound + Double(i) * width
        let weight = i == 0 || i == pieces ? 1.0 : i % 2 == 1 ? 4 : 2
        return sum + weight * f(x) * mixture.density(x)
      } * width / 3
    }
    #expect(abs(integral(-40 ... -2) { _ in 1 } - mixture.cumulative(-2)) < 1e-12)
    #expect(abs(integral(-60...40, exp) - mixture.exponentialMoment(1)) < 1e-10)
    let part = integral(-60...0.3) { exp(2 * $0) }
    #expect(abs(part - mixture.exponentialMoment(2, below: 0.3)) < 1e-11)
  }

  @Test func quantilesAreInverse() {
    for p in [1e-300, 1e-16, 1e-4, 0.1, 0.5] {
      let x = mixture.quantile(p)
      #expect(abs(mixture.cumulative(x) / p - 1) < 1e-11)
      let above = mixture.quantile(tail: p, isUpper: true, near: 1)
      #expect(abs(mixture.survival(above) / p - 1) < 1e-11)
    }
    #expect(abs(mixture.cumulative(mixture.quantile(0.9)) - 0.9) < 1e-15)
    #expect(mixture.quantile(0) == -.infinity && mixture.quantile(1) == .infinity)
    #expect(mixture.quantile(-1).isNaN)
  }

  @Test func modesFarApart() {
    let apart = NormalMixture([
      .init(weight: 0.5, mean: 0, deviation: 1e-3), .init(weight: 0.5, mean: 100, deviation: 1e-3),
    ])
    #expect(abs(apart.quantile(0.25)) < 1e-3 && abs(apart.quantile(0.75) - 100) < 1e-3)
    #expect((-1...101).contains(apart.quantile(0.5)))
  }
}
