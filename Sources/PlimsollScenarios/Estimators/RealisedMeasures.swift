internal import Glibc
public import PlimsollNumerics

/// What intraday returns say of one day: sums of products, uncentred.
///
/// - Source: Barndorff-Nielsen and Shephard (2004), "Power and bipower variation with stochastic
///   volatility and jumps"; Barndorff-Nielsen, Kinnebrock and Shephard (2010) for semivariances.
/// - Verified by: RealisedMeasuresTests, ReferenceTests (estimators-realised-cov).
public struct RealisedMeasures: Sendable {
  /// Sums of products.
  public let covariance: Matrix
  /// Sums of the squares of falls.
  public let downsideSemivariances: [Double]
  /// Sums of the squares of rises.
  public let upsideSemivariances: [Double]
  /// (π/2) Σ |r_t| |r_{t−1}|: the variance without jumps.
  public let bipowerVariations: [Double]
  /// n Σ (|r_t| |r_{t−1}| |r_{t−2}|)^{4/3} / μ³: the integrated fourth power, which the error of
  /// the realised variance depends on.
  public let tripowerQuarticities: [Double]
  /// Returns of the day.
  public let count: Int

  /// Measures one day.
  ///
  /// - Parameter columns: one array of consecutive intraday log returns per variable.
  /// - Complexity: O(variables² × n).
  public init(_ columns: [[Double]]) {
    count = columns.first?.count ?? 0
    covariance = Matrix(
      rows: columns.count, columns: count, storage: columns.flatMap(\.self)
    ).transposed.crossProduct()
    downsideSemivariances = columns.map { $0.reduce(0) { $1 < 0 ? $0 + $1 * $1 : $0 } }
    upsideSemivariances = columns.map { $0.reduce(0) { $1 > 0 ? $0 + $1 * $1 : $0 } }
    bipowerVariations = columns.map { column in
      Double.pi / 2 * zip(column.dropFirst(), column).reduce(0) { $0 + abs($1.0) * abs($1.1) }
    }
    // E|Z|^{4/3} of a standard normal.
    let moment =
      exp(SpecialFunctions.logGamma(7.0 / 6) - SpecialFunctions.logGamma(0.5)) * exp2(2.0 / 3)
    let scale = Double(count) / (moment * moment * moment)
    tripowerQuarticities = columns.map { column in
      let sum = column.indices.dropFirst(2).reduce(0) {
        $0 + pow(abs(column[$1] * column[$1 - 1] * column[$1 - 2]), 4.0 / 3)
      }
      return scale * sum
    }
  }

  /// Standard deviations over the day.
  public var volatilities: [Double] { covariance.diagonal.map { $0.squareRoot() } }

  /// Standard deviations a year of 365 days.
  public var annualisedVolatilities: [Double] { volatilities.map { $0 * 365.0.squareRoot() } }

  /// Correlations.
  public var correlation: Matrix { SampleCovariance.correlation(of: covariance) }

  /// Bipower variations times n / (n − 1), for the product that is one short.
  public var correctedBipowerVariations: [Double] {
    bipowerVariations.map { $0 * Double(count) / Double(count - 1) }
  }

  /// What the variances have beyond the bipower variations, at least zero: jumps.
  public var jumpVariations: [Double] {
    zip(covariance.diagonal, bipowerVariations).map { max(0, $0 - $1) }
  }
}
