import Plimsoll

/// One-bar scenarios of a normal or multivariate t model, and the P&L of exposures to its log
/// returns.
struct LinearDraw {
  let count: Int
  /// One array of returns per factor.
  let columns: [[Double]]
  let pnl: PnLVector
  private let volatilities: [Double]
  private let degreesOfFreedom: Double?

  /// So far out that no draw of these counts is likely to meet it.
  private static let cut = 1e6

  /// Draws from a t copula with t margins of the same degrees of freedom when they are given.
  init(_ book: NormalBook, degreesOfFreedom: Double? = nil, count: Int, seed: UInt64) throws {
    let law =
      degreesOfFreedom.map { degrees in
        InnovationModel.studentT(
          StudentTInnovations(degreesOfFreedom: degrees, cut: Self.cut))
      } ?? .normal
    let model = RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: book.volatilities.enumerated().map { index, volatility in
        FactorModel(
          factor: RiskFactor("F\(index)"),
          volatility: VolatilityModel(model: .constant, perBar: volatility), innovations: law)
      },
      dependence: Dependence(
        correlation: book.correlation, degreesOfFreedom: degreesOfFreedom))
    let source = try MonteCarlo(model, bars: 1, count: count, seed: seed)
    let moves = source.moves(0..<count)
    self.count = count
    volatilities = book.volatilities
    self.degreesOfFreedom = degreesOfFreedom
    columns = book.exposures.indices.map(moves.column)
    var gains = [Double](repeating: 0, count: count)
    for (exposure, column) in zip(book.exposures, columns) {
      VectorMath.addProduct(&gains, at: 0, exposure, column, from: 0, count: count)
    }
    pnl = PnLVector(gains)
  }

  /// The share of scenarios in which two factors are both below their quantile of `probability`.
  func jointTail(_ first: Int, _ second: Int, _ probability: Double) -> Double {
    let quantile =
      degreesOfFreedom.map { degrees in
        StudentTDistribution(degreesOfFreedom: degrees).quantile(probability)
          * ((degrees - 2) / degrees).squareRoot()
      } ?? NormalDistribution.quantile(probability)
    let (x, y) = (columns[first], columns[second])
    let (low, lower) = (quantile * volatilities[first], quantile * volatilities[second])
    var joint = 0
    for scenario in 0..<count where x[scenario] < low && y[scenario] < lower { joint += 1 }
    return Double(joint) / Double(count)
  }

  func standardError(ofShare share: Double) -> Double {
    (share * (1 - share) / Double(count)).squareRoot()
  }
}
