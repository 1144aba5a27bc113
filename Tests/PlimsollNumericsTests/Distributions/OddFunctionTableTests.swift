import Foundation
import PlimsollNumerics
import Testing

@Suite struct OddFunctionTableTests {
  @Test(arguments: [2.5, 4, 30], [0.5, 8.3, 1e4])
  func aTQuantileAfterANormalProbability(nu: Double, end: Double) {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    // Far out, where no normal number is, a power of the argument goes on.
    func exact(_ x: Double) -> Double {
      x < 9 ? -law.quantile(NormalDistribution.survival(x)) : x
    }
    let table = OddFunctionTable(end: end) { end < 9 ? exact($0) : $0.squareRoot() * $0 }
    for step in 0...1000 {
      let x = end * Double(step) / 1000
      var values = [x, -x]
      table.apply(&values, range: 0..<2)
      let expected = end < 9 ? exact(x) : x.squareRoot() * x
      // Near zero x^1.5 is no polynomial; the quantile is. Beyond 7 pieces are an eighth long, and
      // the quantile's eighth derivative, like that of exp(z² / 2ν), leaves 1e-11.
      let bound = x > 7 && end < 9 ? 1e-11 : 1e-12
      if end < 9 || x > 1 { #expect(isClose(values[0], expected, bound, absolute: 1e-14)) }
      #expect(values[1] == -values[0])
    }
  }

  @Test func beyondTheEndItKeepsItsValue() {
    let table = OddFunctionTable(end: 3.3) { $0 * $0 * $0 }
    var values = [3.3, 3.4, 1e300, .infinity, -.infinity, .nan, 7]
    table.apply(&values, range: 0..<6)
    #expect(isClose(values[0], 3.3 * 3.3 * 3.3, 1e-13))
    #expect(values[1...3].allSatisfy { $0 == values[0] } && values[4] == -values[0])
    #expect(values[5].isNaN && values[6] == 7)
  }

  @Test func anEndThatIsNonePositiveTraps() async {
    await #expect(processExitsWith: .failure) { _ = OddFunctionTable(end: 0) { $0 } }
  }
}
