import PlimsollNumerics
import Testing

@Suite struct VectorNormalTests {
  @Test func agreesWithTheAccurateProbability() {
    let points = (-40_000...40_000).map { Double($0) / 1000 }
    var values = points
    VectorMath.normalCumulatives(&values, count: values.count)
    for (x, value) in zip(points, values) {
      let exact = NormalDistribution.cumulative(x)
      #expect(abs(value - exact) < 5e-16)
      #expect(value >= 0 && value <= 1)
      if x > -5 { #expect(abs(value / exact - 1) < 1e-10) }
      if x >= -7 { #expect(abs(value / exact - 1) < 5e-9) }
    }
  }

  @Test func edges() {
    var values = [-Double.infinity, .infinity, 0, .nan, 3]
    VectorMath.normalCumulatives(&values, count: 4)
    #expect(values[0] == 0 && values[1] == 1 && abs(values[2] - 0.5) < 1e-15)
    #expect(values[3].isNaN)
    #expect(values[4] == 3)
  }
}
