import Foundation
import PlimsollNumerics
import Testing

@Suite("Piecewise polynomial")
struct PiecewisePolynomialTests {
  @Test("A polynomial of degree seven is reproduced")
  func polynomial() {
    func exact(_ x: Double) -> Double { 1 + x * (2 - x * (3 + x * x * (0.5 - x * x * 0.1))) }
    let table = PiecewisePolynomial(range: -2...3, segments: 3, exact)
    for step in 0...500 {
      let x = -2 + Double(step) / 100
      #expect(isClose(table(x), exact(x), 1e-13, absolute: 1e-13))
    }
  }

  @Test("The exponential to rounding error, and the error falls by 256 a halving")
  func exponential() {
    func worst(_ segments: Int) -> Double {
      let table = PiecewisePolynomial(range: -4...4, segments: segments, exp)
      return (0...4000).map { step in
        let x = -4 + Double(step) / 500
        return abs(table(x) / exp(x) - 1)
      }.max() ?? .infinity
    }
    #expect(worst(64) < 1e-14)
    // Interpolation error 2 (h/4)^8 / 8!, h the length of a piece: 1.2e-9 with e^(1/2) and h = 1.
    let eight = worst(8)
    #expect(eight < 2e-9)
    // The worst relative error is at the left end of a piece, half a piece from its centre: the
    // ratio is 256 e^(1/2 - 1/4) = 329.
    let ratio = eight / worst(16)
    #expect(ratio > 290 && ratio < 370)
  }

  @Test("A t quantile after a normal probability", arguments: [2.5, 4, 30])
  func studentQuantile(nu: Double) {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    func exact(_ z: Double) -> Double {
      let size = -law.quantile(NormalDistribution.cumulative(-abs(z)))
      return z < 0 ? -size : size
    }
    let table = PiecewisePolynomial(range: -8.3...8.3, segments: 256, exact)
    for step in 0...1000 {
      let z = -8.29 + 16.58 * Double(step) / 1000
      #expect(isClose(table(z), exact(z), 1e-12, absolute: 1e-14))
    }
  }

  @Test("Pieces meet")
  func continuity() {
    let table = PiecewisePolynomial(range: 0...10, segments: 20, sin)
    for piece in 1..<20 {
      let join = Double(piece) / 2
      #expect(abs(table(join) - table(join.nextDown)) < 1e-11)
    }
  }

  @Test("Applying to a stretch gives the same bits as one at a time, and leaves the rest alone")
  func apply() {
    let table = PiecewisePolynomial(range: -1...1, segments: 7, cos)
    let arguments = (0..<101).map { Double($0 - 50) / 40 } + [.nan, .infinity, -.infinity]
    var values = arguments
    table.apply(&values, range: 10..<104)
    for (index, value) in values.enumerated() {
      let expected = index < 10 ? arguments[index] : table(arguments[index])
      #expect(value.bitPattern == expected.bitPattern)
    }
    table.apply(&values, range: 5..<5)
    #expect(values[5] == arguments[5])
  }

  @Test("Arguments outside are clamped and NaN stays")
  func edges() async {
    let table = PiecewisePolynomial(range: 1...2, segments: 4) { $0 * $0 }
    #expect(table(0) == table(1) && table(-.infinity) == table(1))
    #expect(table(3) == table(2) && table(.infinity) == table(2))
    #expect(isClose(table(1), 1, 1e-14) && isClose(table(2), 4, 1e-14))
    #expect(table(.nan).isNaN)
    #expect(table.segments == 4 && table.range == 1...2)
    await #expect(processExitsWith: .failure) {
      _ = PiecewisePolynomial(range: 1...1, segments: 4) { $0 }
    }
    await #expect(processExitsWith: .failure) {
      _ = PiecewisePolynomial(range: 0...1, segments: 0) { $0 }
    }
    await #expect(processExitsWith: .failure) {
      var values = [0.5]
      PiecewisePolynomial(range: 0...1, segments: 1) { $0 }.apply(&values, range: 0..<2)
    }
  }
}
