import PlimsollNumerics
import Testing

@Suite("Normal distribution")
struct NormalDistributionTests {
  struct Row: Sendable {
    let x: Double
    let cumulative: Double
    let density: Double
    let logCumulative: Double
  }

  /// mpmath, 50 digits.
  static let table = [
    Row(
      x: -37, cumulative: 5.7255712225245771e-300, density: 2.1200065515246056e-298,
      logCumulative: -689.03058557689064),
    Row(
      x: -20, cumulative: 2.7536241186062337e-89, density: 5.5209483621597635e-88,
      logCumulative: -203.91715537109727),
    Row(
      x: -8, cumulative: 6.2209605742717839e-16, density: 5.0522710835368919e-15,
      logCumulative: -35.013437159914552),
    Row(
      x: -3, cumulative: 0.0013498980316300946, density: 0.0044318484119380075,
      logCumulative: -6.6077262215103492),
    Row(
      x: -0.5, cumulative: 0.30853753872598688, density: 0.35206532676429947,
      logCumulative: -1.1759117615936185),
    Row(
      x: 0, cumulative: 0.5, density: 0.3989422804014327, logCumulative: -0.69314718055994529),
    Row(
      x: 1, cumulative: 0.84134474606854293, density: 0.24197072451914334,
      logCumulative: -0.17275377902344988),
    Row(
      x: 6, cumulative: 0.9999999990134123, density: 6.0758828498232853e-09,
      logCumulative: -9.865876455243758e-10),
  ]

  @Test("Known values", arguments: table)
  func knownValues(_ row: Row) {
    #expect(isClose(NormalDistribution.cumulative(row.x), row.cumulative, 5e-15))
    #expect(isClose(NormalDistribution.survival(-row.x), row.cumulative, 5e-15))
    #expect(isClose(NormalDistribution.density(row.x), row.density, 5e-15))
    #expect(isClose(NormalDistribution.logCumulative(row.x), row.logCumulative, 5e-15))
  }

  @Test(
    "Known quantiles",
    arguments: [
      (1e-300, -37.047096299361201), (1e-100, -21.273453560965326), (1e-16, -8.2220822161304348),
      (1e-10, -6.3613409024040566), (0.001, -3.0902323061678136), (0.025, -1.9599639845400543),
      (0.074899999999999994, -1.4402382675279637), (0.1, -1.2815515655446004),
      (0.425, -0.18911842627279252), (0.5, 0), (0.75, 0.67448975019608171),
      (0.99, 2.3263478740408408), (0.99999999989999999, 6.3613408896974217),
    ])
  func knownQuantiles(p: Double, z: Double) {
    #expect(isClose(NormalDistribution.quantile(p), z, 1e-15, absolute: 1e-16))
  }

  @Test("The quantile inverts the distribution function, in relative terms")
  func inverse() {
    for step in -370...370 {
      let x = Double(step) / 10
      let tail = NormalDistribution.cumulative(-abs(x))
      #expect(isClose(NormalDistribution.quantile(tail), -abs(x), 3e-15, absolute: 3e-16))
    }
  }

  @Test("Symmetry and complement")
  func symmetry() {
    for step in 0...400 {
      let x = Double(step) / 50
      #expect(NormalDistribution.cumulative(-x) == NormalDistribution.survival(x))
      #expect(NormalDistribution.density(-x) == NormalDistribution.density(x))
      #expect(
        isClose(NormalDistribution.cumulative(x) + NormalDistribution.survival(x), 1, 2.3e-16))
      let p = Double(2 * step + 1) / 2048
      #expect(NormalDistribution.quantile(p) == -NormalDistribution.quantile(1 - p))
    }
  }

  @Test("All three functions increase, across the joins of the quantile too")
  func monotone() {
    var lastCumulative = 0.0
    var lastLog = -Double.infinity
    for step in -4000...800 {
      let x = Double(step) / 100
      let cumulative = NormalDistribution.cumulative(x)
      let logCumulative = NormalDistribution.logCumulative(x)
      #expect(cumulative >= lastCumulative && logCumulative > lastLog)
      lastCumulative = cumulative
      lastLog = logCumulative
    }
    // The joins: p = 0.075 and √(-ln p) = 5. Twenty neighbours of each, one unit apart.
    for join in [0.075, 1.3887943864964021e-11] {
      let neighbours = (-20...20).map { join * (1 + Double($0) * 2e-15) }
      let quantiles = neighbours.map(NormalDistribution.quantile)
      for (left, right) in zip(quantiles, quantiles.dropFirst()) {
        #expect(right >= left - 4e-16 * abs(left))
      }
    }
  }

  @Test("The density is the slope of the distribution function")
  func slope() {
    for step in -60...60 {
      let x = Double(step) / 10
      let h = 1e-3
      let slope =
        (8 * (NormalDistribution.cumulative(x + h) - NormalDistribution.cumulative(x - h))
          - NormalDistribution.cumulative(x + 2 * h) + NormalDistribution.cumulative(x - 2 * h))
        / (12 * h)
      #expect(isClose(slope, NormalDistribution.density(x), 1e-9, absolute: 1e-12))
    }
  }

  @Test("The logarithm goes on beyond the underflow and joins its asymptotic series")
  func logCumulative() {
    // mpmath: log(ncdf(-100)), log(ncdf(-1e5)).
    #expect(isClose(NormalDistribution.logCumulative(-100), -5005.5242086942050, 1e-15))
    #expect(isClose(NormalDistribution.logCumulative(-1e5), -5_000_000_012.4318639, 1e-15))
    let above = NormalDistribution.logCumulative(-30)
    let below = NormalDistribution.logCumulative((-30.0).nextDown)
    #expect(isClose(above, below, 1e-15))
    #expect(NormalDistribution.logCumulative(-1e200) == -.infinity)
  }

  @Test("Edge cases")
  func edges() {
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.survival(.infinity) == 0)
    #expect(NormalDistribution.density(.infinity) == 0)
    #expect(NormalDistribution.density(1e200) == 0)
    #expect(NormalDistribution.logCumulative(-.infinity) == -.infinity)
    #expect(NormalDistribution.logCumulative(.infinity) == 0)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(abs(NormalDistribution.quantile(.leastNonzeroMagnitude) + 38.4674) < 1e-3)
    for p in [-0.1, 1.1, Double.nan, -.infinity, .infinity] {
      #expect(NormalDistribution.quantile(p).isNaN)
    }
    #expect(NormalDistribution.cumulative(.nan).isNaN && NormalDistribution.survival(.nan).isNaN)
    #expect(NormalDistribution.density(.nan).isNaN)
    #expect(NormalDistribution.logCumulative(.nan).isNaN)
  }
}
