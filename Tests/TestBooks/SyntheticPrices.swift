internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// Prices made for tests: correlated, fat-tailed, the same for the same seed.
public enum SyntheticPrices {
  /// Daily prices of `factors` from 2022-01-01, with one common and one own shock a day.
  ///
  /// - Parameters:
  ///   - loading: the weight of the common shock; the correlation of two factors is its square.
  ///   - degreesOfFreedom: of the Student-t shocks; nil draws normal ones.
  public static func history(
    _ factors: [String], days: Int, seed: UInt64 = 1, volatility: Double = 0.03,
    loading: Double = 0.8, degreesOfFreedom: Double? = 5
  ) throws -> PriceHistory {
    try PriceHistory(
      csv: InputFile(
        name: "prices.csv",
        text: csv(
          factors, days: days, seed: seed, volatility: volatility, loading: loading,
          degreesOfFreedom: degreesOfFreedom)))
  }

  /// The price with this logarithm.
  public static func exponential(_ logarithm: Double) -> Double { exp(logarithm) }

  /// A power with any exponent.
  public static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// The text of such a price file.
  public static func csv(
    _ factors: [String], days: Int, seed: UInt64 = 1, volatility: Double = 0.03,
    loading: Double = 0.8, degreesOfFreedom: Double? = 5
  ) -> String {
    let stream = RandomStream(seed: seed, stream: 99)
    func shock(_ day: Int, _ dimension: Int) -> Double {
      guard let degreesOfFreedom else { return stream.normal(scenario: day, dimension: dimension) }
      let draw = stream.studentT(
        degreesOfFreedom: degreesOfFreedom, scenario: day, dimension: dimension)
      return draw * ((degreesOfFreedom - 2) / degreesOfFreedom).squareRoot()
    }
    var logarithms = factors.indices.map { log(100 * Double($0 + 1)) }
    var text = (["date"] + factors).joined(separator: ",") + "\n"
    let start = Timestamp(seconds: 1_641_081_600)
    for day in 0..<days {
      if day > 0 {
        let common = shock(day, 0)
        for i in factors.indices {
          let own = (1 - loading * loading).squareRoot() * shock(day, i + 1)
          logarithms[i] += volatility * (loading * common + own)
        }
      }
      let row = [(start + .days(day)).description] + logarithms.map { "\(exp($0))" }
      text += row.joined(separator: ",") + "\n"
    }
    return text
  }
}
